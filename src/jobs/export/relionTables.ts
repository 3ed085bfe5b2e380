/**
 * Particles as RELION's STAR files. RELION places a particle rigidly and then adds a shift per tilt (its trajectory);
 * the shifts are chosen so that every particle is found exactly where the deformed model of M has it.
 */
import { doseFraction, tiltFraction } from '../../compute/geometry/projection';
import { rigidShift } from '../../compute/geometry/rigidShift';
import { evaluate } from '../../../shared/math/cubicGrid';
import { sampleTrajectory } from '../../../shared/math/trajectory';
import type { Vector3 } from '../../../shared/math/vector';
import type { StarTable } from '../../formats/star';
import type { ParticleTable } from '../../model/particles';
import type { TiltSeries } from '../../model/tiltSeries';
import { degree } from '../../model/tiltSeriesXml';

export type Table = Omit<StarTable, 'line'>;

export interface ExportedSeries {
  /** `TS_1` */
  readonly name: string;
  /** `TS_1.tomostar`, as in the particle table. */
  readonly sourceName: string;
  readonly series: TiltSeries;
  /** One path a tilt. */
  readonly images: readonly string[];
  /** Averages of even and odd frames, where all are there. */
  readonly halves?: { readonly even: readonly string[]; readonly odd: readonly string[] };
  /** Of the tilt images, Å. */
  readonly imagePixelSize: number;
  /** Rows of the particle table that lie in this series. */
  readonly rows: readonly number[];
}

/** Optics and particles as of RELION 3.1; coordinates in pixels of `pixelSize` Å. Further poses stay in M's columns. */
export function relion31Tables(
  particles: ParticleTable,
  series: readonly ExportedSeries[],
  maps: { readonly pixelSize: number; readonly boxSize: number },
): readonly Table[] {
  const poses = Array.from({ length: particles.samples > 1 ? particles.samples : 0 }, (_, i) => i);
  const columns = [
    'rlnMicrographName',
    ...labels('rlnCoordinate', 'XYZ'),
    ...angleLabels,
    ...originLabels,
    'rlnRandomSubset',
    'rlnOpticsGroup',
    ...poses.flatMap((i) => [...labels('wrpCoordinate', 'XYZ', i + 1), ...poseAngleLabels(i + 1)]),
  ];
  const others = otherColumns(particles, columns);
  return [
    opticsTable(series, ['rlnImagePixelSize', 'rlnImageSize', 'rlnImageDimensionality'], () => [
      String(maps.pixelSize),
      String(maps.boxSize),
      '3',
    ]),
    {
      name: 'particles',
      columns: [...columns, ...others.labels],
      rows: series.flatMap(({ sourceName, rows }, group) =>
        rows.map((row) => [
          sourceName,
          ...positionOf(particles, row, 0).map((value) => fixed(value / maps.pixelSize)),
          ...anglesOf(particles, row, 0),
          ...noShift,
          String(particles.halfSet[row] + 1),
          String(group + 1),
          ...poses.flatMap((i) => [
            ...positionOf(particles, row, i).map(fixed),
            ...anglesOf(particles, row, i),
          ]),
          ...others.of(row),
        ]),
      ),
    },
  ];
}

/** Optics and particles as of RELION 5: centered coordinates in Å, of the first sample of each trajectory. */
export function relion5Particles(
  particles: ParticleTable,
  series: readonly ExportedSeries[],
): readonly Table[] {
  const columns = [
    'rlnTomoName',
    'rlnTomoParticleName',
    ...labels('rlnCenteredCoordinate', 'XYZ', 'Angst'),
    ...angleLabels,
    ...originLabels,
    'rlnRandomSubset',
    'rlnOpticsGroup',
  ];
  const others = otherColumns(particles, columns);
  return [
    relion5Optics(series),
    {
      name: 'particles',
      columns: [...columns, ...others.labels],
      rows: series.flatMap(({ name, series: one, rows }, group) =>
        rows.map((row, i) => [
          name,
          `${name}/${i + 1}`,
          ...positionOf(particles, row, 0).map((value, axis) => fixed(value - one.volumeSize[axis] / 2)),
          ...anglesOf(particles, row, 0),
          ...noShift,
          String(particles.halfSet[row] + 1),
          String(group + 1),
          ...others.of(row),
        ]),
      ),
    },
  ];
}

/** Columns of the species' table that are none of the export's own, and what a particle has in them. */
export function otherColumns(
  { extra }: Pick<ParticleTable, 'extra'>,
  own: readonly string[],
): { readonly labels: readonly string[]; of(row: number): readonly string[] } {
  const others = [...extra].filter(([label]) => !own.includes(label));
  return {
    labels: others.map(([label]) => label),
    of: (row) => others.map(([, values]) => values[row] || 'null'),
  };
}

export function relion5Optics(series: readonly ExportedSeries[]): Table {
  return opticsTable(series, ['rlnTomoTiltSeriesPixelSize'], (one) => [String(one.imagePixelSize)]);
}

