/** Waits for states that no event tells. */

/** ms between one question and the next. */
const pause = 50;
/** ms; ends a test that hangs, however busy the machine is. */
const limit = 180_000;

/** Asks again until it holds. @param what the state, asked for when it doesn't come */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
