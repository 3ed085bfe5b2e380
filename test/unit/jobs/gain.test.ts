/** Which rounds go on, which are kept, and by what measure it is said. */
import assert from 'node:assert/strict';
import { gained, verdict } from '../../../src/jobs/refinement/gain';

const size = 100;
const pixelSize = 2;

describe('What a round gained', () => {
  it('is told in shells of resolution and of area under the curve', () => {
    const { resolution, agreement } = gained(stateOf(10, 0.5), stateOf(20, 0.6));
    assert.ok(Math.abs(resolution - 10) < 1e-9);
    // Shells 5 to 20 of 0.6 after 5 to 10 of 0.5: coarser ones than 40 Å are shared.
    assert.ok(Math.abs(agreement - 6.6) < 1e-9, `${agreement}`);
  });

  it('goes on where the resolution stays and the halves agree better below it', () => {
    const found = verdict([stateOf(25, 0.6)], [stateOf(25, 0.65)], 2);
    assert.deepEqual(found, { goesOn: true, isKept: true, reason: null });
  });

  it('goes on where one species of two gains', () => {
    const before = [stateOf(25, 0.6), stateOf(20, 0.6)];
    assert.ok(verdict(before, [stateOf(24, 0.6), stateOf(22, 0.6)], 3).goesOn);
  });

  it('ends where neither gains, and says by which measures', () => {
    const found = verdict([stateOf(25, 0.6)], [stateOf(25.05, 0.6)], 2);
    assert.ok(!found.goesOn && found.isKept);
    assert.match(found.reason ?? '', /^round 2 gained s \+0\.05 shells of resolution and .* less than 0\.1/);
  });

  it('does not keep a round that lost by both, but for the first, whose maps came from elsewhere', () => {
    const [before, after] = [[stateOf(25, 0.6)], [stateOf(24, 0.55)]];
    assert.ok(verdict(before, after, 1).isKept);
    const later = verdict(before, after, 2);
    assert.ok(!later.isKept && !later.goesOn);
    assert.match(later.reason ?? '', /s -1\.00 shells.*not kept/);
  });
});

/** Correlation `value` up to a shell, nothing beyond. */
function stateOf(shells: number, value: number) {
  const corrected = Float64Array.from({ length: size / 2 }, (_, shell) => (shell <= shells ? value : 0));
  const half1 = { size, pixelSize, data: new Float32Array(0) };
  const curves = {
    resolution: corrected,
    unmasked: corrected,
    randomised: corrected,
    masked: corrected,
    corrected,
  };
  return { species: { name: 's' }, half1, curves, resolution: (size * pixelSize) / shells };
}
