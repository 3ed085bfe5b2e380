/**
 * `node dist/test/bench/localResolution.entry.mjs [edge] [fall]`: how far local resolution is off in two regions of known
 * resolution, for several falls of structure against noise, pixel sizes, pairs of resolutions and seeds.
 */
import { localResolution } from '../../src/compute/maps/localResolution';
import { testGpu } from '../support/gpu';
import { falloffs, inRegion, twoRegions } from '../support/twoRegions';

const size = Number(process.argv[2] ?? 96);
const gpu = await testGpu();
const asked = process.argv.slice(3);
for (const falloff of Object.keys(falloffs) as (keyof typeof falloffs)[]) {
  if (asked.length > 0 && !asked.includes(falloff)) continue;
  const errors: number[] = [];
  for (const [pixelSize, fine, coarse] of [
    [1, 3, 4.5],
    [1.5, 4.5, 9],
    [2, 8, 16],
    [3, 8, 12],
  ])
    for (const seed of [1, 2]) {
      const [half1, half2] = twoRegions({ falloff, size, pixelSize, fine, coarse, seed });
      const maps = await localResolution(gpu, half1, half2, { resolution: fine, bfactor: 0 });
      if (maps === null) throw new Error(`A box of ${size} voxels is smaller than the window.`);
      for (const region of ['fine', 'coarse'] as const) {
        const values = inRegion(maps.resolution, region).sort((a, b) => a - b);
        errors.push(values[values.length >> 1] / (region === 'fine' ? fine : coarse) - 1);
      }
    }
  const percent = errors.map((error) => (100 * error).toFixed(0)).join(' ');
  const within = errors.filter((error) => Math.abs(error) < 0.1).length;
  console.log(
    `${falloff}: ${within} of ${errors.length} within 10 %; errors in %, fine and coarse: ${percent}`,
  );
}
process.exit(0);
