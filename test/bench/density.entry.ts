/**
 * `node dist/test/bench/density.entry.mjs`: how long maps take to appear in a real VS Code with software rendering,
 * and what closing them leaves in memory.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { writeMrc } from '../../src/formats/mrc';
import { complex } from '../e2e/densityMaps';
import { runCommand, showMurmuration, webview } from '../e2e/vscodePage';
import { Workbench } from '../e2e/workbench';

const folder = mkdtempSync(path.join(tmpdir(), 'murmuration-density-bench-'));
const maps = Number(process.argv[2] ?? 20);
for (const edge of [256, 128])
  await writeMrc(path.join(folder, `map${edge}.mrc`), {
    size: [edge, edge, edge],
    pixelSize: 1,
    data: complex(edge, 1),
  });
const workbench = await Workbench.start();
try {
  const page = await workbench.open(folder, undefined, timePictures);
  await showMurmuration(page);
  await page.getByRole('tab', { name: 'Explorer' }).first().click();
  // The extension starts with the first tab, once.
  await opened(page, 'map128.mrc');
  const level = await levelChange(page);
  await close(page);
  const openings: Opening[] = [];
  for (let turn = 0; turn < 5; turn++) {
    openings.push(await opened(page, 'map256.mrc'));
    await close(page);
  }
  const tell = (what: string, key: keyof Opening) => {
    const times = openings.map((opening) => opening[key] / 1000).sort((a, b) => a - b);
    report(
      `256³, to ${what}`,
      `${times[2].toFixed(2)} s (${times[0].toFixed(2)} to ${times[4].toFixed(2)} s)`,
    );
  };
  tell('the page, which VS Code makes', 'page');
  tell('the first slices', 'slices');
  tell('the first surface', 'surface');
  tell('the full surface', 'full');
  report('128³, level moved to new surface on the screen', `${level.toFixed(0)} ms`);
  const before = await restingMemory();
  for (let map = 0; map < maps; map++) {
    await opened(page, 'map256.mrc');
    await close(page);
  }
  report(`memory left by ${maps} maps of 256³`, `${((await restingMemory()) - before).toFixed(0)} MB`);
} finally {
  await workbench.stop();
  rmSync(folder, { recursive: true });
}

/** ms from the double click on. */
interface Opening {
  readonly page: number;
  readonly slices: number;
  readonly surface: number;
  readonly full: number;
}

interface Timed {
  pictureTimes?: Record<string, number>;
}

/** Notes in each page when its pictures are on the screen: asking from outside would add up to half a second. */
async function timePictures(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const times: Record<string, number> = {};
    (globalThis as Timed).pictureTimes = times;
    const note = (name: string, selector: string): void => {
      if (name in times || document.querySelector(selector) === null) return;
      times[name] = NaN;
      // After the frame that is being made.
      requestAnimationFrame(() => setTimeout(() => (times[name] = Date.now())));
    };
    const look = (): void => {
      if (document.querySelector('link[href*="density/main.css"]') !== null) times.page ??= Date.now();
      note('slices', 'main.editor .slices canvas');
      note('surface', 'main[data-triangles]');
      note('full', 'main[data-ready]');
    };
    // Frames that were asked for are forgotten when VS Code writes the page; timers are not.
    setInterval(look, 4);
  });
}

async function opened(page: Page, name: string): Promise<Opening> {
  await page.mouse.move(700, 500);
  const row = page.getByRole('treeitem', { name, exact: true });
  await row.waitFor();
  const started = Date.now();
  await row.dblclick();
  await webview(page).locator('main[data-ready]').waitFor({ timeout: 60_000 });
  const times = await webview(page)
    .locator('main')
    .evaluate(async () => {
      const noted = (globalThis as Timed).pictureTimes ?? {};
      while (!(noted.full > 0)) await new Promise((resolve) => setTimeout(resolve, 10));
      return noted;
    });
  const since = (what: string) => times[what] - started;
  return { page: since('page'), slices: since('slices'), surface: since('surface'), full: since('full') };
}

async function close(page: Page): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
}

/** Median ms of moving the slider until another surface has been painted. */
async function levelChange(page: Page): Promise<number> {
  const slider = webview(page).getByRole('slider', { name: 'Surface level' });
  const times = await slider.evaluate(async (element) => {
    const input = element as HTMLInputElement;
    const shown = document.querySelector('main') as HTMLElement;
    const found: number[] = [];
    for (let step = 0; step < 11; step++) {
      const before = shown.dataset.triangles;
      const started = performance.now();
      input.value = String(input.valueAsNumber + (step % 2 === 0 ? 25 : -25));
      input.dispatchEvent(new Event('input'));
      while (shown.dataset.triangles === before) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      found.push(performance.now() - started);
    }
    return found;
  });
  return times.sort((a, b) => a - b)[5];
}

/** MB of this process's children, once they have come to rest. */
async function restingMemory(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 8000));
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([process.pid]);
  for (let grown = -1; grown !== family.size;) {
    grown = family.size;
    for (const [pid, parent] of rows) if (family.has(parent)) family.add(pid);
  }
  family.delete(process.pid);
  return rows.reduce((sum, [pid, , size]) => sum + (family.has(pid) ? size : 0), 0) / 1024;
}

function report(what: string, value: string): void {
  console.log(`| ${what} | ${value} |`);
}
