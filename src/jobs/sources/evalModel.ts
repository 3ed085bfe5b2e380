/** Writes where points of the volume come to lie in every tilt image, as WarpTools ts_eval_model does. */
import { relative } from 'node:path';
import { place } from '../../compute/geometry/projection';
import { toEuler } from '../../../shared/math/rotations';
import type { Vector3 } from '../../../shared/math/vector';
import { writeFileAtomically } from '../../files/atomicFile';
import { readText } from '../../files/fileProblem';
import { column, formatStar, parseStar, type StarTable } from '../../formats/star';
import { parseNumber } from '../../formats/xmlNumbers';
import { readTiltSeries, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';

export interface EvalModelOptions {
  /** Of the tilt series. */
  readonly xml: string;
  /** Å */
  readonly volumeSize: Vector3;
  /** Å */
  readonly imageSize: readonly [number, number];
  /** STAR file with the columns centeredCoordinateXAngst, Y and Z: Å from the volume's center. */
  readonly points: string;
  readonly output: string;
}

/** Throws Problem for missing and broken files. */
export async function evalModel(
  options: EvalModelOptions,
): Promise<{ output: string; points: number; tilts: number }> {
  const { volumeSize, imageSize } = options;
  const file = await readTiltSeries(options.xml, { pixelSize: 1, dimensions: volumeSize, imageSize });
  const points = parsePoints(await readText(options.points), options.points);
  await writeFileAtomically(options.output, formatStar(modelTables(file, points)));
  return { output: options.output, points: points.length, tilts: file.series.tiltCount };
}

/** The tables `points`, `tilts` and `mappings`; ids count from 1, angles are in degrees, lengths in Å. */
export function modelTables(file: TiltSeriesFile, points: readonly Vector3[]): Omit<StarTable, 'line'>[] {
  const { series } = file;
  const { volumeSize, imageSize, optics } = series;
  const tilts = Array.from({ length: series.tiltCount }, (_, tilt) => tilt);
  return [
    { name: 'points', columns: pointColumns, rows: points.map((point) => point.map(String)) },
    {
      name: 'tilts',
      columns: ['tiltID', 'imageName', 'voltage', 'cs', 'phaseShift'],
      rows: tilts.map((tilt) => [
        String(tilt + 1),
        relative(file.dataDirectory, file.moviePaths[tilt] ?? ''),
        (optics.voltage / 1e3).toFixed(2),
        (optics.cs / 1e7).toFixed(4),
        (series.phaseShift[tilt] / Math.PI).toFixed(2),
      ]),
    },
    {
      name: 'mappings',
      columns: mappingColumns,
      rows: points.flatMap((point, i) =>
        tilts.map((tilt) => {
          const corner: Vector3 = [
            point[0] + volumeSize[0] / 2,
            point[1] + volumeSize[1] / 2,
            point[2] + volumeSize[2] / 2,
          ];
          const { x, y, defocus, rotation } = place(series, tilt, corner);
          const half = series.astigmatism[tilt] / 2;
          return [
            String(i + 1),
            String(tilt + 1),
            ...[
              x - imageSize[0] / 2,
              y - imageSize[1] / 2,
              ...toEuler(rotation).map((angle) => angle / degree),
              defocus + half,
              defocus - half,
              series.astigmatismAngle[tilt] / degree,
            ].map((value) => value.toFixed(4)),
          ];
        }),
      ),
    },
  ];
}

const degree = Math.PI / 180;
const pointColumns = ['centeredCoordinateXAngst', 'centeredCoordinateYAngst', 'centeredCoordinateZAngst'];
const mappingColumns = [
  'pointID',
  'tiltID',
  'centeredCoordinateXAngst',
  'centeredCoordinateYAngst',
  'angleRot',
  'angleTilt',
  'anglePsi',
  'defocusU',
  'defocusV',
  'defocusAngle',
];

function parsePoints(text: string, where: string): Vector3[] {
  const table = parseStar(text, where).find((candidate) =>
    pointColumns.every((label) => candidate.columns.includes(label)),
  );
  if (table === undefined)
    throw new Problem(`no table has the columns ${pointColumns.join(', ')}`, {
      where,
      remedy: 'give points in Å from the center of the volume',
    });
  const columns = pointColumns.map((label) =>
    (column(table, label) ?? []).map((value, row) => {
      const number = parseNumber(value);
      if (number === undefined || !Number.isFinite(number))
        throw new Problem(`${label} of point ${row + 1} is no number: ${value}`, { where });
      return number;
    }),
  );
  return table.rows.map((_, row) => [columns[0][row], columns[1][row], columns[2][row]]);
}
