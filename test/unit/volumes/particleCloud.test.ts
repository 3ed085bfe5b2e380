/** Particles for display, from the files of RELION and M. */
import assert from 'node:assert/strict';
import { readParticleCloud } from '../../../src/volumes/particleCloud';

describe('particles for display', () => {
  it('are where M put them, in Å from the corner', async () => {
    const cloud = await readParticleCloud('test/fixtures/star/m_particles.star');
    assert.ok(cloud.seriesOf.length > 0 && cloud.positions.length === 3 * cloud.seriesOf.length);
    assert.equal(cloud.centered, false);
    assert.ok(cloud.columns.some(({ label }) => label === 'wrpCoordinateX1'));
  });

  it('are around the middle where RELION 5 says so', async () => {
    const cloud = await readParticleCloud('test/fixtures/star/relion5/Picks_particles.star');
    assert.equal(cloud.centered, true);
    assert.equal(cloud.series.length, 5);
  });

  it('are refused in one sentence when there are none', async () => {
    await assert.rejects(
      readParticleCloud('test/fixtures/star/basic_single_quote.star'),
      /holds no coordinates of particles/,
    );
  });
});
