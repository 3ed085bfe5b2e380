/**
 * Puts tilts that another program aligned, each with a rotation of its own, into Warp's model: one leveling about X for the
 * whole volume, an angle and an axis a tilt. What differs from that turns particles (stage angles) and moves them (a volume
 * warp with nodes at the corners, which is exact where doses are evenly spaced).
 */
import { zeroGrid4, type CubicGrid, type LinearGrid4 } from '../../../shared/math/grids';
import {
  apply,
  multiply,
  subtract,
  transpose,
  type Matrix3,
  type Vector3,
} from '../../../shared/math/vector';
import type { TiltSeries } from '../../model/tiltSeries';
import { place, tiltMatrix } from './projection';

export interface RigidTilt {
  /** Of the centered volume under the beam. */
  readonly rotation: Matrix3;
  /** Å, of its projected center from the center of the image. */
  readonly shift: readonly [number, number];
}

export type AlignedTilts = Pick<
  TiltSeries,
  'angles' | 'axisAngles' | 'axisOffsets' | 'levelAngleX' | 'levelAngleY'
> &
  Partial<Pick<TiltSeries, 'volumeWarp' | 'stageAngles'>>;

/** Radians: files of RELION have at least five decimals of degrees. */
const rounding = 2e-6;

/**
 * @param doses e/Å², of the same tilts
 * @param volumeSize Å
 * @returns without warp and stage angles where one leveling is enough
 */
export function alignedTilts(
  tilts: readonly RigidTilt[],
  doses: Float64Array,
  volumeSize: Vector3,
): AlignedTilts {
  const levels = tilts.map(({ rotation: m }) => Math.atan2(m[7], m[8]));
  const levelAngleX = middle(levels);
  const plain = {
    angles: Float64Array.from(tilts, ({ rotation: m }) => Math.atan2(m[6], Math.hypot(m[7], m[8]))),
    axisAngles: Float64Array.from(tilts, ({ rotation: m }) => Math.atan2(m[3], m[0])),
    axisOffsets: Float64Array.from(tilts.flatMap(({ shift }) => shift)),
    levelAngleX,
    levelAngleY: 0,
  };
  if (levels.every((level) => Math.abs(level - levelAngleX) <= rounding)) return plain;
  const matrices = tilts.map((_, tilt) => tiltMatrix(modelOf(plain, doses, volumeSize), tilt));
  return {
    ...plain,
    stageAngles: stageAngles(tilts.map(({ rotation }, i) => multiply(rotation, transpose(matrices[i])))),
    volumeWarp: warpBetween(
      tilts.map(({ rotation }) => rotation),
      matrices,
      doses,
      volumeSize,
    ),
  };
}

/** Å, largest in the image at the corners of the volume: how far the model is from the tilts that it was made of. */
export function alignmentError(
  tilts: readonly RigidTilt[],
  aligned: AlignedTilts,
  doses: Float64Array,
  volumeSize: Vector3,
): number {
  const model = modelOf(aligned, doses, volumeSize);
  return Math.max(
    ...tilts.flatMap(({ rotation, shift }, tilt) =>
      corners(volumeSize).map((corner) => {
        const [x, y] = apply(rotation, subtract(corner, half(volumeSize)));
        const seen = place(model, tilt, corner);
        const [width, height] = model.imageSize;
        return Math.hypot(seen.x - width / 2 - x - shift[0], seen.y - height / 2 - y - shift[1]);
      }),
    ),
  );
}

/** A series that has nothing but this alignment; its images are of no size that counts. */
function modelOf(aligned: AlignedTilts, dose: Float64Array, volumeSize: Vector3): TiltSeries {
  const flat: CubicGrid = { size: [1, 1, 1], values: new Float64Array(1), margins: [0, 0, 0] };
  const still = { x: zeroGrid4(), y: zeroGrid4(), z: zeroGrid4() };
  return {
    name: '',
    tiltCount: dose.length,
    dose,
    used: Array.from(dose, () => true),
    anglesInverted: false,
    magnification: [1, 0, 0, 1],
    weight: 1,
    bfactor: 0,
    volumeSize,
    imageSize: [1, 1],
    imageWarp: { x: flat, y: flat },
    volumeWarp: still,
    stageAngles: { x: flat, y: flat, z: flat },
    optics: { voltage: 0, cs: 0, amplitude: 0 },
    defocus: flat,
    astigmatism: new Float64Array(dose.length),
    astigmatismAngle: new Float64Array(dose.length),
    phaseShift: new Float64Array(dose.length),
    doseWeights: flat,
    doseBfactors: flat,
    zernikeOdd: new Float64Array(0),
    zernikeEven: new Float64Array(0),
    ...aligned,
  };
}

/** Angles of Rz Ry Rx, one node a tilt. */
function stageAngles(turns: readonly Matrix3[]): TiltSeries['stageAngles'] {
  const grid = (angle: (m: Matrix3) => number): CubicGrid => ({
    size: [1, 1, turns.length],
    values: Float64Array.from(turns, angle),
    margins: [0, 0, 0],
  });
  return {
    x: grid((m) => Math.atan2(m[7], m[8])),
    y: grid((m) => Math.asin(Math.max(-1, Math.min(1, -m[6])))),
    z: grid((m) => Math.atan2(m[3], m[0])),
  };
}

/** What moves the corners of the volume, in every tilt's image plane, from where one rotation puts them to where another does. */
function warpBetween(
  wanted: readonly Matrix3[],
  model: readonly Matrix3[],
  doses: Float64Array,
  volumeSize: Vector3,
): TiltSeries['volumeWarp'] {
  const order = Array.from(doses, (_, tilt) => tilt).sort((a, b) => doses[a] - doses[b]);
  const nodes = order.length;
  const grids = [0, 1, 2].map(() => new Float64Array(8 * nodes));
  corners(volumeSize).forEach((corner, c) => {
    const from = subtract(corner, half(volumeSize));
    const moves = wanted.map((rotation, tilt): Vector3 => {
      const [x, y] = subtract(apply(rotation, from), apply(model[tilt], from));
      return apply(transpose(model[tilt]), [x, y, 0]);
    });
    for (let node = 0; node < nodes; node++) {
      const [a, b, share] = around(doses, order, node / Math.max(1, nodes - 1));
      for (let axis = 0; axis < 3; axis++)
        grids[axis][8 * node + c] = moves[a][axis] + share * (moves[b][axis] - moves[a][axis]);
    }
  });
  const [x, y, z] = grids.map((values): LinearGrid4 => ({ size: [2, 2, 2, nodes], values }));
  return { x, y, z };
}

/** Tilts before and after a fraction of the dose range, and how far between them it lies. @param order by dose */
function around(
  doses: Float64Array,
  order: readonly number[],
  fraction: number,
): readonly [number, number, number] {
  const [first, last] = [doses[order[0]], doses[order[order.length - 1]]];
  const dose = first + fraction * (last - first);
  const after = order.findIndex((tilt) => doses[tilt] >= dose - 1e-9 * (last - first));
  if (after <= 0) return [order[0], order[0], 0];
  const [a, b] = [order[after - 1], order[after]];
  return [a, b, Math.min(1, (dose - doses[a]) / (doses[b] - doses[a]))];
}

/** x fastest, as the nodes of a grid. */
function corners([x, y, z]: Vector3): readonly Vector3[] {
  return Array.from({ length: 8 }, (_, i) => [i & 1 ? x : 0, i & 2 ? y : 0, i & 4 ? z : 0] as const);
}

function half([x, y, z]: Vector3): Vector3 {
  return [x / 2, y / 2, z / 2];
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
