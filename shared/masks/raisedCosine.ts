/** The soft edge of filters and masks. */

/** 1 up to `start`, 0 beyond `start + width`. */
export function raisedCosine(x: number, start: number, width: number): number {
  if (x <= start) return 1;
  if (x >= start + width) return 0;
  return 0.5 + 0.5 * Math.cos((Math.PI * (x - start)) / width);
}
