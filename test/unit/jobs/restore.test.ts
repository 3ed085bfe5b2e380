/** History and restore: versions are listed with what changed, and come back byte for byte. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readdir, readlink, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkPopulation } from '../../../src/jobs/check/checkPopulation';
import { readHistory } from '../../../src/jobs/project/history';
import { restore } from '../../../src/jobs/project/restore';
import { commitSource, commitSpecies } from '../../support/versions';
import { formatParticles } from '../../../src/model/particleFile';
import { withRefinedWith } from '../../../src/model/refinedWith';
import { readSource, seriesXmlPath } from '../../../src/model/source';
import { companion, formatSpecies, readSpecies, withSpecies } from '../../../src/model/species';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { checksumFile } from '../../../src/model/versionCopy';
import { listVersions } from '../../../src/model/versions';
import { writePopulation, type WrittenPopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('versions of a population', () => {
  const inFolder = useTemporaryFolder();

  it('are listed with date, resolution and what was refined', async () => {
    const project = await refinedOnce(inFolder());
    const history = await readHistory(project.path);
    assert.deepEqual(
      history.map(({ of, resolution, changed, current }) => [of, resolution, changed, current]),
      [
        ['source', null, ['created'], false],
        ['species', 31.5, ['created'], false],
        ['source', null, ['image warp'], true],
        ['species', 25, ['particle poses'], true],
      ],
    );
  });

  it('come back together, byte for byte, and the present one is kept', async () => {
    const project = await refinedOnce(inFolder());
    const { species, source } = project;
    const refined = snapshot(inFolder());
    const result = await restore({
      population: project.path,
      species: 'ball',
      version: species.version.slice(0, 4),
    });
    assert.deepEqual(result.species.version, species.version);
    assert.deepEqual(result.sources, [{ name: 'a', version: source.version, by: 'date' }]);
    assert.equal((await readSpecies(species.path)).globalResolution, 31.5);
    assert.equal((await readSource(source.path)).version, source.version);
    assert.equal((await readSource(source.path)).gainPath, source.gainPath);
    assert.ok(!(await readFile(seriesXmlPath(source, 'TS_2.tomostar'), 'utf8')).includes('GridMovementX'));
    assert.equal(
      await readFile(companion(species, '_particles.star'), 'utf8'),
      formatParticles(project.particles),
    );
    assert.equal(existsSync(companion(species, '_filt.mrc')), false);
    assert.ok((await readdir(dirname(species.path))).every((name) => !name.startsWith('.')));

    const latest = (await readHistory(project.path)).findLast(({ of }) => of === 'species');
    await restore({ population: project.path, species: 'ball', version: latest?.version ?? '' });
    assert.deepEqual(snapshot(inFolder()), refined);
  });

  it('find the version of a source by the record of the species, whatever the dates of copied files say', async () => {
    const project = await refinedOnce(inFolder(), true);
    const { species, source } = project;
    const versionsOf = async (path: string): Promise<readonly string[]> =>
      (await listVersions(path)).map(({ version }) => version);
    const order = [await versionsOf(source.path), await versionsOf(species.path)];
    // As after copying without dates, in an order that turns everything round.
    for (const path of [source.path, species.path])
      for (const [i, { version }] of (await listVersions(path)).entries())
        await made(
          join(dirname(path), 'versions', version),
          path,
          -100 * i + (path === source.path ? 50 : 0),
        );
    assert.deepEqual([await versionsOf(source.path), await versionsOf(species.path)], order);
    const back = (to: string) => restore({ population: project.path, species: 'ball', version: to });
    assert.deepEqual((await back(species.version)).sources, [
      { name: 'a', version: source.version, by: 'record' },
    ]);
    assert.deepEqual((await back(order[1][1])).sources, [{ name: 'a', version: order[0][1], by: 'record' }]);
    await rm(join(dirname(source.path), 'versions', source.version), { recursive: true });
    await assert.rejects(
      back(species.version),
      new RegExp(
        `a\\.source: its version ${source.version}, which ${species.version} of the species was made with, is gone`,
      ),
    );
  });

  it('without a record and with dates that cannot be true wait for the user to say which', async () => {
    const { path, species, source } = await refinedOnce(inFolder());
    const [first, second] = await listVersions(source.path);
    await made(second.folder, source.path, -7200);
    const before = snapshot(inFolder());
    const wanted = { population: path, species: 'ball', version: species.version };
    await assert.rejects(
      restore(wanted),
      /a\.source: its versions are older than .* say which with --source_version/,
    );
    await assert.rejects(restore({ ...wanted, sourceVersions: ['no such'] }), /its versions are older/);
    assert.deepEqual(snapshot(inFolder()), before);
    const result = await restore({ ...wanted, sourceVersions: [first.version.slice(0, 6)] });
    assert.deepEqual(result.sources, [{ name: 'a', version: source.version, by: 'request' }]);
  });

  it('that are not there are refused with those that are, and nothing changes', async () => {
    const { path, species, source } = await writePopulation(inFolder());
    const before = snapshot(inFolder());
    await assert.rejects(
      restore({ population: path, species: 'ball', version: 'nothing' }),
      new RegExp(`ball has no version nothing, its versions are ${species.version}`),
    );
    assert.deepEqual(snapshot(inFolder()), before);
    await rm(join(dirname(source.path), 'versions'), { recursive: true });
    await assert.rejects(
      restore({ population: path, species: 'ball', version: species.version }),
      /a\.source: it has no version that is as old as/,
    );
  });
});

describe('going back', () => {
  const inFolder = useTemporaryFolder();
  const back = async ({ path, species }: WrittenPopulation) =>
    restore({ population: path, species: 'ball', version: species.version });

  it('touches nothing but the files of the species and its sources', async () => {
    const project = await refinedOnce(inFolder());
    const stem = project.species.path.replace(/\.species$/, '');
    const foreign = [`${stem}_2.species`, `${stem}_2_half1.mrc`, `${stem}_notes.star`, `${stem}_mine.mrc`];
    for (const path of foreign) await writeFile(path, 'mine');
    await symlink('nowhere', `${stem}_link.mrc`);
    // Older versions hold whatever had a name like that.
    await writeFile(join(dirname(stem), 'versions', project.species.version, 'ball_notes.star'), 'old notes');
    await back(project);
    for (const path of foreign) assert.equal(await readFile(path, 'utf8'), 'mine');
    assert.equal(await readlink(`${stem}_link.mrc`), 'nowhere');
  });

  const damage: Readonly<Record<string, (species: string, source: string) => Promise<unknown>>> = {
    'a truncated half-map': async (species) => truncate(join(species, 'ball_half1.mrc'), 3000),
    'a changed half-map, beyond what M looks at': async (species) =>
      change(join(species, 'ball_half2.mrc'), -1),
    'half of the particles': async (species) => truncate(join(species, 'ball_particles.star'), 300),
    'no mask': async (species) => rm(join(species, 'ball_mask.mrc')),
    'another record': async (species) => change(join(species, 'ball.species'), 40),
    'a series missing': async (_, source) => rm(join(source, 'TS_1.xml')),
    'a changed series': async (_, source) => change(join(source, 'TS_2.xml'), -30),
    'checksums that say less': async (species) => writeFile(join(species, checksumFile), ''),
  };
  for (const [what, harm] of Object.entries(damage))
    it(`refuses a version with ${what}, and changes nothing`, async () => {
      const project = await refinedOnce(inFolder());
      const { species, source } = project;
      const folder = (path: string, version: string): string => join(dirname(path), 'versions', version);
      await harm(folder(species.path, species.version), folder(source.path, source.version));
      const before = snapshot(inFolder());
      await assert.rejects(back(project), /version|checksum/);
      assert.deepEqual(changes(before, snapshot(inFolder())), []);
    });

  it('refuses a version without checksums whose fingerprint is another one', async () => {
    const project = await refinedOnce(inFolder());
    const folder = join(dirname(project.species.path), 'versions', project.species.version);
    await rm(join(folder, checksumFile));
    await change(join(folder, 'ball_half1.mrc'), 2000);
    await assert.rejects(back(project), /it does not hold what it was made of/);
  });

  const present: Readonly<Record<string, (project: WrittenPopulation) => Promise<unknown>>> = {
    'a half-map is truncated': async ({ species }) => truncate(companion(species, '_half1.mrc'), 3000),
    'particles are gone': async ({ species }) => rm(companion(species, '_particles.star')),
    'the species file is damaged': async ({ species }) => truncate(species.path, 100),
    'the species file is gone': async ({ species }) => rm(species.path),
    'a series is gone': async ({ source }) => rm(seriesXmlPath(source, 'TS_1.tomostar')),
    'the source file is damaged': async ({ source }) => truncate(source.path, 100),
  };
  for (const [what, harm] of Object.entries(present))
    it(`works where ${what}, and keeps what is left of it`, async () => {
      const project = await refinedOnce(inFolder());
      await harm(project);
      const left = snapshot(inFolder());
      await back(project);
      assert.equal((await readSpecies(project.species.path)).version, project.species.version);
      assert.equal(
        await readFile(companion(project.species, '_particles.star'), 'utf8'),
        formatParticles(project.particles),
      );
      await checkPopulation(project.path).then(({ findings }) =>
        assert.deepEqual(
          findings.filter(({ level }) => level === 'error'),
          [],
        ),
      );
      // Every file that was there is there, or in a version.
      const after = new Set(snapshot(inFolder()).values());
      for (const [path, text] of left)
        if (!path.endsWith('.species') && !path.endsWith('.source')) assert.ok(after.has(text), path);
      assert.ok((await readHistory(project.path)).length > 0);
    });

  it('keeps what fingerprints do not see: selections, CTF estimates, unknown XML', async () => {
    const project = await refinedOnce(inFolder());
    const xml = seriesXmlPath(project.source, 'TS_1.tomostar');
    const text = (await readFile(xml, 'utf8')).replace('UnselectManual=""', 'UnselectManual="True" Mine="x"');
    await writeFile(xml, text);
    const latest = (await listVersions(project.source.path)).at(-1)?.version;
    await back(project);
    assert.notEqual(await readFile(xml, 'utf8'), text);
    const kept = join(dirname(project.source.path), 'versions', `${latest}-2`);
    assert.equal(await readFile(join(kept, 'TS_1.xml'), 'utf8'), text);
    const newest = (await listVersions(project.species.path)).findLast(
      ({ version }) => version !== project.species.version,
    );
    await restore({
      population: project.path,
      species: 'ball',
      version: newest?.version ?? '',
      sourceVersions: [`${latest}-2`],
    });
    assert.equal(await readFile(xml, 'utf8'), text);
  });
});

/** One byte, counted from the end where it is negative. */
async function change(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] ^= 1;
  await writeFile(path, bytes);
}

