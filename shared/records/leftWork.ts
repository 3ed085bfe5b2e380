/** What a run that was interrupted has left for the next one. */
export interface LeftWork {
  /** Counted from 1. */
  readonly round: number;
  /** Series of that round, and how many of them are refined. */
  readonly series: number;
  readonly refined: number;
}

export function leftWorkText({ round, series, refined }: LeftWork): string {
  return `round ${round} of an interrupted run, ${refined} of ${series} series refined: taken up, unless files or the GPU have changed`;
}
