/** What simulated images have and files don't know. */
import assert from 'node:assert/strict';
import { evenTerms, oddTerms, zernikePhase } from '../../../../shared/math/zernike';
import { frequency } from '../../../../shared/math/fft';
import { conditionsOf, transferPhase, wavelength } from '../../../../src/compute/simulate/contrastTransfer';
import { opticsErrors } from '../../../../src/compute/simulate/opticsErrors';
import { checkSimulation, type SimulationOptions } from '../../../../src/compute/simulate/options';
import { particleImage } from '../../../../src/compute/simulate/particleImages';
import type { PseudoAtoms } from '../../../../src/compute/simulate/pseudoAtoms';
import { simulateSeries, type SimulatedSeries } from '../../../../src/compute/simulate/simulatedSeries';
import { planTiltImages } from '../../../../src/compute/simulate/tiltImage';
import { apply, multiply } from '../../../../shared/math/vector';
import { smallSimulation } from '../../../support/simulation';

const noErrors = Object.fromEntries(
  Object.keys(smallSimulation.errors).map((name) => [name, 0]),
) as unknown as SimulationOptions['errors'];

const exact = { ...smallSimulation, errors: noErrors, offset: 0 };

function withErrors(errors: Partial<SimulationOptions['errors']>, rest: Partial<SimulationOptions> = {}) {
  return simulateSeries({ ...exact, ...rest, errors: { ...noErrors, ...errors } }, 0);
}

describe('optics that files lack', () => {
  it('are in the images alone', () => {
    const { nominal, actual, envelope } = withErrors(
      { astigmatism: 0.1, phaseShift: 0.05, tiltPhaseShift: 0.02, cs: 0.1, tiltBfactor: 50, tiltScale: 0.3 },
      { wrongHand: [1] },
    );
    assert.deepEqual([nominal.astigmatism[1], nominal.phaseShift[1], nominal.anglesInverted], [0, 0, false]);
    assert.ok(Math.abs(actual.astigmatism[1] - 1000) < 1e-9 && actual.astigmatismAngle[1] === 0);
    assert.ok(Math.abs(actual.optics.cs - 2.8e7) < 1e-6 && actual.anglesInverted);
    assert.notEqual(actual.phaseShift[0], actual.phaseShift[1]);
    envelope.bfactor.forEach((value, tilt) => assert.ok(value > 4 * nominal.dose[tilt]));
    // The geometry is what it was.
    assert.equal(withErrors({}).truth(0, 1).x, withErrors({ tiltScale: 1 }).truth(0, 1).x);
  });

  it('are pure powers of the frequency, whatever Warp calls them', () => {
    const { actual } = withErrors(
      { beamTiltX: 2, beamTiltY: -1 },
      { evenAberrations: [0, 0, 0, 0, 0, 1.5], oddAberrations: [0.4] },
    );
    const { optics, zernikeOdd, zernikeEven, phaseShift } = actual;
    const [kx, ky] = [0.02, 0.01];
    const square = kx * kx + ky * ky;
    const sixth = 2 * exact.pixelSize;
    const even = zernikePhase(evenTerms, zernikeEven, kx, ky) - phaseShift[0];
    assert.ok(Math.abs(Math.sin(even - 1.5 * (sixth ** 4 * square ** 2))) < 1e-8);
    const coma = 2e-3 * Math.PI * optics.cs * wavelength(optics.voltage) ** 2 * square * (2 * kx - ky);
    const trefoil = 0.4 * sixth ** 3 * (3 * kx * kx * ky - ky ** 3);
    assert.ok(Math.abs(shiftFree(zernikeOdd, kx, ky) - coma - trefoil) < 1e-8);
  });

  it('with the curvature of the Ewald sphere are those of each atom at its own depth', () => {
    for (const invertedHand of [false, true]) {
      const options: SimulationOptions = {
        ...exact,
        ...{ ewald: true, invertedHand, voltage: 4, cs: 0, defocus: 0.3, particles: 1, snr: Infinity },
        ...{ angles: [20], bfactor: 0, damage: 0 },
      };
      const series = simulateSeries(options, 0);
      const atoms: PseudoAtoms = {
        count: 2,
        positions: Float64Array.from([0, 30, 120, 20, 0, 90]),
        weights: Float64Array.from([1, -0.5]),
      };
      const data = planTiltImages([{ atoms, series: [series] }], options).tiltImage(0, 0);
      const image = { width: 140, height: 100, data };
      const placement = series.truth(0, 0);
      const box = { size: 32, pixelSize: 12 };
      const seen = particleImage(image, { series: series.nominal, tilt: 0, placement }, box);
      assert.ok(seen !== undefined);
      const right = correlation(seen, spectrumOfAtoms(atoms, series, 1), box);
      const wrong = correlation(seen, spectrumOfAtoms(atoms, series, -1), box);
      assert.ok(right > 0.999999, `${right} ${wrong}`);
      assert.ok(wrong < 0.9999, `${right} ${wrong}`);
    }
  });

  it('are compared with what files say', () => {
    const options = { tiltAstigmatism: 0.1, phaseShift: 0.05, cs: 0.2, beamTiltX: 3, tiltBfactor: 30 };
    const { nominal, actual, envelope } = withErrors(options);
    const errors = opticsErrors([{ truth: actual, envelope, estimate: nominal }], 1 / 24);
    assert.ok(Math.abs(errors.phaseShift - 0.05 * Math.PI) < 1e-9 && Math.abs(errors.cs - 0.2e7) < 1e-3);
    assert.ok(errors.astigmatism > 300 && errors.astigmatism < 3000, `${errors.astigmatism}`);
    assert.ok(errors.transferPhase > 0.1 && errors.oddPhase > 0.001 && errors.bfactor > 5);
    const none = opticsErrors([{ truth: actual, envelope, estimate: actual }], 1 / 24);
    assert.deepEqual(
      [none.astigmatism, none.phaseShift, none.cs, none.transferPhase, none.oddPhase],
      [0, 0, 0, 0, 0],
    );
  });

  it('are refused where they make no sense', () => {
    assert.throws(() => checkSimulation({ ...exact, wrongHand: [2] }), /numbers from 1 to 1/);
    assert.throws(
      () => checkSimulation({ ...exact, oddAberrations: Array<number>(11).fill(0) }),
      /at most 10/,
    );
    assert.throws(
      () => checkSimulation({ ...exact, errors: { ...noErrors, tiltScale: -1 } }),
      /must not be negative/,
    );
  });
});

