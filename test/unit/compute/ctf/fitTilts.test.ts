/** Transfer functions of tilts from made-up statistics: derivatives, known errors, noise. */
import assert from 'node:assert/strict';
import { seededNormal } from '../../../../shared/math/random';
import { fitTilts, type TiltEvidence } from '../../../../src/compute/ctf/fitTilts';
import { polarGrid, statisticsSums } from '../../../../src/compute/ctf/statistics';
import { likelihoodOf, tiltFunctions, type SpeciesInTilt } from '../../../../src/compute/ctf/tiltLikelihood';

const grid = polarGrid(14, 140);
const functions = tiltFunctions(grid, 0.0197);

interface Made {
  /** Of defocus, straight and diagonal astigmatism, Å, and of the phase, rad. */
  readonly change: readonly number[];
  /** Squared, of the references at a frequency over the noise; 0 for noise alone. */
  readonly signal: number;
  readonly seed: number;
}

/** Sums over particles at many heights, whose images are the references' times transfer functions that differ by `change`. */
function sumsOf({ change, signal, seed }: Made): Float64Array {
  const normal = seededNormal(seed);
  const sums = new Float64Array(statisticsSums * grid.count);
  for (let i = 0; i < grid.count; i++) {
    const off = change.reduce((sum, value, j) => sum + value * functions[j][i], 0);
    // Expectations over all phases of the transfer function; noise of variance A2 / 2.
    const power = Math.hypot(grid.x[i], grid.y[i]) > 0 ? 40 : 0;
    const noise = Math.sqrt(power / 2);
    sums[i] = signal * power * Math.cos(off) + noise * normal();
    sums[grid.count + i] = signal * power * Math.sin(off) + noise * normal();
    sums[3 * grid.count + i] = power;
    sums[4 * grid.count + i] = 0.2 * power * Math.cos(3 * i);
    sums[5 * grid.count + i] = 0.2 * power * Math.sin(3 * i);
  }
  return sums;
}

function tiltOf(made: Made, order: number): TiltEvidence {
  const half = (which: number): readonly SpeciesInTilt[] => [
    { functions, coverage: 1, sums: [sumsOf({ ...made, seed: 2 * made.seed + which })] },
  ];
  return { halves: [half(0), half(1)], order };
}

const count = 21;
const order = Array.from({ length: count }, (_, t) => (2 * t) / (count - 1) - 1);
const asked = { defocus: true, phase: false, search: true };

describe('Transfer functions of tilts', () => {
  it('have exact derivatives: central differences agree to 1e-6', () => {
    const made = { change: [900, 300, -200, 0.1], signal: 1, seed: 5 };
    const species = [{ functions, coverage: 0.6, sums: [sumsOf(made), sumsOf({ ...made, seed: 6 })] }];
    const x = [500, 100, 50, -0.1];
    const { gradient } = likelihoodOf(species, x);
    const steps = [1, 1, 1, 1e-4];
    steps.forEach((step, j) => {
      const at = (by: number): number =>
        likelihoodOf(
          species,
          x.map((value, i) => value + (i === j ? by : 0)),
        ).value;
      const slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
      assert.ok(Math.abs(slope - gradient[j]) < 1e-6 * Math.abs(slope), `${slope} ${gradient[j]}`);
    });
  });

  it('are found up to 0.3 µm off, with errors that hold', () => {
    const normal = seededNormal(9);
    const truths = order.map(() => [1500 * Math.tanh(normal()), 200 * normal(), 200 * normal(), 0]);
    const fitted = fitTilts(
      truths.map((change, t) => tiltOf({ change, signal: 0.4, seed: 100 + t }, order[t])),
      asked,
    );
    const pulls = fitted.tilts.flatMap(({ change, error }, t) =>
      [0, 1, 2].map((j) => (change[j] - truths[t][j]) / error[j]),
    );
    const inside = pulls.filter((pull) => Math.abs(pull) < 1).length / pulls.length;
    assert.ok(inside > 0.58 && inside < 0.78, `${inside} within one standard error`);
    assert.ok(Math.max(...pulls.map(Math.abs)) < 4);
  });

  it('follow the other tilts where their own images say nothing', () => {
    const fitted = fitTilts(
      order.map((place, t) =>
        tiltOf({ change: [800 + 200 * place, 0, 0, 0], signal: t % 5 === 4 ? 0 : 0.4, seed: 300 + t }, place),
      ),
      asked,
    );
    fitted.tilts.forEach(({ change, verdict }, t) => {
      if (t % 5 !== 4 || verdict === 'left') return;
      assert.ok(Math.abs(change[0] - 800 - 200 * order[t]) < 150, `tilt ${t}: ${change[0]}`);
    });
  });

  it('stay as they are on noise, and the errors say how little is known', () => {
    for (let trial = 0; trial < 4; trial++) {
      const { tilts } = fitTilts(
        order.map((place, t) => tiltOf({ change: [0, 0, 0, 0], signal: 0, seed: 1000 * trial + t }, place)),
        { ...asked, phase: true },
      );
      for (const { change, verdict } of tilts) {
        assert.equal(verdict, 'left');
        assert.ok(change.every((value) => value === 0));
      }
    }
  });
});
