/** One simulated tilt series: what the files will say of its geometry, and what it truly is. */
import { doseFraction, place, type Placement } from '../geometry/projection';
import { constantGrid, zeroGrid4, type CubicGrid } from '../../../shared/math/grids';
import { rotationVector } from '../../../shared/math/rotations';
import { add, multiply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import type { TiltSeries } from '../../model/tiltSeries';
import { doseSymmetric, type SimulationOptions } from './options';
import { placeParticles } from './placeParticles';
import { smoothField, smoothFlow } from './smoothField';
import { streams } from './streams';
import { trueOptics, type TrueEnvelope } from './trueOptics';

export interface SimulatedParticle {
  /** Å from the volume's corner. */
  readonly position: Vector3;
  /** Reference frame to volume frame. */
  readonly rotation: Matrix3;
}

export interface SimulatedSeries {
  /** What the files say, without any deformation. */
  readonly nominal: TiltSeries;
  /** What is true, without deformations: angles, optics, hand. */
  readonly actual: TiltSeries;
  readonly envelope: TrueEnvelope;
  readonly particles: readonly SimulatedParticle[];
  /** Where the files start the particles. */
  readonly start: readonly SimulatedParticle[];
  /** Half-set of each particle, 0 or 1. */
  readonly halfSet: Uint8Array;
  /** m11, m21, m12, m22: the true one; the files say identity. */
  readonly magnification: readonly number[];
  /** Where a particle truly lies in a tilt image. */
  truth(particle: number, tilt: number): Placement;
}

/** @param index counts from 0; the series is named TS_<index + 1> */
export function simulateSeries(options: SimulationOptions, index: number): SimulatedSeries {
  const { errors } = options;
  const random = streams(options.seed);
  const tiltCount = options.angles.length;
  const nominal = nominalSeries(options, index);
  const normal = random.normal('geometry', index);
  const optics = trueOptics(options, nominal, index);
  const jitter = (sigma: number): Float64Array =>
    Float64Array.from({ length: tiltCount }, () => sigma * normal());
  const plus = (values: Float64Array, more: Float64Array, all = 0): Float64Array =>
    values.map((value, i) => value + more[i] + all);
  const stage = (): CubicGrid => perTilt(jitter(errors.stageAngle * degree));
  const actual: TiltSeries = {
    ...nominal,
    ...optics.changes,
    angles: plus(nominal.angles, jitter(errors.tiltAngle * degree), errors.tiltOffset * degree),
    axisAngles: plus(nominal.axisAngles, jitter(errors.tiltAxis * degree)),
    axisOffsets: nominal.axisOffsets.map((value) => value + errors.shift * normal()),
    defocus: perTilt(
      plus(nominal.defocus.values, jitter(errors.defocus * micrometer), errors.defocusOffset * micrometer),
    ),
    stageAngles: { x: stage(), y: stage(), z: stage() },
  };
  const element = (): number => (errors.magnification / 100) * normal();
  const [m11, m12, m22] = [1 + element(), element(), 1 + element()];
  const imageFields = Array.from(
    { length: tiltCount },
    () => [smoothField(normal), smoothField(normal)] as const,
  );
  const flow = [smoothFlow(normal), smoothFlow(normal), smoothFlow(normal)];
  const particles = trueParticles(options, index, nominal.volumeSize);
  const driftNormal = random.normal('drift', index);
  const drifts = particles.map(() => direction(driftNormal).map((value) => errors.drift * value));
  return {
    nominal,
    actual,
    envelope: optics.envelope,
    particles,
    start: particles.map(startingPose(options, index)),
    halfSet: halfSets(options.particles, random.uniform('halves', index)),
    magnification: [m11, m12, m12, m22],
    truth(particle, tilt) {
      const { position } = particles[particle];
      const [x, y, z] = position.map((value, axis) => value / nominal.volumeSize[axis]);
      const u = doseFraction(nominal, tilt);
      const moved = flow.map(
        (component, axis) => errors.volumeWarp * component(x, y, z, u) + drifts[particle][axis] * (u - 0.5),
      );
      // The deformation adds to the position, except where only the position itself is asked for, as for defocus and
      // stage angles; those are constant over the volume here.
      const placement = place(actual, tilt, add(position, [moved[0], moved[1], moved[2]]));
      const [gx, gy] = [placement.x / nominal.imageSize[0], placement.y / nominal.imageSize[1]];
      return {
        ...placement,
        x: placement.x - errors.imageWarp * imageFields[tilt][0](gx, gy),
        y: placement.y - errors.imageWarp * imageFields[tilt][1](gx, gy),
      };
    },
  };
}

const degree = Math.PI / 180;
const micrometer = 1e4;

/** Grid with one node a tilt. */
export function perTilt(values: Float64Array): CubicGrid {
  return { size: [1, 1, values.length], values, margins: [0, 0, 0] };
}

function nominalSeries(options: SimulationOptions, index: number): TiltSeries {
  const normal = streams(options.seed).normal('nominal', index);
  const tiltCount = options.angles.length;
  const perTiltZero = (): Float64Array => new Float64Array(tiltCount);
  const zero = constantGrid(0);
  // Series are never at the same defocus: their CTF zeros would all fall on one another.
  const defocus = options.defocus * (1 + 0.08 * Math.max(-2, Math.min(2, normal())));
  return {
    name: `TS_${index + 1}`,
    tiltCount,
    angles: Float64Array.from(options.angles, (angle) => angle * degree),
    dose: Float64Array.from(doseSymmetric(options.angles, options.dosePerTilt)),
    used: options.angles.map(() => true),
    axisAngles: perTiltZero().fill(options.axis * degree),
    axisOffsets: Float64Array.from({ length: 2 * tiltCount }, () => options.offset * normal()),
    levelAngleX: 0,
    levelAngleY: 0,
    anglesInverted: options.invertedHand,
    magnification: [1, 0, 0, 1],
    weight: 1,
    bfactor: 0,
    volumeSize: [
      options.volume[0] * options.pixelSize,
      options.volume[1] * options.pixelSize,
      options.volume[2] * options.pixelSize,
    ],
    imageSize: [options.image[0] * options.pixelSize, options.image[1] * options.pixelSize],
    imageWarp: { x: zero, y: zero },
    volumeWarp: { x: zeroGrid4(), y: zeroGrid4(), z: zeroGrid4() },
    stageAngles: { x: zero, y: zero, z: zero },
    optics: { voltage: options.voltage * 1e3, cs: options.cs * 1e7, amplitude: options.amplitude },
    defocus: perTilt(perTiltZero().fill(defocus * micrometer)),
    astigmatism: perTiltZero(),
    astigmatismAngle: perTiltZero(),
    phaseShift: perTiltZero(),
    doseWeights: constantGrid(1),
    doseBfactors: constantGrid(0),
    zernikeOdd: new Float64Array(0),
    zernikeEven: new Float64Array(0),
  };
}

function trueParticles(options: SimulationOptions, index: number, volumeSize: Vector3): SimulatedParticle[] {
  const random = streams(options.seed);
  const uniform = random.uniform('positions', index);
  const normal = random.normal('orientations', index);
  const { particles, diameter, margin } = options;
  return placeParticles(particles, { volumeSize, diameter, margin }, uniform).map((position) => ({
    position,
    rotation: randomRotation(normal),
  }));
}

/** Uniform over the sphere. */
function direction(normal: () => number): readonly [number, number, number] {
  const [x, y, z] = [normal(), normal(), normal()];
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** Uniform over all rotations: a random direction in the space of quaternions. */
function randomRotation(normal: () => number): Matrix3 {
  const [w, x, y, z] = [normal(), normal(), normal(), normal()];
  const sine = Math.hypot(x, y, z);
  const angle = 2 * Math.atan2(sine, w);
  return rotationVector([(x / sine) * angle, (y / sine) * angle, (z / sine) * angle]);
}

/** Poses as a subtomogram average would leave them: a little off. */
function startingPose(
  options: SimulationOptions,
  index: number,
): (truth: SimulatedParticle) => SimulatedParticle {
  const { errors } = options;
  const normal = streams(options.seed).normal('start', index);
  const off = (sigma: number): Vector3 => [sigma * normal(), sigma * normal(), sigma * normal()];
  return ({ position, rotation }) => ({
    position: add(position, off(errors.position)),
    rotation: multiply(rotationVector(off(errors.angle * degree)), rotation),
  });
}

/** Halves of equal size in random order. */
function halfSets(count: number, uniform: () => number): Uint8Array {
  const halves = Uint8Array.from({ length: count }, (_, i) => i % 2);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [halves[i], halves[j]] = [halves[j], halves[i]];
  }
  return halves;
}
