/** How far a command is, in front of what it does: ` 42 % TS_1, tilt 3`. */

/** @param fraction 0 to 1 */
export function percent(fraction: number, message: string): string {
  return `${String(Math.floor(100 * fraction)).padStart(3)} % ${message}`;
}
