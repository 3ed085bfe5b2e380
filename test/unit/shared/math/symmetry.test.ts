/** Point groups: their orders and RELION's axes. */
import assert from 'node:assert/strict';
import { symmetryOperators } from '../../../../shared/math/symmetry';
import {
  apply,
  multiply,
  transpose,
  identity3,
  type Matrix3,
  type Vector3,
} from '../../../../shared/math/vector';

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => Math.abs(value - b[i]) < 1e-9);
const determinant = (m: Matrix3): number =>
  m[0] * (m[4] * m[8] - m[5] * m[7]) -
  m[1] * (m[3] * m[8] - m[5] * m[6]) +
  m[2] * (m[3] * m[7] - m[4] * m[6]);

/** How many operations leave a direction where it is. */
function fold(group: readonly Matrix3[], direction: Vector3): number {
  return group.filter((m) => determinant(m) > 0 && same(apply(m, direction), direction)).length;
}

describe('point groups', () => {
  const orders: Record<string, number> = {
    C1: 1,
    c6: 6,
    CI: 2,
    CS: 2,
    C3H: 6,
    C4V: 8,
    S4: 4,
    D1: 2,
    D7: 14,
    D2H: 8,
    D3V: 12,
    T: 12,
    TD: 24,
    TH: 24,
    O: 24,
    OH: 48,
    I: 60,
    I1: 60,
    I2: 60,
    I3: 60,
    I4: 60,
    IH: 120,
    I1H: 120,
    I3H: 120,
    I4H: 120,
  };
  for (const [name, order] of Object.entries(orders))
    it(`${name} has ${order} orthogonal operations, closed under products, the identity first`, () => {
      const group = symmetryOperators(name);
      assert.equal(group.length, order);
      assert.ok(same(group[0], identity3));
      for (const a of group) {
        assert.ok(same(multiply(a, transpose(a)), identity3));
        const product = multiply(a, group[group.length - 1]);
        assert.ok(group.some((b) => same(b, product)));
      }
    });

  it('have their axes where RELION has them', () => {
    const golden = (1 + Math.sqrt(5)) / 2;
    assert.equal(fold(symmetryOperators('C5'), [0, 0, 1]), 5);
    assert.equal(fold(symmetryOperators('D5'), [1, 0, 0]), 2);
    assert.equal(fold(symmetryOperators('T'), [0, 0, 1]), 3);
    assert.equal(fold(symmetryOperators('O'), [0, 0, 1]), 4);
    assert.equal(fold(symmetryOperators('O'), [1, 1, 1]), 3);
    assert.equal(fold(symmetryOperators('I2'), [0, 0, 1]), 2);
    assert.equal(fold(symmetryOperators('I2'), [1, 0, golden]), 5);
    assert.equal(fold(symmetryOperators('I1'), [1, 0, 0]), 2);
    assert.equal(fold(symmetryOperators('I1'), [golden, 0, -1]), 5);
    assert.equal(fold(symmetryOperators('I3'), [0, 0, 1]), 5);
    assert.equal(fold(symmetryOperators('I4'), [2, 0, 1]), 5);
  });

  it('with other names are refused', () => {
    for (const name of ['', 'C', 'C0', 'C100', 'X3', 'S3', 'I5', 'I6', 'D', 'T2', 'banana'])
      assert.throws(() => symmetryOperators(name), { name: 'Problem' }, name);
  });
});
