/** The explorer's rows: what they say, and that nothing of series, tilts and versions is read before they are opened. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { commitSpecies } from '../../support/versions';
import { companion, formatSpecies, readSpecies, withSpecies } from '../../../src/model/species';
import { ParticleCounts, countParticles } from '../../../src/providers/particleCount';
import type { ProjectNode } from '../../../src/providers/projectNode';
import { projectNodes } from '../../../src/providers/projectNodes';
import { readProject, type Project } from '../../../src/providers/readProject';
import { labelVersion } from '../../../src/jobs/project/labelVersion';
import { sparkline } from '../../../src/jobs/report/sparkline';
import { resolutionHistory } from '../../../src/providers/versionNodes';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('rows of the explorer', () => {
  const inFolder = useTemporaryFolder();

  it('are those of the population, in its order, with ids that stay', async () => {
    const project = await projectIn(inFolder());
    const [root] = projectNodes([project]);
    assert.deepEqual(outline(root), {
      p: { 'Data Sources 1': {}, 'Species 1': {} },
    });
    const [sources, species] = root.children;
    assert.equal(sources.children[0].description, '2 series · 10 Å/px');
    assert.equal(species.children[0].description, '31.5 Å · counting particles');
    assert.deepEqual(
      species.children[0].children.map(({ label }) => label),
      ['Half-map 1', 'Half-map 2', 'Mask', 'Particles', 'FSC', 'Versions'],
    );
    const ids = (node: ProjectNode): string[] => [node.id, ...node.children.flatMap(ids)];
    const all = ids(root);
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(ids(projectNodes([await readProject(project.path)])[0]), all);
  });

  it('of series say whether they take part, of tilts whether they are used', async () => {
    const [root] = projectNodes([await projectIn(inFolder())]);
    const xml = (name: string): string => inFolder('warp_tiltseries', name);
    const replace = async (name: string, from: string, to: string): Promise<void> =>
      writeFile(xml(name), (await readFile(xml(name), 'utf8')).replace(from, to));
    await replace('TS_1.xml', 'UnselectManual=""', 'UnselectManual="True" CTFResolutionEstimate="6.27"');
    await replace('TS_2.xml', '<MoviePath>', '<UseTilt>True\nFalse\nTrue</UseTilt><MoviePath>');
    const source = root.children[0].children[0];
    const series = (await source.lazy?.get()) ?? [];
    assert.deepEqual(
      series.map(({ label, description, state }) => [label, description, state]),
      [
        ['TS_1', 'CTF 6.3 Å · deselected', 'deselected'],
        ['TS_2', '', undefined],
      ],
    );
    const tilts = (await series[1].lazy?.get()) ?? [];
    assert.deepEqual(
      tilts.map(({ label, description, tilt, isUsed }) => [label, description, tilt, isUsed]),
      [
        ['-30.0°', 'tilt 1 · 0 e/Å²', 1, true],
        ['0.0°', 'tilt 2 · 3.5 e/Å²', 2, false],
        ['30.0°', 'tilt 3 · 7 e/Å²', 3, true],
      ],
    );
    assert.equal(tilts[0].path, inFolder('warp_frameseries', 'average', 'TS_2_000.mrc'));

    await replace('TS_1.xml', 'UnselectManual="True"', 'UnselectFilter="True" UnselectManual="null"');
    assert.equal((await source.lazy?.get())?.[0].state, 'deselected', 'read once');
    source.lazy?.forget();
    assert.equal((await source.lazy?.get())?.[0].state, 'filtered');
    await replace('TS_1.xml', 'UnselectManual="null"', 'UnselectManual="False"');
    source.lazy?.forget();
    assert.equal((await source.lazy?.get())?.[0].state, undefined, 'selected by hand whatever filters say');
  });

  it('of files that cannot be read say why, beside those that can', async () => {
    const [root] = projectNodes([await projectIn(inFolder())]);
    await rm(inFolder('warp_tiltseries', 'TS_1.xml'));
    await writeFile(inFolder('warp_tiltseries', 'TS_2.xml'), '<TiltSeries>\n<Angles>1\n2</Angl');
    const [missing, truncated] = (await root.children[0].children[0].lazy?.get()) ?? [];
    assert.equal(missing.kind, 'broken');
    assert.match(missing.description ?? '', /TS_1\.xml: cannot read the file, there is no such file/);
    assert.equal(truncated.kind, 'series');
    const [why] = (await truncated.lazy?.get()) ?? [];
    assert.equal(why.kind, 'broken');
    assert.match(why.description ?? '', /TS_2\.xml:\d+: the XML is broken or truncated/);
  });

  it('are there without a look into maps, tables and series', async () => {
    const { path } = await writePopulation(inFolder());
    for (const file of ['TS_1.xml', 'TS_2.xml']) await rm(inFolder('warp_tiltseries', file));
    for (const name of ['half1.mrc', 'half2.mrc', 'mask.mrc', 'particles.star', 'fsc.star'])
      await writeFile(inFolder('species', 'ball', `ball_${name}`), 'neither map nor table');
    const [root] = projectNodes([await readProject(path)]);
    assert.equal(root.children[0].children[0].description, '2 series · 10 Å/px');
    assert.equal(root.children[1].children[0].children.length, 6);
  });

  it('of versions are the newest first, with their resolution, their maps and the one in use', async () => {
    const project = await projectIn(inFolder());
    const path = project.content?.species[0].path ?? '';
    const first = await readSpecies(path);
    const half = companion(first, '_half1.mrc');
    const voxels = await readFile(half);
    voxels.writeFloatLE(42, 1024);
    await writeFile(half, voxels);
    const better = withSpecies(first, { globalResolution: 12.5 });
    await writeFile(better.path, formatSpecies(better));
    const second = await commitSpecies(better);
    assert.notEqual(second.version, first.version);
    const [root] = projectNodes([await readProject(project.path)]);
    const versions = (await root.children[1].children[0].children.at(-1)?.lazy?.get()) ?? [];
    assert.deepEqual(
      versions.map(({ label, version, state }) => [label, version, state]),
      [
        ['Version 2', second.version, 'current'],
        ['Version 1', first.version, undefined],
      ],
    );
    assert.match(versions[0].description ?? '', /^12\.5 Å · in use · \d{4}-\d\d-\d\d \d\d:\d\d$/);
    assert.match(versions[1].description ?? '', /^31\.5 Å · [-\d]+ [\d:]+$/);
    const maps = (await versions[1].lazy?.get()) ?? [];
    assert.deepEqual(
      maps.map(({ label, path: file }) => [label, file]),
      [
        ['Half-map 1', inFolder('species', 'ball', 'versions', first.version, 'ball_half1.mrc')],
        ['Half-map 2', inFolder('species', 'ball', 'versions', first.version, 'ball_half2.mrc')],
        ['Mask', inFolder('species', 'ball', 'versions', first.version, 'ball_mask.mrc')],
      ],
    );
    assert.equal(await resolutionHistory(second), '31.5 Å █▁ 12.5 Å');

    const label = { label: 'before polishing', note: 'as it came' };
    await labelVersion({ population: project.path, species: 'ball', version: first.version, ...label });
    const [labeled] = projectNodes([await readProject(project.path)]);
    const row = (await labeled.children[1].children[0].children.at(-1)?.lazy?.get())?.at(-1);
    assert.match(row?.description ?? '', /^before polishing · 31\.5 Å · [-\d]+ [\d:]+$/);
    assert.match(row?.tooltip ?? '', /^before polishing\nas it came\n/);
  });
});

describe('a sparkline', () => {
  it('goes from the lowest to the highest bar', () => {
    assert.equal(sparkline([8, 4.5, 4, 1, 1]), '█▅▄▁▁');
    assert.equal(sparkline([3, 3]), '▄▄');
  });
});

describe('counting particles', () => {
  const inFolder = useTemporaryFolder();

  it('counts rows of loops in whatever order and with whatever line ends', async () => {
    const path = inFolder('a.star');
    const rows = Array.from({ length: 70_000 }, (_, i) => `  ${i} data_like loop_like _x`);
    const text = `# c\n\ndata_general\n_rlnOne 1\n\ndata_\n\nloop_\n_rlnA #1\n_rlnB #2\n${rows.join('\n')}`;
    for (const all of [text, `${text}\n`, text.replaceAll('\n', '\r\n'), `${text}\n \n# end\n`]) {
      await writeFile(path, all);
      assert.equal(await countParticles(path), rows.length);
    }
    await writeFile(path, '');
    assert.equal(await countParticles(path), 0);
    assert.equal(await countParticles(inFolder('none.star')), null);
  });

  it('counts again when the file has changed', async () => {
    const counts = new ParticleCounts();
    const path = inFolder('a.star');
    assert.equal(await counts.count(path), null);
    await writeFile(path, 'data_\nloop_\n_a\n1\n2\n');
    assert.equal(await counts.count(path), 2);
    await writeFile(path, 'data_\nloop_\n_a\n1\n2\n3\n');
    assert.equal(await counts.count(path), 3);
  });
});

async function projectIn(folder: string): Promise<Project> {
  return readProject((await writePopulation(folder)).path);
}

/** Labels of populations and groups. */
function outline(node: ProjectNode): object {
  const groups = node.children.filter(({ kind }) => kind === 'sources' || kind === 'speciesList');
  return {
    [[node.label, node.description].filter((part) => part !== undefined).join(' ')]: Object.assign(
      {},
      ...groups.map(outline),
    ) as object,
  };
}
