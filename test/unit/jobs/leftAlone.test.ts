import assert from 'node:assert/strict';
import { nothingRefined } from '../../../src/compute/parameters/refinedParameters';
import { leftAlone } from '../../../src/jobs/refinement/leftAlone';

describe('What a round leaves as it is', () => {
  const groups = { ...nothingRefined, particlePoses: true, defocusOffset: true } as const;

  it('is the defocus where no species is resolved well enough, and it is said', () => {
    assert.deepEqual(leftAlone(groups, [{ resolution: 29 }, { resolution: 16 }]), [
      'the defocus offset stays as it is in this round: no species is resolved to 15 Å yet',
    ]);
  });

  it('is nothing where one species is', () => {
    assert.deepEqual(leftAlone(groups, [{ resolution: 29 }, { resolution: 12 }]), []);
  });
});
