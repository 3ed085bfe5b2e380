/** Which rows a scroll position shows: of a long table a browser's tallest page has less than one pixel per row. */

export const rowHeight = 22;
/** Browsers cut pages beyond some thirty million pixels, px. */
const tallest = 10_000_000;

/** Height of the page that is scrolled, px. */
export function pageHeight(rows: number): number {
  return Math.min(rows * rowHeight, tallest);
}

/** @returns position of the first row, and how far it lies above the edge of the view, px */
export function firstRow(
  scrollTop: number,
  viewHeight: number,
  rows: number,
): { readonly position: number; readonly hidden: number } {
  const page = pageHeight(rows);
  if (page === rows * rowHeight) {
    const position = Math.floor(scrollTop / rowHeight);
    return { position, hidden: scrollTop - position * rowHeight };
  }
  const fraction = Math.min(1, scrollTop / Math.max(1, page - viewHeight));
  const exact = fraction * (rows - viewHeight / rowHeight);
  const position = Math.floor(exact);
  return { position, hidden: (exact - position) * rowHeight };
}

/** Where to scroll so that a row is the first. */
export function scrollTopOf(position: number, viewHeight: number, rows: number): number {
  const page = pageHeight(rows);
  if (page === rows * rowHeight) return position * rowHeight;
  return (position / Math.max(1, rows - viewHeight / rowHeight)) * (page - viewHeight);
}
