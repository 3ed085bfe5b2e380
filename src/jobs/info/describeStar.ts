/** What a STAR file holds, by the columns of its tables. */
import { column, type StarTable } from '../../formats/star';
import type { ParticleFormat } from '../../model/particleFormats/particleFormat';
import { parseNumber } from '../../formats/xmlNumbers';
import type { Described, Fact } from '../../formats/described';

export function describeStar(tables: readonly StarTable[], particles: readonly ParticleFormat[]): Described {
  const [kind, main] = kindOf(tables, particles);
  return {
    kind,
    facts: {
      tables: tables.map(
        ({ name, rows, columns }) => `${name || '(unnamed)'}: ${rows.length} x ${columns.length}`,
      ),
      ...(main !== undefined && detailsOf(main)),
    },
  };
}

type Kind = readonly [label: string, kind: string];

/** Its hot pixels have the coordinates of particles. */
const motion: Kind = ['rlnMicrographShiftX', 'motion of a movie (RELION)'];

/** Tables that hold no particles. */
const others: readonly Kind[] = [
  ['rlnTomoTiltSeriesStarFile', 'tomograms of RELION'],
  ['rlnMicrographMovieName', 'tilt images of RELION'],
  ['rlnTomoSizeX', 'tomograms of RELION or Warp'],
  ['rlnTomoProjX', 'tilt images of RELION 4'],
  ['wrpMovieName', 'tilts of Warp (tomostar)'],
  ['wrpFSCUnmasked', 'FSC curves of M'],
  ['rlnFourierShellCorrelationCorrected', 'FSC curves of RELION'],
  ['motl_idx', 'particles of STOPGAP'],
  ['rlnMicrographMetadata', 'motion-corrected images of RELION'],
  ['rlnVoltage', 'optics or images of RELION'],
];

/** The first that fits; a column tells which table it is. */
function kindOf(
  tables: readonly StarTable[],
  particles: readonly ParticleFormat[],
): readonly [string, StarTable | undefined] {
  // The last come first: M keeps columns of RELION.
  const ofParticles = particles.toReversed().flatMap(({ labels }) => labels);
  for (const [label, kind] of [motion, ...ofParticles, ...others]) {
    const main = tables.find((table) => table.columns.includes(label));
    if (main !== undefined) return [kind, main];
  }
  return ['STAR file', undefined];
}

function detailsOf(table: StarTable): Readonly<Record<string, Fact>> {
  const details: Record<string, Fact> = { rows: table.rows.length };
  const name = ['wrpSourceName', 'rlnTomoName', 'rlnMicrographName'].find((label) =>
    table.columns.includes(label),
  );
  if (name !== undefined) details.series = new Set(column(table, name)).size;
  const halves = column(table, 'wrpRandomSubset') ?? column(table, 'rlnRandomSubset');
  if (halves !== undefined)
    details['half-sets'] = ['1', '2'].map((half) => halves.filter((value) => value === half).length);
  const samples = table.columns.filter((label) => /^wrpCoordinateX\d+$/.test(label)).length;
  if (samples > 0) details['poses a particle'] = samples;
  for (const [what, label] of [
    ['tilt angles (degrees)', 'wrpAngleTilt'],
    ['dose (e/Å²)', 'wrpDose'],
    ['tilt angles (degrees)', 'rlnTomoNominalStageTiltAngle'],
  ] as const) {
    const values = (column(table, label) ?? []).map(parseNumber).filter((value) => value !== undefined);
    if (values.length > 0) details[what] = [Math.min(...values), Math.max(...values)];
  }
  details.columns = table.columns;
  return details;
}