/** Odd phase without what is left of image shift. */
function shiftFree(coefficients: Float64Array, kx: number, ky: number): number {
  const phase = (x: number, y: number): number => zernikePhase(oddTerms, coefficients, x, y);
  const slope = [phase(1e-6, 0) / 1e-6, phase(0, 1e-6) / 1e-6];
  return phase(kx, ky) - slope[0] * kx - slope[1] * ky;
}

/** Sum over atoms of their transfer functions, (y, x) spectrum. @param hand -1 mirrors the depth */
function spectrumOfAtoms(atoms: PseudoAtoms, series: SimulatedSeries, hand: 1 | -1) {
  const { particles, actual } = series;
  const placement = series.truth(0, 0);
  const rotation = multiply(placement.rotation, particles[0].rotation);
  const placed = Array.from({ length: atoms.count }, (_, i) => {
    const [x, y, z] = apply(rotation, [
      atoms.positions[3 * i],
      atoms.positions[3 * i + 1],
      atoms.positions[3 * i + 2],
    ]);
    const depth = (actual.anglesInverted ? -z : z) * hand;
    return {
      x,
      y,
      weight: atoms.weights[i],
      phase: transferPhase(conditionsOf(actual, 0, placement.defocus + depth)),
    };
  });
  return (kx: number, ky: number): readonly [number, number] => {
    let [re, im] = [0, 0];
    for (const { x, y, weight, phase } of placed) {
      const angle = -2 * Math.PI * (kx * x + ky * y);
      re -= weight * Math.sin(phase(kx, ky)) * Math.cos(angle);
      im -= weight * Math.sin(phase(kx, ky)) * Math.sin(angle);
    }
    return [re, im];
  };
}

function correlation(
  seen: { readonly re: Float64Array; readonly im: Float64Array },
  expected: ReturnType<typeof spectrumOfAtoms>,
  { size, pixelSize }: { readonly size: number; readonly pixelSize: number },
): number {
  let [ab, a2, b2] = [0, 0, 0];
  for (let y = 0, i = 0; y < size; y++)
    for (let x = 0; x < size; x++, i++) {
      const [fx, fy] = [frequency(x, size), frequency(y, size)];
      if (i === 0 || Math.hypot(fx, fy) > size / 2 - 3) continue;
      const [re, im] = expected(fx / (size * pixelSize), fy / (size * pixelSize));
      ab += seen.re[i] * re + seen.im[i] * im;
      a2 += seen.re[i] ** 2 + seen.im[i] ** 2;
      b2 += re * re + im * im;
    }
  return ab / Math.sqrt(a2 * b2);
}
