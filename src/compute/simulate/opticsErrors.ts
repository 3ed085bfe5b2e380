/** How far the optics and weights of tilt series are from the true ones. */
import { oddTerms, zernikePhase } from '../../../shared/math/zernike';
import type { TiltSeries } from '../../model/tiltSeries';
import { tiltBfactor, tiltScale } from '../geometry/weights';
import { conditionsOf, transferPhase } from './contrastTransfer';
import type { TrueEnvelope } from './trueOptics';

/** Root mean squares over all tilts. */
export interface OpticsErrors {
  /** Of the vector, Å. */
  readonly astigmatism: number;
  /** rad */
  readonly phaseShift: number;
  /** Å */
  readonly cs: number;
  /** Of all that the transfer function's phase is made of, up to `highest`, rad. */
  readonly transferPhase: number;
  /** Of antisymmetric aberrations without image shift, up to `highest`, rad. */
  readonly oddPhase: number;
  /** Over the tilts of each series, Å²; only differences between tilts have a meaning. */
  readonly bfactor: number;
  /** Of the logarithm, likewise. */
  readonly scale: number;
}

export interface OpticsPair {
  readonly truth: TiltSeries;
  readonly envelope: TrueEnvelope;
  readonly estimate: TiltSeries;
}

/** @param highest frequency that counts, 1/Å */
export function opticsErrors(pairs: readonly OpticsPair[], highest: number): OpticsErrors {
  const points = frequencies(highest);
  const all = pairs.map((pair) => errorsOf(pair, points));
  const rms = (key: keyof OpticsErrors): number =>
    Math.sqrt(all.reduce((sum, one) => sum + one[key] ** 2, 0) / all.length);
  return {
    astigmatism: rms('astigmatism'),
    phaseShift: rms('phaseShift'),
    cs: rms('cs'),
    transferPhase: rms('transferPhase'),
    oddPhase: rms('oddPhase'),
    bfactor: rms('bfactor'),
    scale: rms('scale'),
  };
}

/** Of equal areas of the plane. */
function frequencies(highest: number): (readonly [number, number])[] {
  return Array.from({ length: 20 * 24 }, (_, i) => {
    const radius = highest * Math.sqrt((Math.floor(i / 24) + 0.5) / 20);
    const azimuth = (Math.PI * (i % 24)) / 12;
    return [radius * Math.cos(azimuth), radius * Math.sin(azimuth)] as const;
  });
}

function errorsOf(
  { truth, envelope, estimate }: OpticsPair,
  points: readonly (readonly [number, number])[],
): OpticsErrors {
  const tilts = Array.from({ length: truth.tiltCount }, (_, tilt) => tilt);
  const overTilts = (value: (tilt: number) => number): number => rootMeanSquare(tilts.map(value));
  const spread = (value: (tilt: number) => number): number => {
    const values = tilts.map(value);
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    return rootMeanSquare(values.map((one) => one - mean));
  };
  return {
    astigmatism: overTilts((tilt) => {
      const [a, b] = [truth, estimate].map((series) => astigmatismVector(series, tilt));
      return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }),
    phaseShift: overTilts((tilt) => withinTurn(truth.phaseShift[tilt] - estimate.phaseShift[tilt])),
    cs: Math.abs(truth.optics.cs - estimate.optics.cs),
    transferPhase: overTilts((tilt) => {
      const [a, b] = [truth, estimate].map((series) =>
        transferPhase(conditionsOf(series, tilt, meanDefocus(series, tilt))),
      );
      return rootMeanSquare(points.map(([kx, ky]) => withinTurn(a(kx, ky) - b(kx, ky))));
    }),
    oddPhase: oddPhase(truth, estimate, points),
    bfactor: spread((tilt) => tiltBfactor(estimate, tilt) + envelope.bfactor[tilt]),
    scale: spread((tilt) => Math.log(tiltScale(estimate, tilt) / envelope.scale[tilt])),
  };
}

function oddPhase(
  truth: TiltSeries,
  estimate: TiltSeries,
  points: readonly (readonly [number, number])[],
): number {
  const difference = oddTerms.map((_, i) => (estimate.zernikeOdd[i] ?? 0) - (truth.zernikeOdd[i] ?? 0));
  const phases = points.map(([kx, ky]) => zernikePhase(oddTerms, difference, kx, ky));
  // A shift says where particles are: what of the phase is one does not count.
  const along = (axis: 0 | 1): number => {
    const square = points.reduce((sum, point) => sum + point[axis] ** 2, 0);
    return points.reduce((sum, point, i) => sum + point[axis] * phases[i], 0) / square;
  };
  const [sx, sy] = [along(0), along(1)];
  return rootMeanSquare(phases.map((phase, i) => phase - sx * points[i][0] - sy * points[i][1]));
}

/** U - V along the X axis and along 45°, Å. */
function astigmatismVector(series: TiltSeries, tilt: number): readonly [number, number] {
  const [length, angle] = [series.astigmatism[tilt], 2 * series.astigmatismAngle[tilt]];
  return [length * Math.cos(angle), length * Math.sin(angle)];
}

/** Of the nodes of one tilt. */
function meanDefocus({ defocus }: TiltSeries, tilt: number): number {
  const nodes = defocus.size[0] * defocus.size[1];
  const plane = defocus.values.subarray(...(defocus.size[2] > 1 ? [nodes * tilt, nodes * (tilt + 1)] : []));
  return plane.reduce((sum, value) => sum + value, 0) / plane.length;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function withinTurn(phase: number): number {
  return phase - 2 * Math.PI * Math.round(phase / (2 * Math.PI));
}
