/** STAR tables of exported particle images, as RELION 3.1 and later read them. */
import { tiltBfactor, tiltScale } from '../../compute/geometry/weights';
import { toEuler } from '../../../shared/math/rotations';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import { viewRotation, type Views } from '../../compute/parameters/views';
import type { ParticleTable } from '../../model/particles';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { degree } from '../../model/tiltSeriesXml';
import type { ImageShape } from './particleImages';
import { otherColumns, relion5Optics, usedTilts, type ExportedSeries, type Table } from './relionTables';

export interface WrittenParticle {
  /** Row of the species' table. */
  readonly row: number;
  /** Paths from the folder of the table; `transfer` is empty for stacks. */
  readonly image: string;
  readonly transfer: string;
  /** Reference to volume; null where the volume was turned to the reference. */
  readonly orientation: Matrix3 | null;
  /** Å */
  readonly position: Vector3;
  readonly halfSet: number;
  readonly views: Views;
}

export interface WrittenSeries {
  readonly file: TiltSeriesFile;
  /** `TS_1.tomostar` */
  readonly name: string;
  readonly particles: readonly WrittenParticle[];
}

/** What tables of stacks say beside where the stacks are. */
export interface StackTables {
  /** Folder where RELION is started, where that is not the one of the table. */
  readonly project?: string | undefined;
  readonly shape: ImageShape;
  /** Its further columns are written, too. */
  readonly particles: Pick<ParticleTable, 'extra'>;
  /** Images are multiplied by their transfer functions. */
  readonly premultiplied: boolean;
}

/** One row a sub-tomogram; coordinates in its pixels. */
export function subtomogramTables(
  series: readonly WrittenSeries[],
  shape: ImageShape,
  table: Pick<ParticleTable, 'extra'>,
): readonly Table[] {
  const columns = [
    'rlnMicrographName',
    'rlnCoordinateX',
    'rlnCoordinateY',
    'rlnCoordinateZ',
    ...poseLabels,
    'rlnOriginZAngst',
    'rlnImageName',
    'rlnCtfImage',
    'rlnRandomSubset',
    'rlnOpticsGroup',
  ];
  const others = otherColumns(table, columns);
  return [
    optics(series, shape, 3),
    {
      name: 'particles',
      columns: [...columns, ...others.labels],
      rows: series.flatMap(({ name, particles }, group) =>
        particles.map(({ row, position, orientation, image, transfer, halfSet }) => [
          name,
          ...position.map((value) => fixed(value / shape.pixelSize)),
          ...angles(orientation),
          '0',
          '0',
          '0',
          image,
          transfer,
          String(halfSet + 1),
          String(group + 1),
          ...others.of(row),
        ]),
      ),
    },
  ];
}

/** One row per image: a particle in a tilt, its own orientation and defocus, and what the tilt lost to exposure. */
export function imageSeriesTables(
  series: readonly WrittenSeries[],
  { shape, particles: table, premultiplied }: StackTables,
): readonly Table[] {
  const columns = [
    'rlnMicrographName',
    'rlnGroupNumber',
    ...poseLabels,
    'rlnDefocusU',
    'rlnDefocusV',
    'rlnDefocusAngle',
    'rlnPhaseShift',
    'rlnCtfBfactor',
    'rlnCtfScalefactor',
    'rlnMicrographPreExposure',
    'rlnTomoNominalStageTiltAngle',
    'rlnImageName',
    'rlnRandomSubset',
    'rlnOpticsGroup',
  ];
  const others = otherColumns(table, columns);
  const groups = optics(series, shape, 2);
  return [
    {
      ...groups,
      columns: [...groups.columns, 'rlnCtfDataAreCtfPremultiplied'],
      rows: groups.rows.map((row) => [...row, premultiplied ? '1' : '0']),
    },
    {
      name: 'particles',
      columns: [...columns, ...others.labels],
      rows: series.flatMap(({ name, file, particles }, group) =>
        particles.flatMap(({ row, image, halfSet, views }) =>
          Array.from(views.tilt, (tilt, i) => [
            name,
            String(group + 1),
            ...angles(viewRotation(views, i)),
            '0',
            '0',
            ...opticsOf(file, tilt, views.defocus[i]).map(fixed),
            fixed(file.series.dose[tilt]),
            fixed(file.series.angles[tilt] / degree),
            `${String(i + 1).padStart(6, '0')}@${image}`,
            String(halfSet + 1),
            String(group + 1),
            ...others.of(row),
          ]),
        ),
      ),
    },
  ];
}

