/** murmur simulate */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultSimulation, tiltAngles, type SimulationOptions } from '../compute/simulate/options';
import { simulate } from '../jobs/simulate/simulate';
import { parseSizes } from './evalModel';
import { parseNumberOption, printProgress, printResult } from './program';

type Numbers = Readonly<Record<string, number>>;

interface Options {
  readonly project: string;
  readonly truth?: string;
  readonly model?: string;
  readonly angles?: readonly number[];
  readonly image: readonly number[];
  readonly volume: readonly number[];
  readonly snr: number;
  readonly symmetry: string;
  readonly full_precision?: boolean;
  readonly inverted_hand?: boolean;
  readonly second_particles?: number;
  readonly second_diameter: number;
  readonly json?: boolean;
}

const usual = defaultSimulation;
const { errors } = usual;

/** Options that are one number: name, what it is with its unit, default. */
const numbers: readonly (readonly [name: string, description: string, value: number])[] = [
  ['seed', 'of all random numbers: the same seed gives the same files', usual.seed],
  ['series', 'number of tilt series', usual.series],
  ['particles', 'number of particles in each series', usual.particles],
  ['tilt_range', 'highest tilt angle, degrees', usual.angles[usual.angles.length - 1]],
  ['tilt_step', 'between tilts, degrees', usual.angles[1] - usual.angles[0]],
  ['axis', "tilt axis from the image's Y, degrees", usual.axis],
  ['angpix', 'pixel size, Å', usual.pixelSize],
  ['box', 'edge of the maps, pixels', usual.box],
  ['diameter', 'of the particle, Å', usual.diameter],
  ['margin', "between particles and the volume's edges in X and Y, Å", usual.margin],
  ['dose', 'of each tilt, e/Å²', usual.dosePerTilt],
  ['damage', 'B-factor that 1 e/Å² adds, Å²', usual.damage],
  ['bfactor', 'B-factor of the particle itself, Å²', usual.bfactor],
  ['defocus', 'mean underfocus, µm', usual.defocus],
  ['voltage', 'kV', usual.voltage],
  ['cs', 'spherical aberration, mm', usual.cs],
  ['amplitude', 'fraction of amplitude contrast', usual.amplitude],
  ['ice', 'uneven ice: its standard deviation over that of the white noise', usual.ice],
  ['offset', 'known random offset of each tilt image, Å an axis', usual.offset],
  ['position_error', 'of starting positions, Å an axis', errors.position],
  ['angle_error', 'of starting orientations, degrees an axis', errors.angle],
  ['shift_error', 'of each tilt image, Å an axis', errors.shift],
  ['image_warp_error', 'smooth deformation of each tilt image, Å rms an axis', errors.imageWarp],
  ['volume_warp_error', 'smooth deformation of the volume over dose, Å rms an axis', errors.volumeWarp],
  ['drift_error', 'movement of each particle along a line over the exposure, its length in Å', errors.drift],
  ['tilt_angle_error', "of each tilt's angle, degrees", errors.tiltAngle],
  ['tilt_axis_error', "of each tilt's axis, degrees", errors.tiltAxis],
  ['tilt_offset_error', 'of all tilt angles alike, degrees', errors.tiltOffset],
  ['defocus_error', "of each tilt's defocus, µm", errors.defocus],
  ['defocus_offset_error', 'of all defoci alike, µm', errors.defocusOffset],
  ['stage_angle_error', 'extra rotation of the particles in each tilt, degrees an axis', errors.stageAngle],
  ['magnification_error', "of each series' magnification matrix, percent", errors.magnification],
  ['beam_tilt_x_error', "of all images, mrad, in RELION's sense", errors.beamTiltX],
  ['beam_tilt_y_error', "of all images, mrad, in RELION's sense", errors.beamTiltY],
  ['astigmatism_error', 'of all images along their X, µm', errors.astigmatism],
];

