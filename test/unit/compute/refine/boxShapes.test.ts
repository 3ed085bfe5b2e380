import assert from 'node:assert/strict';
import { mapEdges, refinementEdge, boxPadding } from '../../../../src/compute/refine/boxShapes';
import { wavelength } from '../../../../src/compute/refine/seriesOptics';
import { plainSeries } from '../../../support/tiltSeries';

describe('The boxes of a species', () => {
  it('are twice the diameter wide, and for computing the next length that transforms fast', () => {
    assert.deepEqual(mapEdges({ diameter: 280, pixelSize: 7 }), { file: 80, engine: 80, sums: 100 });
    assert.deepEqual(mapEdges({ diameter: 280, pixelSize: 6 }), { file: 94, engine: 96, sums: 120 });
  });

  it('shrink to what the resolution needs, whose shell they still hold', () => {
    for (const resolution of [14, 15.5, 20, 33, 50, 120]) {
      const { edge, shell } = refinementEdge({ diameter: 280, pixelSize: 7, resolution });
      assert.ok(shell < edge / 2, `${shell} in ${edge}`);
      assert.ok(edge <= 80);
      assert.ok(Math.abs(shell - Math.min(560 / resolution, 39)) <= 0.5);
    }
  });

  it('never ask for more than Nyquist gives', () => {
    assert.deepEqual(refinementEdge({ diameter: 280, pixelSize: 7, resolution: 3 }), { edge: 80, shell: 39 });
    assert.deepEqual(refinementEdge({ diameter: 280, pixelSize: 7, resolution: 0 }), { edge: 80, shell: 39 });
  });

  it('are enlarged until the transfer function turns by less than half a period from pixel to pixel', () => {
    const series = plainSeries(3);
    const lambda = wavelength(series);
    const turns = (defocus: number, k: number): number =>
      0.5 * lambda * k * k * (0.5 * series.optics.cs * lambda * lambda * k * k - defocus);
    for (const [defocus, resolution] of [
      [20000, 12],
      [50000, 8],
      [80000, 6],
    ]) {
      const [edge, pixelSize, diameter] = [96, 3, 150];
      const factor = boxPadding(series, { defocus, diameter, edge, pixelSize, resolution });
      assert.ok(Number.isInteger(factor) && factor >= 1);
      const step = 1 / (factor * edge * pixelSize);
      for (let k = step; k < 1 / resolution; k += step)
        assert.ok(Math.abs(turns(defocus, k) - turns(defocus, k - step)) < 0.5, `${defocus} Å at ${1 / k} Å`);
    }
    assert.equal(
      boxPadding(series, { defocus: 5000, diameter: 150, edge: 96, pixelSize: 3, resolution: 20 }),
      1,
    );
  });
});