/** @param tableOf path of a series' own table, from the folder of the project */
export function relion5Tomograms(
  series: readonly ExportedSeries[],
  tableOf: (one: ExportedSeries) => string,
): Table {
  return {
    name: 'global',
    columns: [
      'rlnTomoName',
      'rlnVoltage',
      'rlnSphericalAberration',
      'rlnAmplitudeContrast',
      'rlnMicrographOriginalPixelSize',
      'rlnTomoHand',
      'rlnOpticsGroupName',
      'rlnTomoTiltSeriesPixelSize',
      'rlnTomoTiltSeriesStarFile',
      ...labels('rlnTomoSize', 'XYZ'),
    ],
    rows: series.map((one, group) => [
      one.name,
      ...opticsValues(one.series),
      String(one.imagePixelSize),
      one.series.anglesInverted ? '-1' : '1',
      `opticsGroup${group + 1}`,
      String(one.imagePixelSize),
      tableOf(one),
      ...one.series.volumeSize.map((size) => String(Math.round(size / one.imagePixelSize))),
    ]),
  };
}

/** One row per tilt, those that are switched off left out. */
export function relion5TiltTable({ name, series, images, halves }: ExportedSeries): Table {
  return {
    name,
    columns: [
      'rlnMicrographName',
      ...(halves === undefined ? [] : ['rlnMicrographNameEven', 'rlnMicrographNameOdd']),
      'rlnTomoNominalStageTiltAngle',
      'rlnMicrographPreExposure',
      'rlnTomoXTilt',
      'rlnTomoYTilt',
      'rlnTomoZRot',
      'rlnTomoXShiftAngst',
      'rlnTomoYShiftAngst',
      'rlnDefocusU',
      'rlnDefocusV',
      'rlnDefocusAngle',
      'rlnPhaseShift',
      'rlnCtfScalefactor',
    ],
    rows: usedTilts(series).map((tilt) => {
      const defocus = evaluate(series.defocus, 0.5, 0.5, tiltFraction(series, tilt));
      const yTilt = -(series.angles[tilt] + series.levelAngleY);
      return [
        images[tilt] ?? '',
        ...(halves === undefined ? [] : [halves.even[tilt], halves.odd[tilt]]),
        ...[
          series.angles[tilt] / degree,
          series.dose[tilt],
          series.levelAngleX / degree,
          yTilt / degree,
          series.axisAngles[tilt] / degree,
          series.axisOffsets[2 * tilt],
          series.axisOffsets[2 * tilt + 1],
          defocus + series.astigmatism[tilt] / 2,
          defocus - series.astigmatism[tilt] / 2,
          series.astigmatismAngle[tilt] / degree,
          series.phaseShift[tilt] / degree,
          Math.cos(series.angles[tilt]),
        ].map(fixed),
      ];
    }),
  };
}

/** One table a particle, with a shift in the volume's frame for every tilt of the tilt table. */
export function relion5Trajectories(
  particles: ParticleTable,
  series: readonly ExportedSeries[],
): readonly Table[] {
  const tables = series.flatMap(({ name, series: one, rows }) =>
    rows.map((row, i) => ({
      name: `${name}/${i + 1}`,
      columns: originLabels,
      rows: usedTilts(one).map((tilt) => {
        const seen = positionAt(particles, row, doseFraction(one, tilt));
        return rigidShift(one, tilt, positionOf(particles, row, 0), seen).map(fixed);
      }),
    })),
  );
  const count = { name: 'general', columns: ['rlnParticleNumber'], rows: [[String(tables.length)]] };
  return [count, ...tables];
}

const angleLabels = labels('rlnAngle', ['Rot', 'Tilt', 'Psi']);
const originLabels = labels('rlnOrigin', 'XYZ', 'Angst');
const noShift = ['0.00000', '0.00000', '0.00000'];

function poseAngleLabels(sample: number): readonly string[] {
  return labels('wrpAngle', ['Rot', 'Tilt', 'Psi'], sample);
}

function labels(start: string, middles: Iterable<string>, end: string | number = ''): readonly string[] {
  return Array.from(middles, (middle) => `${start}${middle}${end}`);
}

function opticsTable(
  series: readonly ExportedSeries[],
  columns: readonly string[],
  values: (one: ExportedSeries) => readonly string[],
): Table {
  return {
    name: 'optics',
    columns: [
      'rlnOpticsGroup',
      'rlnOpticsGroupName',
      'rlnVoltage',
      'rlnSphericalAberration',
      'rlnAmplitudeContrast',
      ...columns,
    ],
    rows: series.map((one, group) => [
      String(group + 1),
      `opticsGroup${group + 1}`,
      ...opticsValues(one.series),
      ...values(one),
    ]),
  };
}

/** kV, mm, fraction */
function opticsValues({ optics }: TiltSeries): readonly string[] {
  return [optics.voltage / 1e3, optics.cs / 1e7, optics.amplitude].map(fixed);
}

/** Those that a series' table lists, in its order. */
export function usedTilts(series: TiltSeries): readonly number[] {
  return Array.from({ length: series.tiltCount }, (_, tilt) => tilt).filter((tilt) => series.used[tilt]);
}

function positionOf(particles: ParticleTable, row: number, sample: number): Vector3 {
  const at = (row * particles.samples + sample) * 3;
  return [particles.positions[at], particles.positions[at + 1], particles.positions[at + 2]];
}

function positionAt({ positions, samples }: ParticleTable, row: number, u: number): Vector3 {
  const trajectory = positions.subarray(row * samples * 3, (row + 1) * samples * 3);
  const [x, y, z] = sampleTrajectory(trajectory, 3, u);
  return [x, y, z];
}

/** Degrees, as text. */
function anglesOf(particles: ParticleTable, row: number, sample: number): readonly string[] {
  const at = (row * particles.samples + sample) * 3;
  return Array.from(particles.angles.subarray(at, at + 3), (angle) => fixed(angle / degree));
}

function fixed(value: number): string {
  return value.toFixed(5);
}
