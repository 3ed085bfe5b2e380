/** Maps in editor tabs: what is seen, what changes with the file, what is said when it is broken. */
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { until } from '../support/until';
import { ball, complex, localResolution, particleStar, speciesVersions } from './densityMaps';
import { keepScreenshot, untilPainted, untilPicture, untilSection } from './pictures';
import { surfaceFile } from './surfaceFile';
import {
  chooseFile,
  closeAllEditors,
  openFile,
  pick,
  runCommand,
  webview,
  workbenchReady,
} from './vscodePage';
import { useWindow } from './window';

const edge = 32;
const fixtures = ['mrc', 'large'].flatMap((name) =>
  readdirSync(path.join('test', 'fixtures', name))
    .filter((file) => /\.(mrc|map|ccp4|png)(\.(gz|bz2))?$/.test(file))
    .map((file) => path.resolve('test', 'fixtures', name, file)),
);
/** A picture under the name of a map opens in this editor, too. */
const nameOf = (file: string) => path.basename(file).replace('.png.gz', '.png.map.gz');
/** Files that cannot be shown, and what is said of them. */
const broken: Readonly<Record<string, RegExp>> = {
  'test_data_corrupt_header.map': /test_data_corrupt_header\.map: .*(truncated|not an MRC)/,
  'empty1.map': /empty1\.map: this is not an MRC file: it has 0 bytes/,
  'emd_3197.png.map.gz': /emd_3197\.png\.map\.gz: this is not an MRC file/,
};

