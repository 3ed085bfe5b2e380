/** What a file holds, as names and values that people and scripts can read. */

export type Fact = string | number | boolean | null | readonly (string | number)[];

export interface Described {
  /** `MRC volume`, `tilt series`, ... */
  readonly kind: string;
  /** In the order to show them; units are part of the names. */
  readonly facts: Readonly<Record<string, Fact>>;
}
