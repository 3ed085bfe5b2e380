/** Cosets of subgroups, normal or not, and turns that bring a subgroup's axes into place. */
import assert from 'node:assert/strict';
import { cosetRepresentatives, operationsOfTheGrid, turnToSubgroup } from '../../../../shared/math/subgroups';
import { symmetryOperators } from '../../../../shared/math/symmetry';
import { identity3, multiply, transpose, type Matrix3 } from '../../../../shared/math/vector';

const same = (a: Matrix3, b: Matrix3): boolean => a.every((value, i) => Math.abs(value - b[i]) < 1e-6);

describe('subgroups of point groups', () => {
  for (const [from, to] of [
    ['C6', 'C1'],
    ['C6', 'C2'],
    ['D7', 'C7'],
    ['D3', 'C2'],
    ['I', 'C5'],
    ['I3', 'C5'],
    ['I', 'D5'],
    ['I1', 'T'],
    ['T', 'C2'],
    ['T', 'C3'],
    ['O', 'D4'],
    ['O', 'T'],
    ['OH', 'C4V'],
  ])
    it(`${from} is the copies of ${to} by its coset representatives, each operation once`, () => {
      const subgroup = symmetryOperators(to);
      const turn = turnToSubgroup(symmetryOperators(from), subgroup);
      assert.ok(turn !== null);
      const group = symmetryOperators(from).map((m) => multiply(turn, multiply(m, transpose(turn))));
      const copies = cosetRepresentatives(group, subgroup);
      assert.equal(copies.length, group.length / subgroup.length);
      const products = copies.flatMap((m) => subgroup.map((h) => multiply(m, h)));
      for (const operator of group) assert.equal(products.filter((m) => same(m, operator)).length, 1);
    });

  for (const [group, count] of [
    ['C1', 1],
    ['C6', 2],
    ['D7', 2],
    ['D4', 8],
    ['I', 12],
    ['O', 24],
    ['OH', 48],
  ] as const)
    it(`${group} has ${count} operations that take the grid onto itself, and their copies are all of it`, () => {
      const operators = symmetryOperators(group);
      const exact = operationsOfTheGrid(operators);
      assert.equal(exact.length, count);
      for (const a of exact) {
        assert.ok(a.every((entry) => entry === 0 || entry === 1 || entry === -1));
        for (const b of exact) assert.ok(exact.some((m) => same(m, multiply(a, b))));
      }
      const all = cosetRepresentatives(operators, exact).flatMap((m) => exact.map((h) => multiply(m, h)));
      for (const operator of operators) assert.equal(all.filter((m) => same(m, operator)).length, 1);
    });

  it('are not turned where their axes lie already, and not found where there are none', () => {
    const turn = (from: string, to: string): Matrix3 | null =>
      turnToSubgroup(symmetryOperators(from), symmetryOperators(to));
    assert.equal(turn('C6', 'C3'), identity3);
    assert.equal(turn('I3', 'C5'), identity3);
    for (const [from, to] of [
      ['C6', 'C4'],
      ['C6', 'D6'],
      ['T', 'C4'],
      ['I', 'O'],
      ['D7', 'C3'],
      ['C2', 'CS'],
    ])
      assert.equal(turn(from, to), null, `${to} in ${from}`);
  });
});
