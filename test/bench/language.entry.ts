/** `node dist/test/bench/language.entry.mjs [rows]`: how fast a large STAR file is indexed, explained and shown as a table. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { LanguageWorker } from '../../src/language/languageWorker';
import { coloredParts } from '../../src/language/star/columnColors';
import { starHover } from '../../src/language/star/hover';
import { outline } from '../../src/language/star/outline';
import { connect } from '../../shared/rpc';
import { measureWaits } from './languageWaits';
import { firstRowLine, writeParticleTable } from '../support/particleTable';

const rows = Number(process.argv[2] ?? 500_000);
const folder = mkdtempSync(path.join(tmpdir(), 'murmuration-bench-'));
const file = path.join(folder, 'particles.star');
writeParticleTable(file, rows);
console.log(`${rows.toLocaleString('en')} rows, 21 columns, ${(statSync(file).size / 1e6).toFixed(0)} MB`);

const worker = new Worker(path.resolve('dist/language/worker.node.cjs'));
const remote = connect<object, LanguageWorker>(
  {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
    send: (message) => worker.postMessage(message),
    listen: (receive) => worker.on('message', receive),
  },
  {},
);

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const { index } = await timed('index in the worker', () => remote.star({ path: file }));
delay.disable();
console.log(`| longest wait of the host meanwhile | ${(delay.max / 1e6).toFixed(1)} ms |`);
const row = 'TS_01 1 2 3 4 5 6 1 TS_01/1 a.mrc b.mrc 1 2 3 1 1 1 1 1 1 1';
await timed('outline', () => outline(index));
await timed('hover over a value', () => starHover(index, firstRowLine + rows / 2, row, 8));
await timed('hover over a label', () => starHover(index, 10, '_rlnAnglePsi #7', 3));
await timed('colors of 100 lines', () => coloredParts(index, firstRowLine, firstRowLine + 100, () => row));

await timed('table: open', () => remote.open({ path: file }));
const all = await timed('table: all rows', () => remote.select(0, [], null));
await timed('table: a page of 200 rows', () => remote.rows(0, all.slice(rows / 2, rows / 2 + 200)));
await timed('table: sort by numbers', () => remote.select(0, [], { column: 1, descending: false }));
await timed('table: sort by names', () => remote.select(0, [], { column: 8, descending: true }));
const some = await timed('table: filter numbers and text', () =>
  remote.select(
    0,
    [
      [0, 'TS_03'],
      [1, '> 0'],
    ],
    null,
  ),
);
await timed('table: 50,000 points of a plot', () => remote.points(0, [1, 2], all, 50_000));
await timed(`table: write ${some.length.toLocaleString('en')} rows`, () => remote.extract(0, some));
await worker.terminate();
rmSync(folder, { recursive: true });
await measureWaits(rows);

async function timed<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work();
  console.log(
    `| ${what} | ${(performance.now() - started).toFixed(performance.now() - started < 10 ? 2 : 0)} ms |`,
  );
  return result;
}
