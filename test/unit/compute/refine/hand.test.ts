/** The hand from sums of images: particles at known heights under known transfer functions. */
import assert from 'node:assert/strict';
import { handEvidence, handOf, joinedEvidence, mirrored } from '../../../../src/compute/refine/hand';
import { heightSums, StatisticsSums } from '../../../../src/compute/refine/seriesStatistics';
import { pixelList } from '../../../../src/compute/kernels/pixelList';
import { simulatedHand as simulated, type SimulatedHand } from '../../../support/simulatedHand';

const verdictOf = (of: SimulatedHand): string => handOf(handEvidence(simulated(of))).verdict;

describe('the hand', () => {
  it('is right or wrong in ten of ten series that tell', () => {
    for (let seed = 1; seed <= 10; seed++) {
      assert.equal(verdictOf({ slope: 0, seed }), 'right', `seed ${seed}`);
      assert.equal(verdictOf({ slope: 2, seed }), 'wrong', `seed ${seed}`);
    }
  });

  it('has an error that the slopes found keep to', () => {
    const found = Array.from({ length: 60 }, (_, i) =>
      handOf(handEvidence(simulated({ slope: 0, seed: 100 + i, amplitude: 0.5 }))),
    );
    const inside = found.filter(({ slope, error }) => Math.abs(slope) < error).length;
    assert.ok(inside >= 34, `${inside} of 60 within one error`);
    assert.ok(found.filter(({ slope, error }) => Math.abs(slope) > 3 * error).length <= 1);
  });

  it('cannot be told from noise, from particles of one height, or from both hands at once', () => {
    for (let seed = 1; seed <= 10; seed++) {
      assert.equal(verdictOf({ slope: 0, seed, amplitude: 0 }), 'cannot tell');
      assert.equal(verdictOf({ slope: 0, seed, height: 0 }), 'cannot tell');
    }
    const both = [0, 2].map((slope) => handEvidence(simulated({ slope, seed: 5 })));
    assert.equal(handOf(joinedEvidence(both)).verdict, 'cannot tell');
  });

  it('says how many times the images would tell, and turns with the files', () => {
    const weak = handOf(handEvidence(simulated({ slope: 0, seed: 3, amplitude: 0.1, height: 300 })));
    assert.ok(weak.verdict === 'cannot tell' && (weak.moreImages === null || weak.moreImages > 1));
    const evidence = handEvidence(simulated({ slope: 0, seed: 3 }));
    const turned = handOf(mirrored(evidence));
    assert.equal(turned.verdict, 'wrong');
    assert.ok(Math.abs(turned.slope + handOf(evidence).slope - 2) < 1e-9);
  });
});

describe('statistics of a series', () => {
  it('are sums by tilt, height and ring, over all rows of all batches', async () => {
    const pixels = pixelList(16, 7);
    const views = {
      count: 6,
      tilt: Int32Array.of(0, 0, 0, 1, 1, 1),
      defocus: Float64Array.of(100, 200, 300, 1000, 1000, 1600),
    };
    const shape = { tilts: 2, pixels, shell: 7, boxLength: 80, wavelength: 0.02, coverage: 0.5 };
    const sums = new StatisticsSums(views, shape);
    for (const [first, end] of [
      [0, 4],
      [4, 6],
    ])
      await sums.add({ count: end - first, tilt: views.tilt.subarray(first, end) }, async (rows, into) => {
        // Every pixel has the number of the view, for all of its sums.
        for (const row of rows) for (let i = 0; i < into.length; i++) into[i] += first + row + 1;
        return Promise.resolve();
      });
    const { heights, images, byHeight, byAzimuth, rings, bins, squares } = sums.finish();
    const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);
    assert.equal(total(byHeight), 21 * pixels.count * heightSums);
    assert.equal(total(byAzimuth), 21 * pixels.count * 2);
    assert.equal(
      images.reduce((sum, count) => sum + count, 0),
      6,
    );
    // Heights of the two tilts: -100, 0, 100, and -200, -200, 400; six bins from the lowest to the highest.
    const seen = Array.from(heights).filter((_, group) => images[group] > 0);
    assert.deepEqual(
      seen.map((value) => Math.round(value)),
      [-100, 0, 100, -200, 400],
    );
    assert.equal(rings, 7);
    assert.equal(bins, 6);
    assert.ok(squares[6] > 36 / 6400 && squares[6] <= 49 / 6400);
  });
});
