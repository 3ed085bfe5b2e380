/**
 * Puts RELION's trajectories onto a particle's samples over the dose. RELION places particles rigidly, so that its
 * trajectories hold what M's model says by image and volume warp, too: that part is in the XML and must not come twice.
 */
import { doseFraction, tiltMatrix } from '../../compute/geometry/projection';
import { rigidShift } from '../../compute/geometry/rigidShift';
import { choleskyFactor, choleskySolve } from '../../../shared/math/cholesky';
import { sampleTrajectory } from '../../../shared/math/trajectory';
import { apply, subtract, type Vector3 } from '../../../shared/math/vector';
import { shiftAt, type Trajectory } from '../../model/relionMotion';
import type { TiltSeries } from '../../model/tiltSeries';
import { Problem } from '../../../shared/problem';

/** e/Å²; STAR files round doses. */
const sameDose = 0.02;
/** Of a component that no image sees: it stays as RELION has it. */
const ridge = 1e-3;
/** Trajectories of three samples and more are not quite linear in them. */
const iterations = 4;

/**
 * @param position Å, of the particle without any shift
 * @returns (sample, 3) shifts in Å that the model needs beside its warps
 * Throws Problem where the series has warps, and its tilts are not those of the trajectory.
 */
export function motionBeyondWarp(
  series: TiltSeries,
  position: Vector3,
  trajectory: Trajectory,
  samples: number,
): Float64Array {
  const tilts = trajectory.dose.map((dose) =>
    series.dose.findIndex((own) => Math.abs(own - dose) < sameDose),
  );
  if (tilts.includes(-1)) {
    if (hasWarp(series)) throw otherTilts(series, trajectory, tilts.indexOf(-1));
    return samplesOf(trajectory, samples);
  }
  const shifts = trajectory.shifts.map((shift, i) =>
    subtract(shift, rigidShift(series, tilts[i], position, position)),
  );
  return fitted(series, tilts, shifts, samplesOf({ dose: trajectory.dose, shifts }, samples));
}

/** Samples by interpolation, from which the fit starts. */
function samplesOf(trajectory: Trajectory, samples: number): Float64Array {
  const at = (sample: number): number => sample / Math.max(1, samples - 1);
  return Float64Array.from(
    Array.from({ length: samples }, (_, sample) => [...shiftAt(trajectory, at(sample))]).flat(),
  );
}

/** Moves samples until the images see the particle where the trajectory has it: along the beam there is nothing to see. */
function fitted(
  series: TiltSeries,
  tilts: readonly number[],
  shifts: readonly Vector3[],
  start: Float64Array,
): Float64Array {
  const n = start.length;
  const rows: { readonly row: Float64Array; readonly tilt: number; readonly axis: number }[] = [];
  const normal = new Float64Array(n * n);
  for (const [i, tilt] of tilts.entries()) {
    const matrix = tiltMatrix(series, tilt);
    const weights = linearWeights(n / 3, doseFraction(series, tilt));
    for (let axis = 0; axis < 2; axis++) {
      const row = new Float64Array(n);
      weights.forEach((weight, sample) => {
        for (let j = 0; j < 3; j++) row[3 * sample + j] = weight * matrix[3 * axis + j];
      });
      rows.push({ row, tilt: i, axis });
      for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) normal[a * n + b] += row[a] * row[b];
    }
  }
  for (let a = 0; a < n; a++) normal[a * n + a] += ridge;
  const factor = choleskyFactor(normal, n);
  const found = Float64Array.from(start);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const step = new Float64Array(n);
    for (const { row, tilt, axis } of rows) {
      const [x, y, z] = sampleTrajectory(found, 3, doseFraction(series, tilts[tilt]));
      const matrix = tiltMatrix(series, tilts[tilt]);
      const missing = apply(matrix, subtract(shifts[tilt], [x, y, z]))[axis];
      for (let a = 0; a < n; a++) step[a] += row[a] * missing;
    }
    choleskySolve(factor, n, step, 0);
    for (let a = 0; a < n; a++) found[a] += step[a];
  }
  return found;
}

/** Of each sample at a fraction of the dose, as if trajectories were straight between them. */
function linearWeights(samples: number, u: number): readonly number[] {
  const at = u * (samples - 1);
  return Array.from({ length: samples }, (_, sample) => Math.max(0, 1 - Math.abs(at - sample)));
}

function hasWarp({ imageWarp, volumeWarp }: TiltSeries): boolean {
  const grids = [imageWarp.x, imageWarp.y, volumeWarp.x, volumeWarp.y, volumeWarp.z];
  return grids.some(({ values }) => values.some((value) => value !== 0));
}

function otherTilts(series: TiltSeries, { dose }: Trajectory, tilt: number): Problem {
  return new Problem(
    `tilt ${tilt + 1} of its trajectories has a dose of ${dose[tilt]} e/Å², which no tilt of the series has, so what its image and volume warp say already cannot be taken off`,
    {
      where: series.name,
      remedy:
        'give the tomograms that belong to this series, or the particle STAR file itself, without trajectories',
    },
  );
}
