/** The particles of a STAR file for display: where they are, how they are turned, and their columns of numbers. */
import path from 'node:path';
import { Problem } from '../../shared/problem';
import { readText } from '../files/fileProblem';
import { column, parseStar, type StarTable } from '../formats/star';
import type { ParticleCloud } from '../../shared/protocol/density';

const places = [
  { labels: ['wrpCoordinateX1', 'wrpCoordinateY1', 'wrpCoordinateZ1'], centered: false, pixels: false },
  {
    labels: ['rlnCenteredCoordinateXAngst', 'rlnCenteredCoordinateYAngst', 'rlnCenteredCoordinateZAngst'],
    centered: true,
    pixels: false,
  },
  { labels: ['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'], centered: false, pixels: true },
] as const;
const turns = [
  ['wrpAngleRot1', 'wrpAngleTilt1', 'wrpAnglePsi1'],
  ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'],
];
const seriesColumns = ['wrpSourceName', 'rlnTomoName', 'rlnMicrographName'];
const pixelColumns = [
  'rlnPixelSize',
  'rlnTomoTiltSeriesPixelSize',
  'rlnImagePixelSize',
  'rlnDetectorPixelSize',
];

/** Throws Problem for what holds no particles. */
export async function readParticleCloud(file: string): Promise<ParticleCloud> {
  const tables = parseStar(await readText(file), file);
  const table = tables.find((one) =>
    places.some(({ labels }) => labels.every((label) => one.columns.includes(label))),
  );
  if (table === undefined)
    throw new Problem('it holds no coordinates of particles', {
      where: file,
      remedy: 'choose a particle file of RELION, Warp or M',
    });
  const place =
    places.find(({ labels }) => labels.every((label) => table.columns.includes(label))) ?? places[0];
  const count = table.rows.length;
  const pixel = place.pixels ? pixelSizes(tables, table, file) : () => 1;
  const positions = new Float32Array(3 * count);
  place.labels.forEach((label, axis) =>
    numbers(table, label).forEach((value, row) => (positions[3 * row + axis] = value * pixel(row))),
  );
  const angles = new Float32Array(3 * count);
  turns
    .find((labels) => labels.every((label) => table.columns.includes(label)))
    ?.forEach((label, axis) =>
      numbers(table, label).forEach((value, row) => (angles[3 * row + axis] = value)),
    );
  const names = seriesColumns.map((label) => column(table, label)).find((one) => one !== undefined) ?? [];
  const series = [...new Set(names)];
  const indices = new Map(series.map((name, index) => [name, index]));
  return {
    fileName: path.basename(file),
    positions,
    centered: place.centered,
    angles,
    series: series.length > 0 ? series : ['all'],
    seriesOf: Uint32Array.from({ length: count }, (_, row) => indices.get(names[row]) ?? 0),
    columns: table.columns
      .map((label) => ({ label, values: numbers(table, label) }))
      .filter(({ values }) => values.every(Number.isFinite)),
  };
}

/** Å per pixel, by row: a column of the table, or of the optics groups before it. */
function pixelSizes(tables: readonly StarTable[], table: StarTable, file: string): (row: number) => number {
  for (const label of pixelColumns) {
    const own = column(table, label);
    if (own !== undefined) return (row) => Number(own[row]);
    const optics = tables.find((one) => one !== table && one.columns.includes(label));
    const first = optics === undefined ? undefined : column(optics, label)?.[0];
    if (first !== undefined) return () => Number(first);
  }
  throw new Problem('it does not say the pixel size of its coordinates', {
    where: file,
    remedy: 'add a column rlnPixelSize, in Å',
  });
}

function numbers(table: StarTable, label: string): Float32Array {
  return Float32Array.from(column(table, label) ?? [], Number);
}
