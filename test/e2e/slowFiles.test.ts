/** Files that come late: reads of a map are counted, and the first of a half-map waits, in every process of VS Code. */
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeMrc } from '../../src/formats/mrc';
import { complex } from './densityMaps';
import { untilSection } from './pictures';
import { projectIn, putProject } from './project';
import { contextMenu, openFile, showMurmuration, webview } from './vscodePage';
import { useWindow } from './window';

const edge = 256;

/** Longer than the form of a species waits for more to be typed, ms. */
const late = 1500;

/** Loaded by node before anything else: each read of `far.mrc` leaves a byte in the log, headers of half-maps are late. */
const countedReads = (log: string): string => `
const { appendFileSync, readlinkSync } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');
const { open } = require('node:fs/promises');
open(__filename).then(async (handle) => {
  const files = Object.getPrototypeOf(handle);
  await handle.close();
  const { read } = files;
  files.read = async function (...args) {
    const name = readlinkSync('/proc/self/fd/' + this.fd);
    if (name.endsWith('/far.mrc')) appendFileSync(${JSON.stringify(log)}, '.');
    if (name.endsWith('_half1_class001.mrc') && args[3] === 0)
      await pause(${late});
    return read.apply(this, args);
  };
});
`;

describe('on a slow file system', () => {
  let reads: string;
  const window = useWindow({
    workbench(inSuite) {
      reads = inSuite('reads');
      writeFileSync(inSuite('counted.cjs'), countedReads(reads));
      return { env: { NODE_OPTIONS: `--require ${inSuite('counted.cjs')}` } };
    },
    async fill(folder) {
      putProject(folder, 'source');
      await writeMrc(path.join(folder, 'far.mrc'), {
        size: [edge, edge, edge],
        pixelSize: 1,
        data: complex(edge, 1),
      });
    },
    ready: showMurmuration,
  });

  it('a map is shown with few reads, a coarse picture first', async () => {
    const { page } = window;
    await openFile(page, window.file('far.mrc'));
    const editor = webview(page);
    await editor.getByText(`far.mrc · ${edge} × ${edge} × ${edge} voxels · 1 Å`).waitFor();
    await untilSection(page, editor.getByRole('img', { name: 'XY slice' }), 10);
    await editor.locator('main[data-ready]').waitFor();
    const { size: count } = statSync(reads);
    // The coarse level is every fourth section, the fine one all of them, and slices are read by themselves.
    assert.ok(count > edge / 4 && count < 3 * edge, `${count} reads`);
  });

  it('particles of a new species are matched when its maps have been looked at, however long that takes', async () => {
    const { page } = window;
    const project = projectIn(window.file());
    await contextMenu(page, 'ribosomes', 'New Species...');
    const form = webview(page);
    const next = form.getByRole('button', { name: 'Next', exact: true });
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('other');
    await next.click();
    await form.getByRole('textbox', { name: 'Half-map 1', exact: true }).fill(project.half1);
    await form.getByRole('textbox', { name: 'File of half-map 2' }).fill(project.half2);
    await next.click();
    await form.getByRole('textbox', { name: 'Mask file' }).fill(project.mask);
    await next.click();
    await form.getByRole('textbox', { name: 'Particle STAR file' }).fill(project.particles);
    await form.getByText('48/48 particles').waitFor();
  });
});
