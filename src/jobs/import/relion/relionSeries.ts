/** What RELION says of a tilt series, in the terms of Warp's XML: tilts by angle, one leveling, a defocus a tilt. */
import { alignedTilts, alignmentError, type AlignedTilts } from '../../../compute/geometry/rigidTilts';
import type { Vector3 } from '../../../../shared/math/vector';
import type { RelionTilt, RelionTomogram } from '../../../model/relionTomograms';
import type { TiltSeries } from '../../../model/tiltSeries';

export interface RelionSeries {
  /** In ascending order of the angle that Warp has for them. */
  readonly tilts: readonly RelionTilt[];
  readonly aligned: AlignedTilts;
  /** Null where not every tilt has one. */
  readonly ctf: FittedCtf | null;
  /** How far Warp's model is from RELION's, and what is missing, human-readable. */
  readonly notes: readonly string[];
}

export interface FittedCtf extends Pick<
  TiltSeries,
  'defocus' | 'astigmatism' | 'astigmatismAngle' | 'phaseShift'
> {
  /** Å, the best of all tilts; 0 where nothing says. */
  readonly resolution: number;
  /** Å, of all tilts. */
  readonly mean: number;
}

/** Å in the image that are said. */
const worthSaying = 0.02;

/** @param volumeSize Å */
export function relionSeries(tomogram: RelionTomogram, volumeSize: Vector3): RelionSeries {
  const tilts = [...tomogram.tilts].sort((a, b) => a.rotation[6] - b.rotation[6]);
  const doses = Float64Array.from(tilts, ({ dose }) => dose);
  const aligned = alignedTilts(tilts, doses, volumeSize);
  const error = alignmentError(tilts, aligned, doses, volumeSize);
  const fits = tilts.flatMap(({ ctf }) => ctf ?? []);
  return {
    tilts,
    aligned,
    ctf: fits.length === tilts.length ? fittedCtf(fits) : null,
    notes: [
      ...tomogram.notes,
      ...(tomogram.isAligned ? [] : ['it is not aligned yet: angles are those of the microscope']),
      ...(aligned.volumeWarp === undefined
        ? []
        : [
            `its tilts are turned about X one by one: that is in stage angles and a volume warp, which differ from it by up to ${error.toFixed(2)} Å`,
          ]),
      ...(aligned.volumeWarp === undefined && error > worthSaying
        ? [`Warp's model of its alignment differs from it by up to ${error.toFixed(2)} Å`]
        : []),
      ...(fits.length === tilts.length
        ? []
        : fits.length === 0
          ? ['no defocus was fitted yet: import it with import_defocus, or fit it in Warp']
          : [
              `${tilts.length - fits.length} of its ${tilts.length} tilts have no defocus, so none is taken over`,
            ]),
    ],
  };
}

function fittedCtf(fits: readonly NonNullable<RelionTilt['ctf']>[]): FittedCtf {
  const best = Math.min(...fits.map(({ resolution }) => resolution ?? Infinity));
  return {
    defocus: {
      size: [1, 1, fits.length],
      values: Float64Array.from(fits, ({ defocus }) => defocus),
      margins: [0, 0, 0],
    },
    astigmatism: Float64Array.from(fits, ({ astigmatism }) => astigmatism),
    astigmatismAngle: Float64Array.from(fits, ({ astigmatismAngle }) => astigmatismAngle),
    phaseShift: Float64Array.from(fits, ({ phaseShift }) => phaseShift),
    resolution: Number.isFinite(best) ? Number(best.toPrecision(4)) : 0,
    mean: fits.reduce((sum, { defocus }) => sum + defocus, 0) / fits.length,
  };
}
