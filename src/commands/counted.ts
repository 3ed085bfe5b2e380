/** `1 error`, `2 errors`; `series` is its own plural. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 || noun.endsWith('series') ? noun : `${noun}s`}`;
}
