/** A map on a file system that answers late: every read of it, in every process of VS Code, waits 5 ms. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { writeMrc } from '../../src/formats/mrc';
import { complex } from './densityMaps';
import { pixelsOf } from './pictures';
import { showMurmuration, webview } from './vscodePage';
import { Workbench } from './workbench';

const edge = 256;

/** Loaded by node before anything else: reads of `far.mrc` are late, and each leaves a byte in the log. */
const lateReads = (log: string): string => `
const { appendFileSync, readlinkSync } = require('node:fs');
const { open } = require('node:fs/promises');
open(__filename).then(async (handle) => {
  const files = Object.getPrototypeOf(handle);
  await handle.close();
  const { read } = files;
  files.read = async function (...args) {
    if (readlinkSync('/proc/self/fd/' + this.fd).endsWith('/far.mrc')) {
      appendFileSync(${JSON.stringify(log)}, '.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return read.apply(this, args);
  };
});
`;

describe('a map on a slow file system', () => {
  let folder: string;
  let workbench: Workbench;
  let page: Page;
  const file = (name: string) => path.join(folder, name);
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-slow-'));
    await writeMrc(file('near.mrc'), { size: [32, 32, 32], pixelSize: 4, data: complex(32, 1) });
    await writeMrc(file('far.mrc'), { size: [edge, edge, edge], pixelSize: 1, data: complex(edge, 1) });
    writeFileSync(file('late.cjs'), lateReads(file('reads')));
    workbench = await Workbench.start({ env: { NODE_OPTIONS: `--require ${file('late.cjs')}` } });
    page = await workbench.open(folder);
    await showMurmuration(page);
    await page.getByRole('tab', { name: 'Explorer' }).first().click();
    // The extension starts with the first map of a window, once.
    await row('near.mrc').dblclick();
    await webview(page).locator('main[data-ready]').waitFor({ timeout: 30_000 });
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows its first picture in under 4 s', async () => {
    const started = performance.now();
    await row('far.mrc').dblclick();
    const editor = webview(page);
    await editor.getByText(`far.mrc · ${edge} × ${edge} × ${edge} voxels · 1 Å`).waitFor();
    const slice = editor.getByRole('img', { name: 'XY slice' });
    await slice.waitFor();
    const { spread } = await pixelsOf(page, slice);
    const seconds = (performance.now() - started) / 1000;
    assert.ok(spread > 10, `the slice has a spread of ${spread}`);
    assert.ok(existsSync(file('reads')) && statSync(file('reads')).size > 10, 'no read was late');
    assert.ok(seconds < 4, `the first picture took ${seconds} s`);
    await editor.locator('main[data-ready]').waitFor();
  });

  function row(name: string) {
    return page.getByRole('treeitem', { name, exact: true });
  }
});
