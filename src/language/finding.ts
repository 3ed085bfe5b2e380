/** What is wrong in a file, where, and what would fix it. Lines and columns count from 0, columns in UTF-16 units. */
import type { Edit, Place } from './edit';
import type { Rewrite } from './star/rewrite';

export type Severity = 'error' | 'warning' | 'information';

export interface Finding<Code extends string = string> extends Place {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

export interface Fix {
  /** What the user reads in the menu. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** What changes every row, and is worked out when somebody wants it; then there are no edits. */
  readonly rewrite?: Rewrite;
}
