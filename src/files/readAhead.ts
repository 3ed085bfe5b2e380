/** Reads many files in their order, several at once: most of the time of small ones is waiting. */

/** What `read` gives for each, in their order. What fails is thrown in its turn. */
export async function* readAhead<Item, Read>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Read>,
  atOnce = 16,
): AsyncGenerator<Read> {
  const begun: Promise<Read>[] = [];
  for (const item of items) {
    const next = read(item);
    // Whoever stops before its turn does not ask for it.
    next.catch(() => undefined);
    begun.push(next);
    if (begun.length < atOnce) continue;
    const [first] = begun.splice(0, 1);
    yield await first;
  }
  for (const next of begun) yield await next;
}
