/** What a simulated project is made from, in the units in which people give it. */
import { Problem } from '../../../shared/problem';
import { evenTerms, oddTerms } from '../../../shared/math/zernike';
import type { Vector3 } from '../../../shared/math/vector';

/** How far the geometry that the files state is from the true one: standard deviations, unless said otherwise. */
export interface SimulatedErrors {
  /** Of particle positions, Å per axis. */
  readonly position: number;
  /** Of particle orientations, degrees per axis. */
  readonly angle: number;
  /** Of each tilt image, Å per axis. */
  readonly shift: number;
  /** Smooth deformation within each tilt image, Å rms per axis. */
  readonly imageWarp: number;
  /** Smooth deformation of the volume growing with dose, Å rms per axis. */
  readonly volumeWarp: number;
  /** Movement of each particle along a line over the exposure, from first to last tilt by dose: its length, Å. */
  readonly drift: number;
  /** Of each tilt's angle, degrees. */
  readonly tiltAngle: number;
  /** Of each tilt's axis, degrees. */
  readonly tiltAxis: number;
  /** Of all tilt angles alike: the very value, degrees. */
  readonly tiltOffset: number;
  /** Of each tilt's defocus, µm. */
  readonly defocus: number;
  /** Of all defoci alike: the very value, µm. */
  readonly defocusOffset: number;
  /** Extra rotation of the particles in each tilt, degrees per axis. */
  readonly stageAngle: number;
  /** Of the elements of each series' magnification matrix, percent. */
  readonly magnification: number;
  /** Beam tilt of all images along x and y, in RELION's sense: the very values, mrad. */
  readonly beamTiltX: number;
  readonly beamTiltY: number;
  /** Astigmatism of all images along their x: the very value, µm. */
  readonly astigmatism: number;
  /** Of each tilt's astigmatism, µm along and across 45°. */
  readonly tiltAstigmatism: number;
  /** Of all phase shifts alike: the very value, pi. */
  readonly phaseShift: number;
  /** Of each tilt's phase shift, pi. */
  readonly tiltPhaseShift: number;
  /** Of the spherical aberration: the very value, mm. */
  readonly cs: number;
  /** B-factor of each tilt beyond damage, and of each series: of the normal numbers whose absolute values are taken, Å². */
  readonly tiltBfactor: number;
  readonly seriesBfactor: number;
  /** Of the logarithm of each tilt's contrast, and of each series'. */
  readonly tiltScale: number;
  readonly seriesScale: number;
}

export interface SecondKind {
  /** In each series. */
  readonly particles: number;
  /** Å; no more than that of the first kind. */
  readonly diameter: number;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly series: number;
  /** In each series. */
  readonly particles: number;
  /** Degrees, in file order. */
  readonly angles: readonly number[];
  /** Degrees, from the image's Y. */
  readonly axis: number;
  /** Unbinned pixels. */
  readonly image: readonly [number, number];
  /** Unbinned pixels. */
  readonly volume: Vector3;
  /** Å */
  readonly pixelSize: number;
  /** Of maps, pixels. */
  readonly box: number;
  /** Of the particle, Å. */
  readonly diameter: number;
  /** e/Å² */
  readonly dosePerTilt: number;
  /** B-factor that one e/Å² adds, Å². */
  readonly damage: number;
  /** B-factor of the particle itself, Å². */
  readonly bfactor: number;
  /** Mean underfocus, µm. */
  readonly defocus: number;
  /** kV */
  readonly voltage: number;
  /** mm */
  readonly cs: number;
  readonly amplitude: number;
  /**
   * Variance of an untilted particle's image over that of the white noise, over the box; 0 leaves the particles out
   * (noise only), Infinity leaves the noise out.
   */
  readonly snr: number;
  /** Standard deviation of the uneven ice in units of the white noise's. */
  readonly ice: number;
  /** Tilt images as float16 rather than float32. */
  readonly halfPrecision: boolean;
  /** Point group of the particle, RELION's name. */
  readonly symmetry: string;
  /** Distance kept between particles and the volume's edges in X and Y, Å. */
  readonly margin: number;
  /** Known, random offset of each tilt image, Å per axis. */
  readonly offset: number;
  /** Defocus falls where the geometry says it rises. */
  readonly invertedHand: boolean;
  /** Another, smaller kind of particle in the same images. */
  readonly second: SecondKind | null;
  /** Each depth of a particle has its own defocus, as the curvature of the Ewald sphere wants it. */
  readonly ewald: boolean;
  /** Numbers of the series, from 1, whose defocus falls where their files say that it rises. */
  readonly wrongHand: readonly number[];
  /**
   * Aberrations of all images that the files lack: phase at Nyquist, rad, of pure powers of the frequency. Antisymmetric of
   * order 3 and 5, k^3 sin 3a, k^3 sin a, k^3 cos a, ...; symmetric of order 2 and 4, k^2 sin 2a, k^2, k^2 cos 2a, ...
   */
  readonly oddAberrations: readonly number[];
  readonly evenAberrations: readonly number[];
  readonly errors: SimulatedErrors;
}

