/** What is told of a file. */
import type { Described } from '../../formats/described';

export interface FileFacts extends Described {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
}
