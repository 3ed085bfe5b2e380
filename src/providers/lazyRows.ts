/** Rows of the explorer that are read when their parent is opened, once, and again when told to. */

export class LazyRows<Row> {
  private reading: Promise<readonly Row[]> | undefined;

  /** @param read makes rows even of what it cannot read */
  constructor(private readonly read: () => Promise<readonly Row[]>) {}

  get(): Promise<readonly Row[]> {
    return (this.reading ??= this.read());
  }

  forget(): void {
    this.reading = undefined;
  }
}

/** Results in order, with so many at work that a disk is busy and file handles are left. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += 64)
    results.push(...(await Promise.all(items.slice(start, start + 64).map(work))));
  return results;
}
