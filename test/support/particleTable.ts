/** Large particle tables as RELION 5 writes them, made of random numbers. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { seededUniform } from '../../shared/math/random';

const labels = [
  'TomoName',
  'CenteredCoordinateXAngst',
  'CenteredCoordinateYAngst',
  'CenteredCoordinateZAngst',
  'AngleRot',
  'AngleTilt',
  'AnglePsi',
  'OpticsGroup',
  'TomoParticleName',
  'ImageName',
  'CtfImage',
  'OriginXAngst',
  'OriginYAngst',
  'OriginZAngst',
  'GroupNumber',
  'ClassNumber',
  'NormCorrection',
  'LogLikeliContribution',
  'MaxValueProbDistribution',
  'NrOfSignificantSamples',
  'RandomSubset',
];

/** Line of the first row, from 0. */
export const firstRowLine = 4 + labels.length;

/** About 300 bytes a row; the first seven columns, series and pose, take 90. */
export function writeParticleTable(file: string, rows: number, columns: 7 | 21 = 21): void {
  const handle = openSync(file, 'w');
  const header = labels
    .slice(0, columns)
    .map((label, i) => `_rln${label} #${i + 1}`)
    .join('\n');
  writeSync(handle, `# version 50001\n\ndata_particles\nloop_\n${header}\n`);
  for (let first = 0; first < rows; first += 10_000)
    writeSync(handle, rowsFrom(first, Math.min(rows, first + 10_000), columns));
  closeSync(handle);
}

function rowsFrom(first: number, end: number, columns: 7 | 21): string {
  const random = seededUniform(first + 1);
  const number = (range: number): string => (random() * 2 * range - range).toFixed(6).padStart(13);
  const whole = (most: number): number => 1 + Math.floor(random() * most);
  const lines: string[] = [];
  for (let row = first; row < end; row++) {
    const series = `TS_${String(1 + (row % 40)).padStart(2, '0')}`;
    const pose = [2000, 2000, 600, 180, 90, 180].map(number).join(' ');
    if (columns === 7) {
      lines.push(`${series} ${pose}`);
      continue;
    }
    const image = `Extract/job071/Subtomograms/${series}/${row + 1}`;
    const shifts = [8, 8, 8].map(number).join(' ');
    lines.push(
      `${series} ${pose} 1 ${series}/${row + 1} ${image}_data.mrc ${image}_weights.mrc ${shifts} ${1 + (row % 40)} ` +
        `${whole(4)} 1.000000 ${(3.8e5 + 1e4 * random()).toExponential(6)} ${random().toFixed(6)} ${whole(20)} ${whole(2)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
