/**
 * `node dist/test/bench/tiltImage.entry.mjs`: what the host does to prepare a tilt image of 4096 x 4096 pixels beside a GPU, which
 * is Dawn's null device here: it takes all, and does nothing. Seconds of the process for an image, the least of several.
 */
import { create, globals } from 'webgpu';
import { Gpu } from '../../src/compute/gpu/gpu';
import { withoutOutliers } from '../../src/compute/refine/outliers';
import { prepareTiltImage } from '../../src/compute/refine/tiltImages';
import { seededNormal } from '../../shared/math/random';

const side = 4096;
const times = 6;

Object.assign(globalThis, globals);
const instance = create(['backend=null']);
const adapter = await instance.requestAdapter();
if (adapter === null) throw new Error('Dawn has no null device');
const gpu = await Gpu.open(adapter, instance, null);
const normal = seededNormal(5);
const image = { width: side, height: side, data: Float32Array.from({ length: side * side }, () => normal()) };
for (const binning of [1, 2, 4]) {
  const seconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const before = process.cpuUsage();
    await prepareTiltImage(gpu, withoutOutliers(image), {
      size: [side / binning, side / binning],
      longestWavelength: 500,
      aberrations: null,
    });
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  console.log(`binned by ${binning}: ${Math.min(...seconds).toFixed(3)} s`);
}
process.exit(0);
