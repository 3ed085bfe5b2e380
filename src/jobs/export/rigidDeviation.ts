/** How far RELION's rigid model of a series is from the whole model, for the particles that are exported. */
import { place, stageRotation, tiltFraction, tiltMatrix } from '../../compute/geometry/projection';
import { rigidShift } from '../../compute/geometry/rigidShift';
import { evaluate } from '../../../shared/math/cubicGrid';
import { apply, type Vector3 } from '../../../shared/math/vector';
import { degree } from '../../model/tiltSeriesXml';
import type { ParticleTable } from '../../model/particles';
import type { ExportedSeries } from './relionTables';

export interface RigidDeviation {
  /** Å in the image: what trajectories take up. */
  readonly shift: { readonly rms: number; readonly largest: number };
  /** Å, largest: RELION adds the height in its rigid volume to one value a tilt. */
  readonly defocus: number;
  /** Degrees, largest: of the stage angles, which RELION has no place for. */
  readonly angle: number;
}

/** Of the first pose of every particle in every tilt that is used. */
export function rigidDeviation(
  particles: ParticleTable,
  exported: readonly ExportedSeries[],
): RigidDeviation {
  let [squares, count, largest, defocus, angle] = [0, 0, 0, 0, 0];
  for (const { series, rows } of exported)
    for (let tilt = 0; tilt < series.tiltCount; tilt++) {
      if (!series.used[tilt]) continue;
      const v = tiltFraction(series, tilt);
      const plain = evaluate(series.defocus, 0.5, 0.5, v);
      const matrix = tiltMatrix(series, tilt);
      for (const row of rows) {
        const at = row * particles.samples * 3;
        const [x, y, z] = particles.positions.subarray(at, at + 3);
        const position: Vector3 = [x, y, z];
        const shift = Math.hypot(...rigidShift(series, tilt, position, position));
        squares += shift * shift;
        count++;
        largest = Math.max(largest, shift);
        const [width, height, depth] = series.volumeSize;
        const [, , up] = apply(matrix, [x - width / 2, y - height / 2, z - depth / 2]);
        const rigid = plain + (series.anglesInverted ? -up : up);
        defocus = Math.max(defocus, Math.abs(place(series, tilt, position).defocus - rigid));
        const turn = stageRotation(series.stageAngles, x / width, y / height, v);
        const cosine = (turn[0] + turn[4] + turn[8] - 1) / 2;
        angle = Math.max(angle, Math.acos(Math.min(1, Math.max(-1, cosine))) / degree);
      }
    }
  return { shift: { rms: Math.sqrt(squares / Math.max(1, count)), largest }, defocus, angle };
}

/** What is worth saying: nothing where RELION's model is as good. @param withTrajectories they are in the set */
export function deviationLines(
  { shift, defocus, angle }: RigidDeviation,
  withTrajectories: boolean,
): readonly string[] {
  return [
    ...(shift.largest >= 0.05
      ? [
          withTrajectories
            ? `warps move particles by ${shift.rms.toFixed(2)} Å (rms; up to ${shift.largest.toFixed(2)} Å): their trajectories hold that`
            : `without the warps RELION places particles ${shift.rms.toFixed(2)} Å off (rms; up to ${shift.largest.toFixed(2)} Å)`,
        ]
      : []),
    ...(defocus >= 1
      ? [
          `defocus of particles differs from RELION's by up to ${defocus.toFixed(0)} Å: it has one value a tilt and rigid heights`,
        ]
      : []),
    ...(angle >= 0.01
      ? [`stage angles of up to ${angle.toFixed(2)} degrees are left out: RELION has no place for them`]
      : []),
  ];
}
