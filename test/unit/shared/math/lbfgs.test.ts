import assert from 'node:assert/strict';
import { minimize } from '../../../../shared/math/lbfgs';
import type { Evaluation } from '../../../../shared/math/lbfgs';

/** Rosenbrock's valley in pairs of coordinates. */
async function valley(x: Float64Array): Promise<Evaluation> {
  let value = 0;
  const gradient = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const a = 1 - x[i];
    const b = x[i + 1] - x[i] ** 2;
    value += a * a + 100 * b * b;
    gradient[i] = -2 * a - 400 * x[i] * b;
    gradient[i + 1] = 200 * b;
  }
  return { value, gradient };
}

const plain = { precondition: (g: Float64Array) => g.map((value) => value / 400), tolerance: 1e-14 };

describe('L-BFGS', () => {
  it('finds the end of a curved valley', async () => {
    const { x, value } = await minimize(valley, Float64Array.of(-1.2, 1, -0.5, 2), {
      ...plain,
      evaluations: 300,
    });
    assert.ok(value < 1e-12, `${value}`);
    for (const one of x) assert.ok(Math.abs(one - 1) < 1e-5);
  });

  it('solves a quadratic in one step with its inverse Hessian as preconditioner', async () => {
    const scales = [1, 100, 1e6];
    const objective = async (x: Float64Array): Promise<Evaluation> => ({
      value: scales.reduce((sum, s, i) => sum + 0.5 * s * (x[i] - i) ** 2, 0),
      gradient: Float64Array.from(scales, (s, i) => s * (x[i] - i)),
    });
    const precondition = (g: Float64Array): Float64Array => g.map((value, i) => value / scales[i]);
    const result = await minimize(objective, new Float64Array(3), {
      precondition,
      evaluations: 10,
      tolerance: 1e-12,
    });
    assert.deepEqual(Array.from(result.x), [0, 1, 2]);
    assert.equal(result.evaluations, 2);
  });

  it('stays within its evaluations and never returns a worse point', async () => {
    const start = Float64Array.of(-1.2, 1);
    for (const evaluations of [1, 2, 5, 9]) {
      const result = await minimize(valley, start, { ...plain, evaluations });
      assert.ok(result.evaluations <= evaluations);
      assert.ok(result.value <= (await valley(start)).value);
    }
  });

  it('does not step to where the objective is not finite', async () => {
    const objective = async (x: Float64Array): Promise<Evaluation> => ({
      value: x[0] > 1 ? NaN : -x[0],
      gradient: Float64Array.of(-1),
    });
    const result = await minimize(objective, Float64Array.of(0), {
      precondition: (g) => g.map((value) => 8 * value),
      evaluations: 20,
      tolerance: 1e-9,
    });
    assert.ok(Number.isFinite(result.value) && result.x[0] > 0 && result.x[0] <= 1);
  });
});