describe('the density editor', () => {
  const window = useWindow({
    fill: writeMaps,
    ready: workbenchReady,
    beforeLoading: rememberContexts,
  });
  const { file } = window;
  let page: Page;
  beforeEach(() => {
    page = window.page;
  });

  it('draws a surface and three slices, and follows its sliders', async () => {
    const editor = await openMap('ball.mrc');
    const surface = editor.getByRole('img', { name: /Surface of the density/ });
    // A ball of 18 voxels in a box of 32 covers about a tenth of the view.
    await untilPainted(page, surface);
    for (const plane of ['XY', 'XZ', 'YZ'])
      await untilSection(page, editor.getByRole('img', { name: `${plane} slice` }), 10);
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
    await editor.getByText('ball.mrc · 32 × 32 × 32 voxels · 4 Å').click();
  });

  it('shows the file anew when it changes on the disk', async () => {
    const editor = await openMap('ball.mrc');
    const before = await countTriangles(editor);
    let changed = -Infinity;
    await until('the larger ball is shown', async () => {
      // VS Code may begin to watch a file after a change of it.
      if (performance.now() - changed > 20_000) {
        await writeMrc(file('ball.mrc'), { size: [edge, edge, edge], pixelSize: 4, data: ball(edge, 13) });
        changed = performance.now();
      }
      return (await countTriangles(editor)) > 1.2 * before;
    });
  });

  it('says in one sentence what is wrong with a broken file', async () => {
    await openFile(page, file('broken.map'));
    await webview(page)
      .getByText(/broken\.map: the file is truncated/)
      .waitFor();
  });

  it('draws every volume that people sent, and says what is wrong with the broken ones', async () => {
    for (const name of fixtures.map(nameOf)) {
      await openFile(page, file(name));
      if (name in broken) {
        await webview(page).getByText(broken[name]).waitFor();
      } else {
        const editor = webview(page);
        await editor.locator('main[data-ready]').waitFor();
        await editor.getByText(new RegExp(`^${name.replaceAll('.', '\\.')} ·`)).waitFor();
        await untilSection(page, editor.getByRole('img', { name: 'XY slice' }), 3);
      }
    }
  });

  it('reads out the voxel under the pointer as the file has it', async () => {
    const editor = await openMap('half1.mrc');
    await editor.getByRole('button', { name: 'XY', exact: true }).click();
    const slice = editor.getByRole('img', { name: 'XY slice' });
    const box = await slice.boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + 0.5 * box.width + 20, box.y + 0.5 * box.height);
    const readout = editor.getByLabel('Voxel under the pointer');
    await readout.filter({ hasText: 'voxel' }).waitFor();
    const found = /voxel (\d+), (\d+), (\d+) .*: (\S+)$/.exec((await readout.textContent()) ?? '');
    assert.ok(found !== null, (await readout.textContent()) ?? '');
    const [x, y, z, value] = found.slice(1).map(Number);
    const { data } = await readMrc(file('half1.mrc'));
    assert.equal(value, Number(data[x + 72 * (y + 72 * z)].toPrecision(6)));
    await keepScreenshot(page, 'density-slice', 'jpeg');
  });

  it('shows two half-maps side by side, their difference, and a map looked through', async () => {
    const editor = await openMap('half1.mrc');
    await page.keyboard.press('Escape');
    await editor.getByRole('button', { name: 'All', exact: true }).click();
    await keepScreenshot(page, 'density-surface', 'jpeg');
    await editor.getByRole('button', { name: 'Surface', exact: true }).click();
    await editor.getByRole('button', { name: 'Add Map...' }).click();
    await pick(page, 'half2.mrc');
    await editor.getByRole('button', { name: 'Side by Side' }).click();
    for (const map of [/Surface of the density/, /Surface of half2/])
      await untilPainted(page, editor.getByRole('img', { name: map }));
    await keepScreenshot(page, 'density-half-maps', 'jpeg');
    await editor.getByRole('button', { name: 'One Picture' }).click();
    await editor.getByRole('button', { name: 'Difference' }).click();
    await editor.getByLabel('half1.mrc - half2.mrc', { exact: true }).waitFor();
    await editor.getByRole('button', { name: 'Remove' }).last().click();
    await editor.getByRole('button', { name: 'Remove' }).last().click();
    await editor.getByRole('button', { name: 'Volume' }).click();
    const through = editor.getByRole('img', { name: /Surface of the density/ });
    await untilPicture(page, through, ({ colors }) => colors > 50);
  });

  it('colors a surface by local resolution', async () => {
    const editor = await openMap('half1.mrc');
    await editor.getByRole('button', { name: 'Surface', exact: true }).click();
    await editor.getByRole('button', { name: 'Add Map...' }).click();
    await pick(page, 'localres.mrc');
    await editor.getByRole('img', { name: /Colors: localres\.mrc from/ }).waitFor();
    const colored = editor.getByRole('img', { name: /Surface of the density/ });
    await untilPicture(page, colored, ({ colors }) => colors > 200);
    await keepScreenshot(page, 'density-local-resolution', 'jpeg');
    await editor.getByRole('button', { name: 'Remove' }).last().click();
    await editor.getByRole('button', { name: 'Remove' }).waitFor({ state: 'detached' });
  });

  it('makes a mask with a preview, and saves it with the command', async () => {
    const editor = await openMap('half1.mrc');
    await editor.getByText('Tools').click();
    await editor.getByRole('button', { name: 'Make Mask' }).click();
    const studio = editor.locator('.mask-studio[data-voxels][aria-busy=false]');
    await studio.waitFor();
    await editor.getByRole('slider', { name: 'Extend' }).fill('4');
    await studio.waitFor();
    const voxels = Number(await studio.getAttribute('data-voxels'));
    await keepScreenshot(page, 'density-mask', 'jpeg');
    await editor.getByRole('button', { name: 'Save as Mask...' }).click();
    await chooseFile(page, file('made_mask.mrc'), 'OK');
    await editor.getByText('Saved as made_mask.mrc').waitFor();
    const { data } = await readMrc(file('made_mask.mrc'));
    // The preview's code is the command's; the slider's threshold passes through text.
    assert.ok(Math.abs(data.filter((value) => value >= 0.5).length - voxels) <= 0.001 * voxels);
    await runCommand(page, 'Murmuration: Make Mask from Map');
    await editor.locator('.mask-studio').waitFor({ state: 'detached' });
  });

  it('places particles with their orientation', async () => {
    const editor = await openMap('half1.mrc');
    await runCommand(page, 'Murmuration: Show Particles in Map...');
    await chooseFile(page, file('particles.star'), 'Show');
    await editor.getByText('120 particles of particles.star').waitFor();
    await untilPainted(page, editor.getByRole('img', { name: /Surface of the density/ }));
    await keepScreenshot(page, 'density-particles', 'jpeg');
  });

  it('goes through the kept versions of a map', async () => {
    const editor = await openMap('aged.mrc');
    const version = editor.getByRole('slider', { name: 'Version' });
    const newest = await countTriangles(editor);
    await version.fill('0');
    // Of a ball of half the radius.
    await untilTriangles(editor, (count) => count > 0 && count < newest / 2);
    const oldest = await countTriangles(editor);
    await version.fill('1');
    await untilTriangles(editor, (count) => count === newest);
    await version.fill('0');
    await untilTriangles(editor, (count) => count === oldest);
  });

  it('shows the images of a stack side by side, and one of them large', async () => {
    await openFile(page, file('stack.mrcs'));
    const editor = webview(page);
    await editor.locator('.montage[data-ready]').waitFor();
    assert.equal(await editor.getByRole('button', { name: /^Image \d+$/ }).count(), 6);
    await untilSection(page, editor.getByRole('button', { name: 'Image 4', exact: true }), 10);
    await editor.getByRole('button', { name: 'Image 4', exact: true }).click();
    await editor.getByText('z 4 of 6').waitFor();
  });

  it('saves its surface as glTF, OBJ and STL, in Å', async () => {
    const editor = await openMap('half1.mrc');
    const triangles = await countTriangles(editor);
    for (const [label, ending] of [
      ['glTF', 'glb'],
      ['OBJ', 'obj'],
      ['STL', 'stl'],
    ]) {
      await runCommand(page, 'Murmuration: Save Surface of Map...');
      await editor.getByRole('button', { name: label, exact: true }).click();
      await chooseFile(page, file(`surface.${ending}`), 'OK');
      await editor.getByText(`Saved as surface.${ending}`).waitFor();
      const found = surfaceFile(readFileSync(file(`surface.${ending}`)), ending);
      assert.equal(found.triangles, triangles, ending);
      assert.ok(found.low >= 0 && found.high <= 71 * 3 && found.high > 71, JSON.stringify(found));
    }
  });

  it('opens another map at the same place in a tab beside', async () => {
    const editor = await openMap('half1.mrc');
    await editor.getByRole('button', { name: 'All', exact: true }).click();
    await editor.getByRole('slider', { name: /XY slice along z/ }).fill('20');
    await runCommand(page, 'Murmuration: Open Linked Slices...');
    await pick(page, 'half2.mrc');
    const beside = webview(page);
    await beside.getByText(/^half2\.mrc ·/).waitFor();
    await beside.getByText('z 21 of 72').waitFor();
    await closeAllEditors(page);
  });

  it('draws in software while the graphics driver is gone, and as before when it is back', async () => {
    const editor = await openMap('half1.mrc');
    const canvas = editor.getByRole('img', { name: /Surface of the density/ });
    const main = editor.locator('main');
    await main.evaluate(() => (globalThis as unknown as Remembered).losing?.loseContext());
    const note = editor.getByText(/graphics driver gave up/);
    await note.waitFor();
    await untilPainted(page, canvas);
    await main.evaluate(() => (globalThis as unknown as Remembered).losing?.restoreContext());
    await note.waitFor({ state: 'hidden' });
    await untilPainted(page, canvas);
  });

  it('shows particles in an empty box where no map is open', async () => {
    await closeAllEditors(page);
    await runCommand(page, 'Murmuration: Show Particles in Map...');
    await chooseFile(page, file('particles.star'), 'Show');
    await webview(page).getByText('120 particles of particles.star').waitFor();
    await untilPainted(page, webview(page).getByRole('img', { name: /Surface of the density/ }));
  });

  async function openMap(name: string): Promise<FrameLocator> {
    await openFile(page, file(name));
    const editor = webview(page);
    await editor.getByText(new RegExp(`^${name.replaceAll('.', '\\.')} ·`)).waitFor();
    await editor.locator('main[data-ready][data-triangles]').waitFor();
    return editor;
  }
});

