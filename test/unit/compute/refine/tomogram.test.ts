/** A tomogram has beads where they are in the volume, whatever the deformation: center, hand and origin. */
import assert from 'node:assert/strict';
import type { Vector3 } from '../../../../shared/math/vector';
import { place } from '../../../../src/compute/geometry/projection';
import { backProjectTilt, type TomogramShape } from '../../../../src/compute/refine/backProjectTilt';
import { tomogramImages } from '../../../../src/compute/refine/tomogramImages';
import type { TiltSeries } from '../../../../src/model/tiltSeries';
import { deformedSeries, plainSeries } from '../../../support/tiltSeries';

const tilts = 21;
const pixelSize = 20;
/** An L in a plane across, with one bead above: no mirror image and no turn looks like it. */
const beads: readonly Vector3[] = [
  [900, 1300, 200],
  [900, 1500, 200],
  [900, 1700, 200],
  [1100, 1300, 200],
  [1300, 1700, 420],
];
const shape: TomogramShape = { size: [30, 35, 26], pixelSize, origin: [800, 1200, 50] };

describe('a tomogram', () => {
  for (const [what, series] of [
    ['of a plain series', plainSeries(tilts)],
    ['of a deformed series', deformedSeries(tilts, 7)],
  ] as const)
    it(`${what} has an L of beads where they are, within a quarter of a voxel`, async () => {
      const volume = await tomogramOf(series, series);
      const errors = beads.map((bead) => distance(centerNear(volume, bead), bead) / pixelSize);
      assert.ok(Math.max(...errors) < 0.25, `off by ${errors.map((e) => e.toFixed(2)).join(', ')} voxels`);
    });

  it('shows beads better with the warps than without', async () => {
    const series = deformedSeries(tilts, 7);
    const { imageWarp, volumeWarp } = plainSeries(tilts);
    const [withWarps, without] = await Promise.all(
      [series, { ...series, imageWarp, volumeWarp }].map((model) => tomogramOf(series, model)),
    );
    const height = (volume: Float32Array): number =>
      beads.reduce((sum, bead) => sum + valueAt(volume, bead), 0);
    assert.ok(height(withWarps) > 1.2 * height(without));
  });

  it('has the sign of the transfer function taken back at every height', async () => {
    const series = { ...plainSeries(tilts), imageSize: [3400, 2400] as const };
    const flat = { width: 170, height: 120, data: new Float32Array(170 * 120) };
    flat.data[60 * 170 + 85] = 1;
    const imageFor = tomogramImages({ series, tilt: 10 }, flat, {
      ctf: 'flip',
      weights: false,
      pixelSize: 5,
    });
    assert.notEqual(imageFor(20_000), imageFor(30_000));
    assert.equal(imageFor(20_000), imageFor(20_001));
  });
});

/** Images are made with `truth`, and put together with `model`. */
async function tomogramOf(truth: TiltSeries, model: TiltSeries): Promise<Float32Array> {
  const [nx, ny, nz] = shape.size;
  const volume = new Float32Array(nx * ny * nz);
  for (let tilt = 0; tilt < tilts; tilt++) {
    const filter = { ctf: 'none', weights: false, pixelSize } as const;
    await backProjectTilt({ series: model, tilt }, volume, shape, {
      imageFor: tomogramImages({ series: model, tilt }, beadImage(truth, tilt), filter),
      pause: () => Promise.resolve(),
    });
  }
  return volume;
}

function beadImage(series: TiltSeries, tilt: number) {
  const [width, height] = [series.imageSize[0] / pixelSize, series.imageSize[1] / pixelSize];
  const seen = beads.map((bead) => place(series, tilt, bead));
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) * pixelSize, Math.floor(i / width) * pixelSize];
    return seen.reduce((sum, at) => sum + Math.exp(-((x - at.x) ** 2 + (y - at.y) ** 2) / (2 * 30 ** 2)), 0);
  });
  return { width, height, data };
}

function voxel(bead: Vector3): readonly number[] {
  return bead.map((value, axis) => (value - shape.origin[axis]) / pixelSize);
}

function valueAt(volume: Float32Array, bead: Vector3): number {
  const [x, y, z] = voxel(bead).map(Math.round);
  return volume[(z * shape.size[1] + y) * shape.size[0] + x];
}

/** Å: center of what is above half of the highest value within three voxels. */
function centerNear(volume: Float32Array, bead: Vector3): Vector3 {
  const middle = voxel(bead).map(Math.round);
  const around: [number, number[]][] = [];
  for (let z = -3; z <= 3; z++)
    for (let y = -3; y <= 3; y++)
      for (let x = -3; x <= 3; x++) {
        const at = [middle[0] + x, middle[1] + y, middle[2] + z];
        around.push([volume[(at[2] * shape.size[1] + at[1]) * shape.size[0] + at[0]], at]);
      }
  const half = Math.max(...around.map(([value]) => value)) / 2;
  const sum = [0, 0, 0, 0];
  for (const [value, at] of around) {
    const weight = Math.max(0, value - half);
    at.forEach((coordinate, axis) => (sum[axis] += weight * coordinate));
    sum[3] += weight;
  }
  const [x, y, z] = [0, 1, 2].map((axis) => shape.origin[axis] + (sum[axis] / sum[3]) * pixelSize);
  return [x, y, z];
}

function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
