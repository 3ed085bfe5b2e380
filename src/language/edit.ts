/** A place in a text, and what takes its place. Lines and columns count from 0, columns in UTF-16 units. */

export interface Place {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface Edit extends Place {
  /** Last line of what is replaced; `line` if there is none. */
  readonly endLine?: number;
  readonly text: string;
}
