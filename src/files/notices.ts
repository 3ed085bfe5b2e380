/** What happens to files although the command did not ask for it: whoever shows messages is told. */

let listener: (notice: string) => void = () => undefined;

/** For the command line; before that nobody listens. */
export function onNotice(tell: (notice: string) => void): void {
  listener = tell;
}

export function tellNotice(notice: string): void {
  listener(notice);
}