/** A small project that simulates and refines within minutes on two cores. */
export const defaultSimulation: SimulationOptions = {
  seed: 1,
  series: 2,
  particles: 36,
  angles: tiltAngles(48, 8),
  axis: -85,
  image: [560, 400],
  volume: [400, 560, 100],
  pixelSize: 6,
  box: 96,
  diameter: 280,
  dosePerTilt: 4,
  damage: 4,
  bfactor: 120,
  defocus: 4,
  voltage: 300,
  cs: 2.7,
  amplitude: 0.07,
  snr: 0.1,
  ice: 0.3,
  halfPrecision: true,
  symmetry: 'C1',
  margin: 300,
  offset: 25,
  invertedHand: false,
  second: null,
  ewald: false,
  wrongHand: [],
  oddAberrations: [],
  evenAberrations: [],
  errors: {
    position: 4,
    angle: 2.5,
    shift: 6,
    imageWarp: 2.5,
    volumeWarp: 3,
    drift: 0,
    tiltAngle: 0.4,
    tiltAxis: 0.1,
    tiltOffset: 0,
    defocus: 0.05,
    defocusOffset: 0,
    stageAngle: 0,
    magnification: 0,
    beamTiltX: 0,
    beamTiltY: 0,
    astigmatism: 0,
    tiltAstigmatism: 0,
    phaseShift: 0,
    tiltPhaseShift: 0,
    cs: 0,
    tiltBfactor: 0,
    seriesBfactor: 0,
    tiltScale: 0,
    seriesScale: 0,
  },
};

/** Degrees from -range to range. */
export function tiltAngles(range: number, step: number): number[] {
  const half = Math.floor(range / step + 1e-9);
  return Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
}

/** e/Å² before each tilt when the tilts nearest to zero are taken first, the negative of two before the positive. */
export function doseSymmetric(angles: readonly number[], dosePerTilt: number): number[] {
  const order = Array.from(angles.keys()).sort(
    (a, b) => Math.abs(angles[a]) - Math.abs(angles[b]) || angles[a] - angles[b],
  );
  return angles.map((_, tilt) => order.indexOf(tilt) * dosePerTilt);
}

/** Errors that are the very value. */
const signed = /offset|beamTilt|^astigmatism|^phaseShift|^cs$/i;

/** Throws Problem for what cannot be simulated. */
export function checkSimulation(options: SimulationOptions): void {
  const demand = (isFine: boolean, what: string): void => {
    if (!isFine) throw new Problem(what);
  };
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
  demand(isCount(options.series), 'the number of series must be a whole number of at least 1');
  demand(isCount(options.particles), 'the number of particles must be a whole number of at least 1');
  demand(options.angles.length > 0, 'at least one tilt is needed');
  demand(
    options.angles.every((angle) => Math.abs(angle) < 85),
    'tilt angles must lie between -85 and 85 degrees',
  );
  demand(
    [...options.image, ...options.volume].every(isCount),
    'image and volume sizes must be whole numbers of pixels',
  );
  demand(isCount(options.box) && options.box % 2 === 0, 'the box must be an even number of pixels');
  demand(
    options.box <= Math.min(...options.image),
    `a box of ${options.box} pixels does not fit into images of ${options.image.join(' x ')}`,
  );
  demand(
    [options.pixelSize, options.diameter, options.defocus, options.voltage].every((value) => value > 0),
    'pixel size, diameter, defocus and voltage must be more than 0',
  );
  const { second } = options;
  if (second !== null) {
    demand(isCount(second.particles), 'the number of particles of the second kind must be a whole number');
    demand(
      second.diameter > 0 && second.diameter <= options.diameter,
      `the second kind of particle must be smaller than the first, of ${options.diameter} Å`,
    );
  }
  demand(
    options.wrongHand.every((number) => isCount(number) && number <= options.series),
    `series of the wrong hand must be numbers from 1 to ${options.series}`,
  );
  demand(
    options.oddAberrations.length <= oddTerms.length - 2 &&
      options.evenAberrations.length <= evenTerms.length,
    `at most ${oddTerms.length - 2} odd and ${evenTerms.length} even aberrations are known`,
  );
  demand(options.cs + options.errors.cs >= 0, 'the true spherical aberration must not be negative');
  const spreads = Object.entries(options.errors).filter(([name]) => !signed.test(name));
  demand(
    [
      options.snr,
      options.ice,
      options.dosePerTilt,
      options.damage,
      ...spreads.map(([, value]) => value),
    ].every((value) => value >= 0),
    'signal-to-noise ratio, ice, dose, damage and errors must not be negative',
  );
}