/**
 * One row per particle, as RELION 5 reads stacks of tilt images: the tilt tables of the set hold their geometry and optics.
 * @param exported the same series in the same order
 */
export function relion5StackTables(
  series: readonly WrittenSeries[],
  exported: readonly ExportedSeries[],
  { shape: { size, pixelSize }, particles: table, premultiplied }: StackTables,
): readonly Table[] {
  const { columns, rows } = relion5Optics(exported);
  const others = otherColumns(table, stackColumns);
  return [
    { name: 'general', columns: ['rlnTomoSubTomosAre2DStacks'], rows: [['1']] },
    {
      name: 'optics',
      columns: [
        ...columns,
        'rlnCtfDataAreCtfPremultiplied',
        'rlnImageDimensionality',
        'rlnTomoSubtomogramBinning',
        'rlnImagePixelSize',
        'rlnImageSize',
      ],
      rows: rows.map((row, group) => [
        ...row,
        premultiplied ? '1' : '0',
        '2',
        fixed(pixelSize / exported[group].imagePixelSize),
        String(pixelSize),
        String(size),
      ]),
    },
    {
      name: 'particles',
      columns: [...stackColumns, ...others.labels],
      rows: series.flatMap(({ file, particles }, group) =>
        particles.map(({ row, position, orientation, image, views, halfSet }, i) => [
          exported[group].name,
          `${exported[group].name}/${i + 1}`,
          ...position.map((value, axis) => fixed(value - file.series.volumeSize[axis] / 2)),
          ...angles(orientation),
          '0',
          '0',
          '0',
          image,
          visibleFrames(file, views),
          String(halfSet + 1),
          String(group + 1),
          ...others.of(row),
        ]),
      ),
    },
  ];
}

/** `[1,0,1]`: which of the tilts in the series' table the stack has. */
function visibleFrames({ series }: TiltSeriesFile, views: Views): string {
  const seen = new Set(views.tilt);
  return `[${usedTilts(series)
    .map((tilt) => (seen.has(tilt) ? 1 : 0))
    .join(',')}]`;
}

const poseLabels = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst'];

const stackColumns = [
  'rlnTomoName',
  'rlnTomoParticleName',
  'rlnCenteredCoordinateXAngst',
  'rlnCenteredCoordinateYAngst',
  'rlnCenteredCoordinateZAngst',
  ...poseLabels,
  'rlnOriginZAngst',
  'rlnImageName',
  'rlnTomoVisibleFrames',
  'rlnRandomSubset',
  'rlnOpticsGroup',
];

function optics(series: readonly WrittenSeries[], shape: ImageShape, dimensions: 2 | 3): Table {
  return {
    name: 'optics',
    columns: [
      'rlnOpticsGroup',
      'rlnOpticsGroupName',
      'rlnVoltage',
      'rlnSphericalAberration',
      'rlnAmplitudeContrast',
      'rlnImagePixelSize',
      'rlnImageSize',
      'rlnImageDimensionality',
    ],
    rows: series.map(({ file }, group) => [
      String(group + 1),
      `opticsGroup${group + 1}`,
      ...[file.series.optics.voltage / 1e3, file.series.optics.cs / 1e7, file.series.optics.amplitude].map(
        fixed,
      ),
      String(shape.pixelSize),
      String(shape.size),
      String(dimensions),
    ]),
  };
}

/** U, V, angle, phase shift, B-factor (positive is damping in RELION) and scale. */
function opticsOf({ series }: TiltSeriesFile, tilt: number, defocus: number): readonly number[] {
  return [
    defocus + series.astigmatism[tilt] / 2,
    defocus - series.astigmatism[tilt] / 2,
    series.astigmatismAngle[tilt] / degree,
    series.phaseShift[tilt] / degree,
    -tiltBfactor(series, tilt),
    tiltScale(series, tilt),
  ];
}

/** Rot, tilt, psi in degrees. */
export function angles(orientation: Matrix3 | null): readonly string[] {
  return (orientation === null ? [0, 0, 0] : toEuler(orientation)).map((angle) => fixed(angle / degree));
}

function fixed(value: number): string {
  return value.toFixed(5);
}
