/** Optics and damping that the images of a simulated series have and its files don't know. */
import { evenTerms, fromPowers, oddTerms } from '../../../shared/math/zernike';
import type { TiltSeries } from '../../model/tiltSeries';
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import { wavelength } from './contrastTransfer';
import type { SimulationOptions } from './options';
import { streams } from './streams';

/** What the spectrum of a particle is multiplied with in each tilt, the transfer function and its own B-factor aside. */
export interface TrueEnvelope {
  /** (tilt) Å², positive damps: exp(-B k²/4). */
  readonly bfactor: Float64Array;
  /** (tilt) of the amplitude, over the noise's. */
  readonly scale: Float64Array;
}

export interface TrueOptics {
  readonly changes: Pick<
    TiltSeriesChanges,
    | 'optics'
    | 'astigmatism'
    | 'astigmatismAngle'
    | 'phaseShift'
    | 'zernikeOdd'
    | 'zernikeEven'
    | 'anglesInverted'
  >;
  readonly envelope: TrueEnvelope;
}

/** @param index of the series, from 0 */
export function trueOptics(options: SimulationOptions, nominal: TiltSeries, index: number): TrueOptics {
  const { errors } = options;
  const normal = streams(options.seed).normal('optics', index);
  const tilts = nominal.tiltCount;
  const numbers = (): Float64Array => Float64Array.from({ length: tilts }, () => normal());
  const [straight, diagonal] = [numbers(), numbers()].map((values, axis) =>
    values.map((value) => 1e4 * (errors.tiltAstigmatism * value + (axis === 0 ? errors.astigmatism : 0))),
  );
  const even = evenAberrations(options);
  const phases = numbers().map(
    (value) => Math.PI * (errors.phaseShift + errors.tiltPhaseShift * value) - even.constant,
  );
  const [bfactors, scales] = [numbers(), numbers()];
  const [seriesBfactor, seriesScale] = [
    errors.seriesBfactor * Math.abs(normal()),
    errors.seriesScale * normal(),
  ];
  return {
    changes: {
      optics: { ...nominal.optics, cs: nominal.optics.cs + 1e7 * errors.cs },
      ...astigmatismOf(straight, diagonal),
      phaseShift: phases.map(withinTurn),
      zernikeOdd: oddAberrations(options, nominal),
      zernikeEven: even.coefficients,
      anglesInverted: nominal.anglesInverted !== options.wrongHand.includes(index + 1),
    },
    envelope: {
      bfactor: bfactors.map(
        (value, tilt) =>
          options.damage * nominal.dose[tilt] + errors.tiltBfactor * Math.abs(value) + seriesBfactor,
      ),
      // Fewer electrons pass at high tilt; with the noise brought to one level, the signal falls with their root.
      scale: scales.map(
        (value, tilt) =>
          Math.sqrt(Math.cos(nominal.angles[tilt])) * Math.exp(errors.tiltScale * value + seriesScale),
      ),
    },
  };
}

/** Whether the envelope is another than the one of Warp's defaults, as far as a project asks for it. */
export function hasOwnEnvelope({ errors }: SimulationOptions): boolean {
  return [errors.tiltBfactor, errors.seriesBfactor, errors.tiltScale, errors.seriesScale].some(
    (error) => error > 0,
  );
}

/** @param straight half differences along 0°, @param diagonal along 45°, Å (tilt) */
function astigmatismOf(
  straight: Float64Array,
  diagonal: Float64Array,
): { readonly astigmatism: Float64Array; readonly astigmatismAngle: Float64Array } {
  // One along X alone keeps its sign.
  return {
    astigmatism: straight.map((value, tilt) =>
      diagonal[tilt] === 0 ? value : Math.hypot(value, diagonal[tilt]),
    ),
    astigmatismAngle: straight.map((value, tilt) =>
      diagonal[tilt] === 0 ? 0 : Math.atan2(diagonal[tilt], value) / 2,
    ),
  };
}

/** Beam tilt is coma of the spherical aberration: images carry exp(-2 pi i Cs lambda² k² (tilt . k)). */
function oddAberrations(options: SimulationOptions, { optics }: TiltSeries): Float64Array {
  const { beamTiltX, beamTiltY } = options.errors;
  const coma = 2e-3 * Math.PI * optics.cs * wavelength(optics.voltage) ** 2;
  const factors = atNyquist(oddTerms, [0, 0, ...options.oddAberrations], options.pixelSize);
  factors[3] += coma * beamTiltY;
  factors[4] += coma * beamTiltX;
  return factors.some((value) => value !== 0)
    ? fromPowers(oddTerms, factors).coefficients
    : new Float64Array(0);
}

function evenAberrations(options: SimulationOptions): ReturnType<typeof fromPowers> {
  const factors = atNyquist(evenTerms, options.evenAberrations, options.pixelSize);
  if (factors.every((value) => value === 0)) return { coefficients: new Float64Array(0), constant: 0 };
  return fromPowers(evenTerms, factors);
}

/** rad Å^n of powers that are given as rad at Nyquist. */
function atNyquist(terms: typeof oddTerms, phases: readonly number[], pixelSize: number): Float64Array {
  return Float64Array.from(terms, ({ n }, i) => (phases[i] ?? 0) * (2 * pixelSize) ** n);
}

/** Radians from -pi to pi. */
function withinTurn(phase: number): number {
  return phase - 2 * Math.PI * Math.round(phase / (2 * Math.PI));
}
