/** Waits for states that no event tells. */

/** From one question to the next, ms: at first, and as part of the time that was waited. Questions cost, in a browser most of all. */
const shortest = 50;
const longest = 500;
const share = 0.1;
/** ms; ends a test that hangs, however busy the machine is. */
const limit = 180_000;

/** Asks again until it holds. @param what the state, asked for when it doesn't come */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const start = Date.now();
  while (!(await holds())) {
    const waited = Date.now() - start;
    if (waited > limit) throw new Error(`waited in vain: ${typeof what === 'string' ? what : what()}`);
    const pause = Math.min(longest, Math.max(shortest, share * waited));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
