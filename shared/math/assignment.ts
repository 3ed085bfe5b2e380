/** The assignment of rows to columns of least total cost: the Hungarian algorithm with shortest paths (Jonker & Volgenant 1987). */

/**
 * @param cost of giving row `i` column `j`; there are no more rows than columns
 * @returns (row) its column
 */
export function assign(
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
): Int32Array {
  if (rows > columns) throw new RangeError(`${rows} rows cannot each have one of ${columns} columns`);
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  /** Row of a column, from 1; 0 is free. Column 0 stands for the row that is being placed. */
  const owner = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  const least = new Float64Array(columns + 1);
  const seen = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    owner[0] = row;
    least.fill(Infinity);
    seen.fill(0);
    let column = 0;
    do {
      seen[column] = 1;
      const from = owner[column];
      let step = Infinity;
      let next = 0;
      for (let j = 1; j <= columns; j++) {
        if (seen[j] === 1) continue;
        const reduced = cost(from - 1, j - 1) - rowPrice[from] - columnPrice[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          before[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++)
        if (seen[j] === 1) {
          rowPrice[owner[j]] += step;
          columnPrice[j] -= step;
        } else least[j] -= step;
      column = next;
    } while (owner[column] !== 0);
    for (; column !== 0; column = before[column]) owner[column] = owner[before[column]];
  }
  const found = new Int32Array(rows);
  for (let j = 1; j <= columns; j++) if (owner[j] > 0) found[owner[j] - 1] = j - 1;
  return found;
}
