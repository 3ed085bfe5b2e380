import assert from 'node:assert/strict';
import { circleOf, coverageOf } from '../../../../src/compute/refine/circle';
import { raisedCosine } from '../../../../shared/masks/raisedCosine';

describe("The circle under a particle's image", () => {
  it('has half the diameter, and an edge of an eighth of it, at most 16 pixels', () => {
    assert.deepEqual(circleOf(280, 7), { radius: 20, edge: 5 });
    assert.deepEqual(circleOf(280, 1), { radius: 140, edge: 16 });
    assert.deepEqual(circleOf(280, 7, 0.5), { radius: 10, edge: 2.5 });
  });

  it('never has an edge sharper than a pixel', () => {
    assert.equal(circleOf(280, 7, 0.1).edge, 1);
  });

  it('covers the share of the box that its squared values add up to', () => {
    for (const [radius, edge, box] of [
      [20, 5, 80],
      [12, 3, 32],
    ]) {
      let sum = 0;
      for (let y = 0; y < box; y++)
        for (let x = 0; x < box; x++)
          sum += raisedCosine(Math.hypot(x - box / 2, y - box / 2), radius, edge) ** 2;
      // The formula takes the edge as flat; it is curved.
      assert.ok(Math.abs(coverageOf({ radius, edge }, box) / (sum / box ** 2) - 1) < 0.03);
    }
  });

  it('covers no more than the box', () => {
    assert.equal(coverageOf({ radius: 100, edge: 5 }, 64), 1);
  });
});
