/** A map on a file system that answers late: reads of it are counted, in every process of VS Code. */
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeMrc } from '../../src/formats/mrc';
import { complex } from './densityMaps';
import { untilSection } from './pictures';
import { openFile, webview, workbenchReady } from './vscodePage';
import { useWindow } from './window';

const edge = 256;

/** Loaded by node before anything else: each read of `far.mrc` leaves a byte in the log. */
const countedReads = (log: string): string => `
const { appendFileSync, readlinkSync } = require('node:fs');
const { open } = require('node:fs/promises');
open(__filename).then(async (handle) => {
  const files = Object.getPrototypeOf(handle);
  await handle.close();
  const { read } = files;
  files.read = async function (...args) {
    if (readlinkSync('/proc/self/fd/' + this.fd).endsWith('/far.mrc')) appendFileSync(${JSON.stringify(log)}, '.');
    return read.apply(this, args);
  };
});
`;

describe('a map on a slow file system', () => {
  let reads: string;
  const window = useWindow({
    workbench(inSuite) {
      reads = inSuite('reads');
      writeFileSync(inSuite('counted.cjs'), countedReads(reads));
      return { env: { NODE_OPTIONS: `--require ${inSuite('counted.cjs')}` } };
    },
    fill: (folder) =>
      writeMrc(path.join(folder, 'far.mrc'), {
        size: [edge, edge, edge],
        pixelSize: 1,
        data: complex(edge, 1),
      }),
    ready: workbenchReady,
  });

  it('is shown with few reads, a coarse picture first', async () => {
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
});
