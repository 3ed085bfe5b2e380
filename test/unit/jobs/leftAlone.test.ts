import assert from 'node:assert/strict';
import { noCtf } from '../../../src/compute/ctf/ctfParameters';
import { nothingRefined } from '../../../src/compute/parameters/refinedParameters';
import { leftAlone } from '../../../src/jobs/refinement/leftAlone';

describe('What a round leaves as it is', () => {
  const groups = { ...nothingRefined, particlePoses: true, defocusOffset: true } as const;

  it('is the defocus where no species is resolved well enough, and it is said', () => {
    assert.deepEqual(leftAlone({ groups }, [{ resolution: 29 }, { resolution: 16 }]), [
      'the defocus offset stays as it is in this round: no species is resolved to 15 Å yet',
    ]);
  });

  it('is nothing where one species is', () => {
    assert.deepEqual(leftAlone({ groups }, [{ resolution: 29 }, { resolution: 12 }]), []);
  });

  it('is the CTF where no species is as good as it was asked to be', () => {
    const ctf = { ...noCtf, defocus: true, minimumResolution: 10 };
    assert.deepEqual(leftAlone({ groups: nothingRefined, ctf }, [{ resolution: 10.1 }]), [
      'the CTF stays as it is in this round: no species is resolved to 10 Å yet',
    ]);
    assert.deepEqual(leftAlone({ groups: nothingRefined, ctf }, [{ resolution: 9.9 }]), []);
  });
});
