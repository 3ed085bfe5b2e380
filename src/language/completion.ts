/** What is offered while somebody types, in words of its own, so that it needs no editor. */

export interface Suggestion {
  readonly kind: 'label' | 'keyword' | 'param' | 'value';
  readonly label: string;
  /** Beside the label: unit, type. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** Replaces what stands from `start` to `end` on the line. */
  readonly insert: string;
  readonly start: number;
  readonly end: number;
}
