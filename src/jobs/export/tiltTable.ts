/**
 * Images of series as one flat table, as M wrote it for RELION 3.0 and cryoDRGN-ET and tomoDRGN read it: an image's group is its
 * particle, its B-factor (negative where it damps) is -4 times the exposure, its scale is the cosine of the tilt angle.
 */
import { viewRotation } from '../../compute/parameters/views';
import { rootName } from '../../formats/paths';
import { degree } from '../../model/tiltSeriesXml';
import { angles, type StackTables, type WrittenSeries } from './imageTables';
import type { Table } from './relionTables';

/** Pixel size in Å is that of the detector in µm at this magnification. */
const magnification = 10_000;

/** Rows of a particle follow each other, the least exposed first. */
export function tiltTable(series: readonly WrittenSeries[], { shape }: StackTables): Table {
  return {
    name: '',
    columns: [
      'rlnMicrographName',
      'rlnGroupName',
      'rlnImageName',
      'rlnMagnification',
      'rlnDetectorPixelSize',
      'rlnVoltage',
      'rlnSphericalAberration',
      'rlnAmplitudeContrast',
      'rlnPhaseShift',
      'rlnDefocusU',
      'rlnDefocusV',
      'rlnDefocusAngle',
      'rlnCtfBfactor',
      'rlnCtfScalefactor',
      'rlnAngleRot',
      'rlnAngleTilt',
      'rlnAnglePsi',
      'rlnOriginX',
      'rlnOriginY',
      'rlnRandomSubset',
    ],
    rows: series.flatMap(({ name, file: { series: one }, particles }) =>
      particles.flatMap(({ row, image, halfSet, views }) =>
        Array.from(views.tilt, (_, i) => i)
          .sort((a, b) => one.dose[views.tilt[a]] - one.dose[views.tilt[b]])
          .map((i) => {
            const tilt = views.tilt[i];
            return [
              name,
              `${rootName(name)}_${String(row + 1).padStart(7, '0')}`,
              `${String(i + 1).padStart(6, '0')}@${image}`,
              ...[magnification, shape.pixelSize].map(fixed),
              ...[one.optics.voltage / 1e3, one.optics.cs / 1e7, one.optics.amplitude].map(fixed),
              fixed(one.phaseShift[tilt] / degree),
              fixed(views.defocus[i] + one.astigmatism[tilt] / 2),
              fixed(views.defocus[i] - one.astigmatism[tilt] / 2),
              fixed(one.astigmatismAngle[tilt] / degree),
              fixed(-4 * one.dose[tilt]),
              fixed(Math.cos(one.angles[tilt])),
              ...angles(viewRotation(views, i)),
              ...['0', '0', String(halfSet + 1)],
            ];
          }),
      ),
    ),
  };
}

function fixed(value: number): string {
  return value.toFixed(5);
}
