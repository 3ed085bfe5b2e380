/** Fills the software adapter's memory, which is the process's own, with as many buffers as fit, and says how many did. */
import { openGpu } from '../../src/compute/gpu/adapter';
import { fitting } from '../../src/compute/gpu/withLess';
import { selfTest } from '../../src/compute/selfTest/selfTest';

const gpu = await openGpu({ adapter: 'software' });
gpu.onNote((note) => console.log(note));
const made = await fitting(gpu, { of: 'buffers', start: 32, least: 1 }, (count) => {
  const buffers = Array.from({ length: count }, () => gpu.storage(2 ** 27, 'filling'));
  return { count, destroy: () => buffers.forEach((buffer) => buffer.destroy()) };
});
made.destroy();
const results = await selfTest(gpu);
console.log(JSON.stringify({ count: made.count, passed: results.every(({ passed }) => passed) }));
gpu.close();
