/** Waits for what no event of the page tells. */
import type { Locator } from 'playwright-core';

/** Number of voxels in the mask, once it stays. */
export async function settled(mask: Locator): Promise<number> {
  let last = '';
  await until(async () => {
    const before = last;
    last = (await mask.getAttribute('data-voxels')) ?? '';
    await mask.page().waitForTimeout(300);
    return last !== '' && last === before;
  });
  return Number(last);
}

/** Asks again until it holds, for 20 s or as long as it may take. */
export async function until(holds: () => Promise<boolean>, what = 'it', seconds = 20): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