describe('the density editor without WebGL', () => {
  const window = useWindow({ fill: writeMaps, ready: workbenchReady, beforeLoading: takeWebglAway });

  it('keeps the slices, draws in software and says why', async () => {
    const { page } = window;
    await openFile(page, window.file('ball.mrc'));
    const editor = webview(page);
    await editor.getByText(/no WebGL 2/).waitFor();
    await untilSection(page, editor.getByRole('img', { name: 'XY slice' }), 10);
    await editor.locator('[data-triangles]').waitFor();
    await untilPainted(page, editor.getByRole('img', { name: /Surface of the density/ }));
  });
});

async function writeMaps(folder: string): Promise<void> {
  const file = (name: string) => path.join(folder, name);
  await writeMrc(file('ball.mrc'), { size: [edge, edge, edge], pixelSize: 4, data: ball(edge, 9) });
  await writeMrc(file('broken.map'), { size: [edge, edge, edge], pixelSize: 4, data: ball(edge, 9) });
  truncateSync(file('broken.map'), 5000);
  const maps = { size: [72, 72, 72], pixelSize: 3 } as const;
  await writeMrc(file('half1.mrc'), { ...maps, data: complex(72, 1) });
  await writeMrc(file('half2.mrc'), { ...maps, data: complex(72, 2) });
  await writeMrc(file('localres.mrc'), { ...maps, data: localResolution(72) });
  await particleStar(file('particles.star'), 120, 72 * 3);
  await speciesVersions(folder);
  await writeMrc(file('stack.mrcs'), {
    size: [24, 24, 6],
    pixelSize: 4,
    data: ball(24, 9).slice(9 * 576, 15 * 576),
  });
  for (const fixture of fixtures) copyFileSync(fixture, file(nameOf(fixture)));
}

async function countTriangles(editor: FrameLocator): Promise<number> {
  return Number(await editor.locator('[data-triangles]').getAttribute('data-triangles'));
}

async function untilTriangles(editor: FrameLocator, holds: (count: number) => boolean): Promise<void> {
  let count = NaN;
  await until(
    () => `the surface keeps ${count} triangles`,
    async () => holds((count = await countTriangles(editor))),
  );
}

interface Remembered {
  losing?: WEBGL_lose_context | null;
}

/** Keeps what takes a page's WebGL context away, since the canvas of it is in no document. */
async function rememberContexts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext')?.value as (
      this: HTMLCanvasElement,
      ...args: unknown[]
    ) => unknown;
    Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
      value: function (this: HTMLCanvasElement, ...args: unknown[]): unknown {
        const context = original.apply(this, args);
        if (args[0] === 'webgl2' && context !== null)
          (globalThis as unknown as Remembered).losing = (context as WebGL2RenderingContext).getExtension(
            'WEBGL_lose_context',
          );
        return context;
      },
      writable: true,
      configurable: true,
    });
  });
}

async function takeWebglAway(page: Page): Promise<void> {
  await page.addInitScript(() => {
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
}
