/** murmur simulate */
import { defaultSimulation as usual, tiltAngles } from '../compute/simulate/options';
import { Problem } from '../../shared/problem';
import { command } from './command';
import { parseNumber, parseNumbers, parseSizes } from './parse';
import { percent } from './percent';

const { errors } = usual;

export const simulate = command({
  name: 'simulate',
  description:
    'Make a Warp project with known errors from an atomic model or a built-in particle, and its truth beside it.',
  target: 'none',
  fields: {
    project: {
      kind: 'file',
      pick: 'folder',
      option: '--project <folder>',
      required: true,
      help: 'folder to make',
    },
    truth: {
      kind: 'file',
      pick: 'folder',
      option: '--truth <folder>',
      help: 'folder for what a refinement should find (default: PROJECT-truth)',
    },
    model: {
      kind: 'file',
      option: '--model <file>',
      help: 'atomic model, mmCIF or PDB, may be .gz (default: a made-up particle of 250 Å)',
    },
    angles: {
      kind: 'parsed',
      option: '--angles <list>',
      help: 'tilt angles in degrees, separated by commas (default: from range and step)',
      parse: parseNumbers,
    },
    image: sizes('--image <W,H>', 'size of the tilt images, pixels', usual.image),
    volume: sizes('--volume <X,Y,Z>', 'size of the volume, pixels', usual.volume),
    snr: {
      kind: 'parsed',
      option: '--snr <ratio>',
      help: "variance of a particle's image over that of the noise, in the box; 0: only noise, inf: none",
      parse: parseRatio,
      default: usual.snr,
    },
    symmetry: {
      kind: 'text',
      option: '--symmetry <group>',
      help: "point group, RELION's name; copies of a model are made about its origin",
      default: usual.symmetry,
    },
    fullPrecision: {
      kind: 'switch',
      option: '--full_precision',
      help: 'write tilt images as 32-bit floats (default: 16-bit, as Warp does)',
    },
    invertedHand: {
      kind: 'switch',
      option: '--inverted_hand',
      help: 'let the defocus rise where the geometry says it falls (default: not)',
    },
    wrongHand: {
      kind: 'parsed',
      option: '--wrong_hand <list>',
      help: 'numbers of the series, from 1, whose files say the wrong hand, separated by commas (default: none)',
      parse: parseNumbers,
      default: usual.wrongHand,
      defaultText: 'none',
    },
    ewald: {
      kind: 'switch',
      option: '--ewald',
      help: 'give each depth of a particle its own defocus: the Ewald sphere is curved (default: not)',
    },
    oddAberrations: {
      kind: 'parsed',
      option: '--odd_aberrations <list>',
      help: 'of all images, unknown to the files: phase at Nyquist, rad, of k^3 times sin 3a, sin a, cos a, cos 3a, and of k^5 (6)',
      parse: parseNumbers,
      default: usual.oddAberrations,
      defaultText: 'none',
    },
    evenAberrations: {
      kind: 'parsed',
      option: '--even_aberrations <list>',
      help: 'likewise, added to the phase of the CTF: of k^2 times sin 2a, 1, cos 2a, and of k^4 (5)',
      parse: parseNumbers,
      default: usual.evenAberrations,
      defaultText: 'none',
    },
    secondParticles: {
      kind: 'number',
      option: '--second_particles <number>',
      help: 'number of particles of another, smaller kind in each series (default: none)',
    },
    secondDiameter: number(
      '--second_diameter <number>',
      'of the second kind of particle, Å',
      0.75 * usual.diameter,
    ),
    seed: number('--seed <number>', 'of all random numbers: the same seed gives the same files', usual.seed),
    series: number('--series <number>', 'number of tilt series', usual.series),
    particles: number('--particles <number>', 'number of particles in each series', usual.particles),
    tiltRange: number(
      '--tilt_range <number>',
      'highest tilt angle, degrees',
      usual.angles[usual.angles.length - 1],
    ),
    tiltStep: number('--tilt_step <number>', 'between tilts, degrees', usual.angles[1] - usual.angles[0]),
    axis: number('--axis <number>', "tilt axis from the image's Y, degrees", usual.axis),
    pixelSize: number('--angpix <number>', 'pixel size, Å', usual.pixelSize),
    box: number('--box <number>', 'edge of the maps, pixels', usual.box),
    diameter: number('--diameter <number>', 'of the particle, Å', usual.diameter),
    margin: number(
      '--margin <number>',
      "between particles and the volume's edges in X and Y, Å",
      usual.margin,
    ),
    dosePerTilt: number('--dose <number>', 'of each tilt, e/Å²', usual.dosePerTilt),
    damage: number('--damage <number>', 'B-factor that 1 e/Å² adds, Å²', usual.damage),
    bfactor: number('--bfactor <number>', 'B-factor of the particle itself, Å²', usual.bfactor),
    defocus: number('--defocus <number>', 'mean underfocus, µm', usual.defocus),
    voltage: number('--voltage <number>', 'kV', usual.voltage),
    cs: number('--cs <number>', 'spherical aberration, mm', usual.cs),
    amplitude: number('--amplitude <number>', 'fraction of amplitude contrast', usual.amplitude),
    ice: number(
      '--ice <number>',
      'uneven ice: its standard deviation over that of the white noise',
      usual.ice,
    ),
    offset: number('--offset <number>', 'known random offset of each tilt image, Å per axis', usual.offset),
    positionError: number('--position_error <number>', 'of starting positions, Å per axis', errors.position),
    angleError: number('--angle_error <number>', 'of starting orientations, degrees per axis', errors.angle),
    shiftError: number('--shift_error <number>', 'of each tilt image, Å per axis', errors.shift),
    imageWarpError: number(
      '--image_warp_error <number>',
      'smooth deformation of each tilt image, Å rms per axis',
      errors.imageWarp,
    ),
    volumeWarpError: number(
      '--volume_warp_error <number>',
      'smooth deformation of the volume over dose, Å rms per axis',
      errors.volumeWarp,
    ),
    driftError: number(
      '--drift_error <number>',
      'movement of each particle along a line over the exposure, its length in Å',
      errors.drift,
    ),
    tiltAngleError: number('--tilt_angle_error <number>', "of each tilt's angle, degrees", errors.tiltAngle),
    tiltAxisError: number('--tilt_axis_error <number>', "of each tilt's axis, degrees", errors.tiltAxis),
    tiltOffsetError: number(
      '--tilt_offset_error <number>',
      'of all tilt angles alike, degrees',
      errors.tiltOffset,
    ),
    defocusError: number('--defocus_error <number>', "of each tilt's defocus, µm", errors.defocus),
    defocusOffsetError: number(
      '--defocus_offset_error <number>',
      'of all defoci alike, µm',
      errors.defocusOffset,
    ),
    stageAngleError: number(
      '--stage_angle_error <number>',
      'extra rotation of the particles in each tilt, degrees per axis',
      errors.stageAngle,
    ),
    magnificationError: number(
      '--magnification_error <number>',
      "of each series' magnification matrix, percent",
      errors.magnification,
    ),
    beamTiltXError: number(
      '--beam_tilt_x_error <number>',
      "of all images, mrad, in RELION's sense",
      errors.beamTiltX,
    ),
    beamTiltYError: number(
      '--beam_tilt_y_error <number>',
      "of all images, mrad, in RELION's sense",
      errors.beamTiltY,
    ),
    astigmatismError: number(
      '--astigmatism_error <number>',
      'of all images along their X, µm',
      errors.astigmatism,
    ),
    tiltAstigmatismError: number(
      '--tilt_astigmatism_error <number>',
      "of each tilt's astigmatism, µm along X and along 45°",
      errors.tiltAstigmatism,
    ),
    phaseShiftError: number('--phase_shift_error <number>', 'of all images, in pi', errors.phaseShift),
    tiltPhaseShiftError: number(
      '--tilt_phase_shift_error <number>',
      "of each tilt's phase shift, in pi",
      errors.tiltPhaseShift,
    ),
    csError: number('--cs_error <number>', 'of the spherical aberration, mm', errors.cs),
    tiltBfactorError: number(
      '--tilt_bfactor_error <number>',
      "of each tilt's B-factor, which is higher by the absolute value of a normal number, Å²",
      errors.tiltBfactor,
    ),
    seriesBfactorError: number(
      '--series_bfactor_error <number>',
      "of each series' B-factor, likewise, Å²",
      errors.seriesBfactor,
    ),
    tiltScaleError: number(
      '--tilt_scale_error <number>',
      "of the logarithm of each tilt's contrast",
      errors.tiltScale,
    ),
    seriesScaleError: number(
      '--series_scale_error <number>',
      "of the logarithm of each series' contrast",
      errors.seriesScale,
    ),
  },
  async run(values, { say }) {
    const { project, model, truth = `${project.replace(/[/\\]+$/, '')}-truth` } = values;
    const { angles = tiltAngles(values.tiltRange, values.tiltStep), secondParticles } = values;
    const [width, height] = values.image;
    const [x, y, z] = values.volume;
    const { simulate: make } = await import('../jobs/simulate/simulate');
    const baseline = await make({
      options: {
        ...values,
        angles,
        image: [width, height],
        volume: [x, y, z],
        halfPrecision: !values.fullPrecision,
        second:
          secondParticles === undefined
            ? null
            : { particles: secondParticles, diameter: values.secondDiameter },
        errors: {
          position: values.positionError,
          angle: values.angleError,
          shift: values.shiftError,
          imageWarp: values.imageWarpError,
          volumeWarp: values.volumeWarpError,
          drift: values.driftError,
          tiltAngle: values.tiltAngleError,
          tiltAxis: values.tiltAxisError,
          tiltOffset: values.tiltOffsetError,
          defocus: values.defocusError,
          defocusOffset: values.defocusOffsetError,
          stageAngle: values.stageAngleError,
          magnification: values.magnificationError,
          beamTiltX: values.beamTiltXError,
          beamTiltY: values.beamTiltYError,
          astigmatism: values.astigmatismError,
          tiltAstigmatism: values.tiltAstigmatismError,
          phaseShift: values.phaseShiftError,
          tiltPhaseShift: values.tiltPhaseShiftError,
          cs: values.csError,
          tiltBfactor: values.tiltBfactorError,
          seriesBfactor: values.seriesBfactorError,
          tiltScale: values.tiltScaleError,
          seriesScale: values.seriesScaleError,
        },
      },
      project,
      truth,
      report: (message, fraction) => say(percent(fraction, message)),
      ...(model !== undefined && { model }),
    });
    return { project, truth, ...baseline };
  },
  done: ({ project, truth, start, ideal }, { series }) => [
    `Simulated ${series} series in ${project}, their truth is in ${truth}`,
    `Start: half-maps ${start.half_fsc143_A?.toFixed(1)} Å, positions off by ${start.position_A?.toFixed(1)} Å, angles by ${start.angle_deg?.toFixed(1)}°`,
    `With the true geometry: half-maps ${ideal.half_fsc143_A?.toFixed(1)} Å`,
  ],
});

/** @param help what it is, with its unit */
function number<const Option extends string>(option: Option, help: string, value: number) {
  return { kind: 'number', option, help, default: value } as const;
}

function sizes<const Option extends string>(option: Option, help: string, value: readonly number[]) {
  return {
    kind: 'parsed',
    option,
    help,
    parse: (text: string) => parseSizes(text, value.length),
    default: value,
    defaultText: value.join(','),
  } as const;
}

function parseRatio(text: string): number {
  if (text === 'inf') return Infinity;
  const value = parseNumber(text);
  if (value < 0) throw new Problem('It is negative');
  return value;
}
