/** Which series particles belong to is known before a species is made, and a mask comes from both half-maps. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { readMrc, writeMrc } from '../../../src/formats/mrc';
import { createMaskFile } from '../../../src/jobs/maps/createMask';
import { matchParticles } from '../../../src/jobs/particles/matchParticles';
import { companion } from '../../../src/model/species';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('before a species is made', () => {
  const inFolder = useTemporaryFolder();

  it('particles are counted by series, with what a strange name may mean', async () => {
    const { path: population } = await writePopulation(inFolder());
    const star = inFolder('run_data.star');
    const names = ['TS_1.tomostar', 'TS_1.tomostar', 'TS_2.tomostar', 'TS_3.tomostar'];
    const labels = [
      'MicrographName',
      'CoordinateX',
      'CoordinateY',
      'CoordinateZ',
      'AngleRot',
      'AngleTilt',
      'AnglePsi',
    ];
    const rows = names.map((name) => `${name} 1 2 3 0 0 0`);
    await writeFile(
      star,
      `data_\n\nloop_\n${labels.map((label) => `_rln${label}`).join('\n')}\n${rows.join('\n')}\n`,
    );
    const options = {
      particles: { path: star, format: 'relion' },
      coordinatePixelSize: 10,
      shiftPixelSize: 1,
    } as const;
    const found = await matchParticles(population, options);
    assert.equal(found.particles, 4);
    assert.deepEqual(found.matched, [
      { series: 'TS_1.tomostar', particles: 2 },
      { series: 'TS_2.tomostar', particles: 1 },
    ]);
    assert.deepEqual(
      found.unmatched.map(({ name, particles }) => [name, particles]),
      [['TS_3.tomostar', 1]],
    );
    assert.match(found.unmatched[0].closest ?? '', /^TS_[12]/);
  });

  it('only the sources that were chosen count', async () => {
    const { path: population, species, source } = await writePopulation(inFolder());
    const particles = { path: companion(species, '_particles.star'), format: 'm' } as const;
    const found = await matchParticles(population, { particles, sources: [source.name] });
    assert.equal(
      found.matched.reduce((sum, one) => sum + one.particles, 0),
      4,
    );
    await assert.rejects(
      matchParticles(population, { particles, sources: ['other'] }),
      /no data source named other; choose among a$/,
    );
  });

  it('particles of frame series belong to none', async () => {
    const { path: population, species, source } = await writePopulation(inFolder());
    const text = await readFile(source.path, 'utf8');
    await writeFile(source.path, text.replaceAll('.tomostar', '.mrc'));
    const particles = { path: companion(species, '_particles.star'), format: 'm' } as const;
    await assert.rejects(
      matchParticles(population, { particles }),
      /4 of 4 particles match no series by the hash .*: TS_1\.tomostar \(2 particles, a frame series, which is not/,
    );
  });

  it('a mask is made from the average of two maps', async () => {
    const map = async (name: string, inside: (i: number) => boolean) => {
      const data = Float32Array.from({ length: 512 }, (_, i) => (inside(i) ? 1 : 0));
      await writeMrc(inFolder(name), { size: [8, 8, 8], pixelSize: 2, data });
      return inFolder(name);
    };
    const input = await map('1.mrc', (i) => i < 100);
    const second = await map('2.mrc', (i) => i >= 50 && i < 150);
    const output = inFolder('mask.mrc');
    const common = { input, second, output, extend: 0, softEdge: 0, invert: false };
    assert.equal((await createMaskFile({ ...common, threshold: 0.9 })).voxels, 50);
    assert.equal((await createMaskFile({ ...common, threshold: 0.4 })).voxels, 150);
    assert.equal((await readMrc(output)).data.filter((value) => value === 1).length, 150);
  });
});
