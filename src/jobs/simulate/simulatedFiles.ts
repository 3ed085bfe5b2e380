/** Texts of the files of a simulated project, spelled as Warp and RELION spell them. */
import type { SimulationOptions } from '../../compute/simulate/options';
import type { SimulatedSeries } from '../../compute/simulate/simulatedSeries';
import { toEuler } from '../../../shared/math/rotations';
import type { TiltSeries } from '../../model/tiltSeries';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import { formatNewSettings, paramLines } from '../../formats/newSettings';
import { formatTomostar } from '../../formats/tomostar';
import { parseXml } from '../../formats/xml';

/** Root names of the tilt movies of a series: TS_1_000, ... */
export function movieName(series: TiltSeries, tilt: number): string {
  return `${series.name}_${String(tilt).padStart(3, '0')}`;
}

/** Of Warp's processing. */
export function settingsText(options: SimulationOptions): string {
  return formatNewSettings({
    pixelSize: options.pixelSize,
    dimensions: options.volume,
    dosePerTilt: options.dosePerTilt,
    voltage: options.voltage,
    cs: options.cs,
    amplitude: options.amplitude,
  });
}

export function tomostarText(series: TiltSeries): string {
  return formatTomostar(
    Array.from({ length: series.tiltCount }, (_, tilt) => ({
      movie: moviePath(series, tilt),
      angle: series.angles[tilt] / degree,
      axisAngle: series.axisAngles[tilt] / degree,
      dose: series.dose[tilt],
      axisOffsetX: series.axisOffsets[2 * tilt],
      axisOffsetY: series.axisOffsets[2 * tilt + 1],
    })),
  );
}

export function movieText(): string {
  return (
    `${declaration}<Movie DataDirectory="../frames" UnselectFilter="False" UnselectManual="null" ` +
    'CTFResolutionEstimate="6" MeanFrameMovement="0" MaskPercentage="-1" Bfactor="0" Weight="1" ' +
    'MagnificationCorrection="1, 0, 0, 1" />'
  );
}

/** Of a series as pre-processing leaves it: alignment and CTF, no deformation grids. */
export function tiltSeriesText(series: TiltSeries, pixelSize: number): string {
  const defocus = series.defocus.values.reduce((sum, value) => sum + value, 0) / series.tiltCount;
  const movies = Array.from({ length: series.tiltCount }, (_, tilt) => moviePath(series, tilt));
  const skeleton = [
    `${declaration}<TiltSeries DataDirectory="../tomostar" AreAnglesInverted="False" PlaneNormal="0, 0, 0" ` +
      'LevelAngleX="0" LevelAngleY="0" Bfactor="0" Weight="1" MagnificationCorrection="1, 0, 0, 1" ' +
      'UnselectFilter="False" UnselectManual="" CTFResolutionEstimate="6">',
    `\t<MoviePath>${movies.join('\n')}</MoviePath>`,
    '\t<CTF>',
    paramLines(
      {
        PixelSize: pixelSize,
        Cs: series.optics.cs / 1e7,
        Cc: 2.7,
        Voltage: series.optics.voltage / 1e3,
        Defocus: (defocus / 1e4).toFixed(5),
        DefocusDelta: 0,
        DefocusAngle: 0,
        Amplitude: series.optics.amplitude,
        Bfactor: 0,
        Scale: 1,
        PhaseShift: 0,
      },
      '\t\t',
    ),
    '\t</CTF>',
    '</TiltSeries>',
  ].join('\n');
  const { angles, dose, used, axisAngles, axisOffsets, anglesInverted } = series;
  const { astigmatism, astigmatismAngle, phaseShift } = series;
  const xml = parseXml(skeleton, `${series.name}.xml`, 'TiltSeries');
  return formatTiltSeries(
    { xml },
    {
      angles,
      dose,
      used,
      axisAngles,
      axisOffsets,
      anglesInverted,
      defocus: series.defocus,
      astigmatism,
      astigmatismAngle,
      phaseShift,
    },
  );
}

/** RELION's particle table of the starting poses. */
export function relionParticlesText(options: SimulationOptions, all: readonly SimulatedSeries[]): string {
  const optics = [
    1,
    'opticsGroup1',
    options.pixelSize,
    options.box,
    options.voltage,
    options.cs,
    options.amplitude,
  ];
  const rows = all.flatMap(({ nominal, start, halfSet }) =>
    start.map(({ position, rotation }, particle) =>
      [
        `${nominal.name}.tomostar`,
        ...position.map((value) => (value / options.pixelSize).toFixed(4)),
        ...toEuler(rotation).map((angle) => (angle / degree).toFixed(4)),
        halfSet[particle] + 1,
        1,
      ].join(' '),
    ),
  );
  const loop = (name: string, labels: readonly string[], lines: readonly string[]): string =>
    [
      '# version 30001',
      '',
      `data_${name}`,
      '',
      'loop_',
      ...labels.map((label, i) => `_${label} #${i + 1}`),
      ...lines,
      '',
      '',
    ].join('\n');
  return (
    loop(
      'optics',
      [
        'rlnOpticsGroup',
        'rlnOpticsGroupName',
        'rlnImagePixelSize',
        'rlnImageSize',
        'rlnVoltage',
        'rlnSphericalAberration',
        'rlnAmplitudeContrast',
      ],
      [optics.join(' ')],
    ) +
    loop(
      'particles',
      [
        'rlnMicrographName',
        'rlnCoordinateX',
        'rlnCoordinateY',
        'rlnCoordinateZ',
        'rlnAngleRot',
        'rlnAngleTilt',
        'rlnAnglePsi',
        'rlnRandomSubset',
        'rlnOpticsGroup',
      ],
      rows,
    )
  );
}

const degree = Math.PI / 180;
const declaration = '\ufeff<?xml version="1.0" encoding="utf-8"?>\n';

const moviePath = (series: TiltSeries, tilt: number): string =>
  `../warp_frameseries/${movieName(series, tilt)}.mrc`;
