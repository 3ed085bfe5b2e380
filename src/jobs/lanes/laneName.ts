/** What a lane may be called: its files are called so. */
export function isLaneName(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name);
}
