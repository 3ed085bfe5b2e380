/** A save that is cut off at any step leaves all old files or all new ones, and never a mixture. */
import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededUniform } from '../../../src/compute/math/random';
import {
  finishInterruptedReplacement,
  replaceFilesTogether,
  writeFileAtomically,
} from '../../../src/formats/atomicFile';
import { commitSpecies } from '../../../src/model/commit';
import { formatParticles } from '../../../src/model/particleFile';
import { companion, readSpecies } from '../../../src/model/species';
import { listVersions } from '../../../src/model/versions';
import { killedAfter } from '../../support/faults';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('a killed save', function () {
  this.timeout(60_000);
  const inFolder = useTemporaryFolder();

  it('of several files is all or nothing, at 200 random moments', async () => {
    const uniform = seededUniform(11);
    const names = ['a', 'b', 'deeper/c'];
    let killed = 0;
    const seen = new Set<string>();
    await replaceFilesTogether(content(names, 'first'), inFolder('journal'));
    for (let trial = 0; trial < 200; trial++) {
      const fresh = `generation ${trial} `.padEnd(4000, '.');
      const dead = await killedAfter(Math.floor(45 * uniform()), () =>
        replaceFilesTogether(content(names, fresh), inFolder('journal')),
      );
      if (dead) killed++;
      await finishInterruptedReplacement(inFolder('journal'));
      const texts = await Promise.all(names.map((name) => readFile(inFolder(name), 'utf8')));
      assert.equal(
        new Set(texts).size,
        1,
        `trial ${trial} mixes ${texts.map((text) => text.slice(0, 20)).join(', ')}`,
      );
      seen.add(texts[0] === fresh ? 'new' : 'old');
      if (!dead) assert.equal(texts[0], fresh);
    }
    assert.ok(killed > 100 && seen.size === 2);
    assert.deepEqual(
      (await readdir(inFolder())).filter((name) => name.endsWith('.tmp') && !name.startsWith('.journal')),
      [],
    );
  });

  it('of one file leaves the old or the new one', async () => {
    await writeFile(inFolder('a'), 'old');
    for (let steps = 0; steps < 8; steps++) {
      const dead = await killedAfter(steps, () => writeFileAtomically(inFolder('a'), 'new'.repeat(2000)));
      const text = await readFile(inFolder('a'), 'utf8');
      assert.ok(text === 'old' || text === 'new'.repeat(2000), `${steps} steps: ${text.slice(0, 10)}`);
      if (!dead) assert.notEqual(text, 'old');
      await writeFile(inFolder('a'), 'old');
    }
  });

  it('of a version leaves no half of one, and the next save makes it whole', async () => {
    const { species, particles } = await writePopulation(inFolder());
    for (let steps = 0; steps < 24; steps += 2) {
      const moved = { ...particles, positions: particles.positions.map((value) => value + steps + 1) };
      await writeFile(companion(species, '_particles.star'), formatParticles(moved));
      await killedAfter(steps, () => commitSpecies(species));
      for (const version of await listVersions(species.path)) {
        const files = await readdir(version.folder);
        assert.equal(files.length, 6, `${steps} steps: ${files.join()}`);
      }
      const committed = await commitSpecies(await readSpecies(species.path));
      const latest = join(companion(species, '_half1.mrc'), '..', 'versions', committed.version);
      assert.equal(await readFile(join(latest, 'ball_particles.star'), 'utf8'), formatParticles(moved));
    }
  });

  function content(names: readonly string[], text: string): Map<string, string> {
    return new Map(names.map((name) => [inFolder(name), text]));
  }
});
