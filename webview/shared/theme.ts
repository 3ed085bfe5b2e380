/** Colors of the user's theme, for canvases that style sheets don't reach. */

/** The value of a `--vscode-*` variable as `#rrggbb` or `rgb(...)`; the other one where the theme has none. */
export function themeColor(variable: string, otherwise: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  // Eight digits carry an alpha that three cannot read.
  if (/^#[0-9a-f]{8}$/i.test(value)) return value.slice(0, 7);
  const rgba = /^rgba\(([^,]+),([^,]+),([^,]+),/.exec(value);
  if (rgba !== null) return `rgb(${rgba[1]},${rgba[2]},${rgba[3]})`;
  return value === '' ? otherwise : value;
}
