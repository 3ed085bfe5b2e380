/** Fills the software adapter's memory, which is the process's own, with as many buffers as fit, and says how many did. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openGpu } from '../../src/compute/gpu/adapter';
import { fitting } from '../../src/compute/gpu/withLess';
import { selfTest } from '../../src/compute/selfTest/selfTest';

const gibibyte = 2 ** 30;

const gpu = await openGpu({ adapter: 'software' });
gpu.onNote((note) => console.log(note));
// Room for two, and for the program itself.
const used = 4096 * Number.parseInt(readFileSync('/proc/self/statm', 'utf8'), 10);
execFileSync('prlimit', ['--pid', String(process.pid), `--as=${used + 2.5 * gibibyte}`]);
const made = await fitting(gpu, { of: 'buffers', start: 4, least: 1 }, (count) => {
  const usage = GPUBufferUsage.STORAGE;
  const buffers = Array.from({ length: count }, () => gpu.device.createBuffer({ size: gibibyte, usage }));
  return { count, destroy: () => buffers.forEach((buffer) => buffer.destroy()) };
});
made.destroy();
const results = await selfTest(gpu);
console.log(JSON.stringify({ count: made.count, passed: results.every(({ passed }) => passed) }));
gpu.close();
