/** Where correlations end: dips with signal behind them are told, and noise never counts as signal. */
import assert from 'node:assert/strict';
import {
  coveredShare,
  independentCoefficients,
  resolvedShells,
} from '../../../../src/compute/maps/resolvedShells';
import { seededNormal } from '../../../../shared/math/random';

const size = 112;
const pixelSize = 5;
const length = size * pixelSize;
const independent = Float64Array.from({ length: size / 2 }, (_, shell) => 2 * Math.PI * shell ** 2 * 0.06);

describe('Resolved shells', () => {
  it('end where a falling curve crosses the threshold, between shells', () => {
    const curve = fallingTo(30, size / 2);
    const { resolution, dips } = resolvedShells(curve, independent, 0.143, { size, pixelSize });
    const at = 29 + (curve[29] - 0.143) / (curve[29] - curve[30]);
    assert.ok(Math.abs(resolution - length / at) < 1e-9);
    assert.deepEqual(dips, []);
  });

  it('are all there are where the curve never falls', () => {
    const whole = new Float64Array(size / 2).fill(0.9);
    assert.equal(resolvedShells(whole, independent, 0.143, { size, pixelSize }).resolution, 2 * pixelSize);
  });

  it('go on behind dips, each of which is told, where signal follows', () => {
    const curve = fallingTo(40, size / 2);
    curve.fill(-0.05, 22, 24);
    curve.fill(0.05, 33, 34);
    const { resolution, dips } = resolvedShells(curve, independent, 0.143, { size, pixelSize });
    assert.ok(Math.abs(length / resolution - 39.5) < 0.6, `${length / resolution}`);
    assert.equal(dips.length, 2);
    for (const [i, [first, last]] of [
      [21, 24],
      [32, 34],
    ].entries()) {
      assert.ok(
        length / dips[i].from > first && length / dips[i].from < first + 1,
        `${length / dips[i].from}`,
      );
      assert.ok(length / dips[i].to > last - 1 && length / dips[i].to < last, `${length / dips[i].to}`);
    }
  });

  it('go on where a gap is no more than noise about the threshold', () => {
    const curve = fallingTo(40, size / 2);
    curve.set([0.16, 0.15, 0.138, 0.15, 0.155], 25);
    curve.fill(0, 30);
    const { resolution, dips } = resolvedShells(curve, independent, 0.143, { size, pixelSize });
    assert.ok(length / resolution > 29 && length / resolution < 30, `${length / resolution}`);
    assert.equal(dips.length, 1);
  });

  it('do not go on for what noise could make behind the end', () => {
    const curve = fallingTo(20, size / 2);
    const deviation = 1 / Math.sqrt(2 * independent[25]);
    curve[25] = 4 * deviation;
    assert.ok(curve[25] > 0.143, 'the shell is above the threshold');
    const { resolution, dips } = resolvedShells(curve, independent, 0.143, { size, pixelSize });
    assert.ok(length / resolution < 20);
    assert.deepEqual(dips, []);
  });

  it('are few or none in noise, whatever its seed and however small the mask', () => {
    for (const share of [0.005, 0.06, 0.3]) {
      const counts = independent.map((count) => (count / 0.06) * share);
      for (let seed = 1; seed <= 400; seed++) {
        const normal = seededNormal(seed);
        const noise = counts.map((count) => Math.max(-1, Math.min(1, normal() / Math.sqrt(2 * count))));
        const { resolution, dips } = resolvedShells(noise, counts, 0.143, { size, pixelSize });
        // As far as shells hold so few coefficients that 0.143 is within two of their deviations.
        const atMost = Math.sqrt(1 / (2 * Math.PI * share * 2 * (0.143 / 3) ** 2));
        assert.ok(length / resolution < Math.max(2, atMost), `share ${share}, seed ${seed}: ${resolution} Å`);
        assert.deepEqual(dips, []);
      }
    }
  });

  it('begin behind shells next to the origin that a high-pass emptied', () => {
    const curve = fallingTo(30, size / 2);
    curve.fill(0, 1, 4);
    const { resolution } = resolvedShells(curve, independent, 0.143, { size, pixelSize });
    assert.ok(length / resolution > 29);
  });
});

describe('Independent coefficients', () => {
  it('are as many as voxels of the mask, and fewer where the mask itself correlates', () => {
    const mask = Float32Array.from({ length: 1000 }, (_, i) => (i < 250 ? 1 : 0));
    assert.equal(coveredShare(mask), 0.25);
    const counts = independentCoefficients(Float64Array.of(0, 0, 0.5, 1), coveredShare(mask));
    assert.ok(Math.abs(counts[1] - Math.PI / 2) < 1e-12);
    assert.ok(Math.abs(counts[2] - (Math.PI / 2) * 4 * 0.25) < 1e-12);
    assert.equal(counts[3], 0);
  });
});

/** From 1 in steps to 0.143 half a shell before `end`, and 0 beyond. */
function fallingTo(end: number, shells: number): Float64Array {
  return Float64Array.from({ length: shells }, (_, shell) => (shell < end ? 0.95 - (0.7 * shell) / end : 0));
}