export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description(
      'Make a Warp project with known errors from an atomic model or a built-in particle, and its truth beside it.',
    )
    .requiredOption('--project <folder>', 'folder to make')
    .option('--truth <folder>', 'folder for what a refinement should find (default: PROJECT-truth)')
    .option('--model <file>', 'atomic model, mmCIF or PDB, may be .gz (default: a made-up particle of 250 Å)')
    .option(
      '--angles <list>',
      'tilt angles in degrees, separated by commas (default: from range and step)',
      parseList,
    )
    .addOption(sizes('--image <W,H>', 'size of the tilt images, pixels', usual.image))
    .addOption(sizes('--volume <X,Y,Z>', 'size of the volume, pixels', usual.volume))
    .option(
      '--snr <ratio>',
      "variance of a particle's image over that of the noise, in the box; 0: only noise, inf: none",
      parseRatio,
      usual.snr,
    )
    .option(
      '--symmetry <group>',
      "point group, RELION's name; copies of a model are made about its origin",
      usual.symmetry,
    )
    .option('--full_precision', 'write tilt images as 32-bit floats (default: 16-bit, as Warp does)')
    .option('--inverted_hand', 'let the defocus rise where the geometry says it falls (default: not)')
    .option(
      '--second_particles <number>',
      'number of particles of another, smaller kind in each series (default: none)',
      parseNumberOption,
    )
    .option(
      '--second_diameter <number>',
      'of the second kind of particle, Å',
      parseNumberOption,
      0.75 * usual.diameter,
    );
  for (const [name, description, value] of numbers)
    command.option(`--${name} <number>`, description, parseNumberOption, value);
  command
    .option('--json', 'print the result as one JSON object')
    .action(async (options: Options & Numbers) => {
      const truth = options.truth ?? `${options.project.replace(/[/\\]+$/, '')}-truth`;
      const simulation = toSimulation(options);
      const baseline = await simulate({
        options: simulation,
        project: options.project,
        truth,
        report: (message, fraction) =>
          printProgress(`${String(Math.round(100 * fraction)).padStart(3)} % ${message}`),
        ...(options.model === undefined ? {} : { model: options.model }),
      });
      const { start, ideal } = baseline;
      printResult(options.json, { project: options.project, truth, ...baseline }, [
        `Simulated ${simulation.series} series in ${options.project}, their truth is in ${truth}`,
        `Start: half-maps ${start.half_fsc143_A?.toFixed(1)} Å, positions off by ${start.position_A?.toFixed(1)} Å, angles by ${start.angle_deg?.toFixed(1)}°`,
        `With the true geometry: half-maps ${ideal.half_fsc143_A?.toFixed(1)} Å`,
      ]);
    });
}

function toSimulation(options: Options & Numbers): SimulationOptions {
  const [width, height] = options.image;
  const [x, y, z] = options.volume;
  return {
    seed: options.seed,
    series: options.series,
    particles: options.particles,
    angles: options.angles ?? tiltAngles(options.tilt_range, options.tilt_step),
    axis: options.axis,
    image: [width, height],
    volume: [x, y, z],
    pixelSize: options.angpix,
    box: options.box,
    diameter: options.diameter,
    dosePerTilt: options.dose,
    damage: options.damage,
    bfactor: options.bfactor,
    defocus: options.defocus,
    voltage: options.voltage,
    cs: options.cs,
    amplitude: options.amplitude,
    snr: options.snr,
    ice: options.ice,
    halfPrecision: options.full_precision !== true,
    symmetry: options.symmetry,
    margin: options.margin,
    offset: options.offset,
    invertedHand: options.inverted_hand === true,
    second:
      options.second_particles === undefined
        ? null
        : { particles: options.second_particles, diameter: options.second_diameter },
    errors: {
      position: options.position_error,
      angle: options.angle_error,
      shift: options.shift_error,
      imageWarp: options.image_warp_error,
      volumeWarp: options.volume_warp_error,
      drift: options.drift_error,
      tiltAngle: options.tilt_angle_error,
      tiltAxis: options.tilt_axis_error,
      tiltOffset: options.tilt_offset_error,
      defocus: options.defocus_error,
      defocusOffset: options.defocus_offset_error,
      stageAngle: options.stage_angle_error,
      magnification: options.magnification_error,
      beamTiltX: options.beam_tilt_x_error,
      beamTiltY: options.beam_tilt_y_error,
      astigmatism: options.astigmatism_error,
    },
  };
}

function sizes(flags: string, description: string, value: readonly number[]): Option {
  return new Option(flags, description).argParser(parseSizes(value.length)).default(value, value.join(','));
}

function parseList(text: string): number[] {
  return text.split(',').map(parseNumberOption);
}

function parseRatio(text: string): number {
  if (text === 'inf') return Infinity;
  const value = parseNumberOption(text);
  if (value < 0) throw new InvalidArgumentError('It is negative.');
  return value;
}
