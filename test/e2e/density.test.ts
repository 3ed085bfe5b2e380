/** Maps in editor tabs: what is seen, what changes with the file, what is said when it is broken. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { writeMrc } from '../../src/formats/mrc';
import { pixelsOf } from './pictures';
import { showMurmuration, webview } from './vscodePage';
import { Workbench } from './workbench';

const edge = 32;

describe('the density editor', () => {
  let folder: string;
  let workbench: Workbench;
  let page: Page;
  const file = (name: string) => path.join(folder, name);
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-density-'));
    await writeMrc(file('ball.mrc'), { size: [edge, edge, edge], pixelSize: 4, data: ball(9) });
    await writeMrc(file('broken.map'), { size: [edge, edge, edge], pixelSize: 4, data: ball(9) });
    truncateSync(file('broken.map'), 5000);
    workbench = await Workbench.start();
    page = await workbench.open(folder);
    await showMurmuration(page);
    await page.getByRole('tab', { name: 'Explorer' }).first().click();
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('draws a surface and three slices, and follows its sliders', async () => {
    const editor = await openMap('ball.mrc');
    const surface = editor.getByRole('img', { name: /Surface/ });
    const before = await pixelsOf(page, surface);
    // A ball of 18 voxels in a box of 32 covers about a tenth of the view.
    assert.ok(before.colours > 50 && before.foreground > 0.02, JSON.stringify(before));
    for (const plane of ['XY', 'XZ', 'YZ']) {
      const { spread } = await pixelsOf(page, editor.getByRole('img', { name: `${plane} slice` }));
      assert.ok(spread > 10, `the ${plane} slice has a spread of ${spread}`);
    }
    const level = editor.getByRole('slider', { name: 'Surface level' });
    assert.match((await level.getAttribute('aria-valuetext')) ?? '', /^[\d.-]+ · [\d.-]+ σ$/);
    const triangles = await countTriangles(editor);
    await level.fill('850');
    await untilTriangles(editor, (count) => count > 0 && count < triangles);

    await editor.getByRole('slider', { name: /XY slice along z/ }).fill('3');
    await editor.getByText('z 4 of 32').waitFor();
  });

  it('tells what the header says', async () => {
    const editor = await openMap('ball.mrc');
    await editor.getByText('ball.mrc · 32 × 32 × 32 voxels · 4 Å').click();
    await editor.getByRole('row', { name: 'Values 32-bit float, little-endian' }).waitFor();
  });

  it('shows the file anew when it changes on the disk', async () => {
    const editor = await openMap('ball.mrc');
    const before = await countTriangles(editor);
    await writeMrc(file('ball.mrc'), { size: [edge, edge, edge], pixelSize: 4, data: ball(13) });
    await untilTriangles(editor, (count) => count > 1.2 * before);
  });

  it('says in one sentence what is wrong with a broken file', async () => {
    await openFile('broken.map');
    await webview(page)
      .getByText(/broken\.map: the file is truncated/)
      .waitFor();
  });

  it('keeps the slices and says why where there is no WebGL', async () => {
    await page.context().addInitScript(() => {
      const original = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext')?.value as (
        this: HTMLCanvasElement,
        ...args: unknown[]
      ) => unknown;
      Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
        value: function (this: HTMLCanvasElement, ...args: unknown[]): unknown {
          return args[0] === 'webgl2' ? null : original.apply(this, args);
        },
      });
    });
    await page.reload();
    await showMurmuration(page);
    await page.getByRole('tab', { name: 'Explorer' }).first().click();
    await openFile('ball.mrc');
    const editor = webview(page);
    await editor.getByText(/no WebGL 2/).waitFor();
    const { spread } = await pixelsOf(page, editor.getByRole('img', { name: 'XY slice' }));
    assert.ok(spread > 10, `the XY slice has a spread of ${spread}`);
  });

  async function openFile(name: string): Promise<void> {
    // A pointer that rests on the activity bar brings up its hover, over the first rows of the tree.
    await page.mouse.move(700, 500);
    await page.locator('.context-view .hover-contents').waitFor({ state: 'hidden' });
    await row(name).dblclick();
  }

  async function openMap(name: string): Promise<FrameLocator> {
    await openFile(name);
    const editor = webview(page);
    await editor.locator('main[data-ready]').waitFor({ timeout: 30_000 });
    await editor.locator('[data-triangles]').waitFor();
    return editor;
  }

  function row(name: string): Locator {
    return page.getByRole('treeitem', { name });
  }
});

async function countTriangles(editor: FrameLocator): Promise<number> {
  return Number(await editor.locator('[data-triangles]').getAttribute('data-triangles'));
}

async function untilTriangles(editor: FrameLocator, holds: (count: number) => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds(await countTriangles(editor))) {
    if (Date.now() > end) throw new Error(`still ${await countTriangles(editor)} triangles`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A smooth ball, brightest in its middle. */
function ball(radius: number): Float32Array {
  const data = new Float32Array(edge ** 3);
  const centre = edge / 2;
  for (let z = 0, index = 0; z < edge; z++)
    for (let y = 0; y < edge; y++)
      for (let x = 0; x < edge; x++)
        data[index++] = Math.max(0, 1 - Math.hypot(x - centre, y - centre, z - centre) / radius);
  return data;
}
