/** Screenshots that are kept, and what their pixels tell. */
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until';
import { restPointer } from './vscodePage';

/** Writes `test-results/<name>.png`; when screenshots are renewed `docs/<name>.png`, or `.jpg` for shaded surfaces. */
export async function keepScreenshot(page: Page, name: string, type: 'png' | 'jpeg' = 'png'): Promise<void> {
  const file = path.join('test-results', `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  // Hints of what the pointer rests on would be in the picture.
  await restPointer(page);
  await page.screenshot({ path: file });
  if (process.env.UPDATE_SCREENSHOTS !== '1') return;
  mkdirSync(path.dirname(path.join('docs', name)), { recursive: true });
  if (type === 'jpeg') await page.screenshot({ path: path.join('docs', `${name}.jpg`), type, quality: 70 });
  else copyFileSync(file, path.join('docs', `${name}.png`));
}

export interface PixelStatistics {
  readonly colors: number;
  /** Fraction of pixels that are not of the most frequent color. */
  readonly foreground: number;
  /** Standard deviation of the brightness, 0 to 255. */
  readonly spread: number;
}

/** What is on the screen where this element is. */
export async function pixelsOf(page: Page, element: Locator): Promise<PixelStatistics> {
  const picture = (await element.screenshot()).toString('base64');
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (context === null) throw new Error('no 2D canvas');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Map<number, number>();
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < data.length; index += 4) {
      const color = (data[index] << 16) | (data[index + 1] << 8) | data[index + 2];
      counts.set(color, (counts.get(color) ?? 0) + 1);
      const brightness = (data[index] + data[index + 1] + data[index + 2]) / 3;
      sum += brightness;
      squares += brightness * brightness;
    }
    const pixels = data.length / 4;
    return {
      colors: counts.size,
      foreground: 1 - Math.max(...counts.values()) / pixels,
      spread: Math.sqrt(squares / pixels - (sum / pixels) ** 2),
    };
  }, picture);
}

/** Waits until the picture of an element is as it should be. */
export async function untilPicture(
  page: Page,
  element: Locator,
  holds: (seen: PixelStatistics) => boolean,
): Promise<void> {
  let seen = '';
  await until(
    () => `the picture stays ${seen}`,
    async () => {
      const pixels = await pixelsOf(page, element);
      seen = JSON.stringify(pixels);
      return holds(pixels);
    },
  );
}

/** Waits until a shaded picture is there. */
export function untilPainted(page: Page, element: Locator): Promise<void> {
  return untilPicture(page, element, ({ colors, foreground }) => colors > 50 && foreground > 0.02);
}

/** Waits until a section of a map is there. */
export function untilSection(page: Page, element: Locator, spread: number): Promise<void> {
  return untilPicture(page, element, (seen) => seen.spread > spread);
}