/** A population whose second series and particles were refined an hour after it was made. */
async function refinedOnce(folder: string, recorded = false): Promise<WrittenPopulation> {
  const project = await writePopulation(folder);
  if (recorded) {
    const first = withRefinedWith(await readSpecies(project.species.path), [project.source]);
    const copy = join(dirname(first.path), 'versions', first.version, 'ball.species');
    for (const path of [first.path, copy]) await writeFile(path, formatSpecies(first));
    // As M makes versions.
    await rm(join(dirname(copy), checksumFile));
  }
  const { source, species, particles } = project;
  for (const { path, version } of [source, species])
    await made(join(dirname(path), 'versions', version), path, version === source.version ? -3601 : -3600);
  const xml = seriesXmlPath(source, 'TS_2.tomostar');
  const grid = { size: [1, 1, 1], values: Float64Array.of(2), margins: [0, 0, 0] } as const;
  await writeFile(
    xml,
    formatTiltSeries(await readTiltSeries(xml, source), { imageWarp: { x: grid, y: grid } }),
  );
  const second = await commitSource(source);
  const moved = { ...particles, positions: particles.positions.map((value) => value + 1) };
  await writeFile(companion(species, '_particles.star'), formatParticles(moved));
  await writeFile(companion(species, '_filt.mrc'), 'filtered');
  const next = withSpecies(await readSpecies(species.path), { globalResolution: 25 });
  const refined = recorded ? withRefinedWith(next, [second]) : next;
  await writeFile(refined.path, formatSpecies(refined));
  const better = await commitSpecies(refined);
  await made(join(dirname(source.path), 'versions', second.version), source.path, -1);
  await made(join(dirname(species.path), 'versions', better.version), species.path, 0);
  return project;
}

async function made(folder: string, of: string, seconds: number): Promise<void> {
  const when = new Date(Date.UTC(2026, 0, 1) + 1000 * seconds);
  await utimes(join(folder, of.slice(dirname(of).length + 1)), when, when);
}
