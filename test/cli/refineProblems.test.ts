/**
 * What `murmur refine` says to projects that cannot be refined: one sentence with what is wrong, where and what to do,
 * exit code 1, and every file as it was.
 */
import assert from 'node:assert/strict';
import { chmod, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeMrc, readMrc } from '../../src/formats/mrc';
import { checkProject } from '../../src/jobs/refinement/checkProject';
import { loadProject } from '../../src/jobs/refinement/project';
import { runMurmur } from '../support/runMurmur';
import { changes, ofTheUser, snapshot } from '../support/snapshot';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { copyTinyProject, makeTinyProject, shortRefinement, type TinyProject } from '../support/tinyProject';

describe('murmur refine tells in one sentence', () => {
  const inFolder = useTemporaryFolder();
  let project: TinyProject;
  beforeEach(async () => {
    project = await copyTinyProject(inFolder('tiny'));
  });

  /** Refines, and holds everything that a failure must hold. */
  async function refused(sentence: RegExp, ...more: string[]): Promise<void> {
    const before = snapshot(inFolder());
    const { code, err, out } = await runMurmur('.', ...shortRefinement(project.population, ...more));
    const said = err.slice(err.indexOf('murmur: ')).trimEnd();
    assert.match(said, /^murmur: [^\n]+$/, `not one line: ${err}`);
    assert.match(said, sentence);
    assert.match(said, /; \S/, 'it does not say what to do');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.deepEqual(ofTheUser(changes(before, snapshot(inFolder()))), []);
  }

  const average = (): string => join(project.folder, 'warp_frameseries', 'average', 'TS_2_003.mrc');
  const seriesXml = (series = 'TS_1'): string => join(project.folder, 'warp_tiltseries', `${series}.xml`);

  async function edit(path: string, change: (text: string) => string): Promise<void> {
    const text = await readFile(path, 'utf8');
    const changed = change(text);
    assert.notEqual(changed, text, `nothing to change in ${path}`);
    await writeFile(path, changed);
  }

  /** Replaces a column of the particle table by name. */
  async function editParticles(
    change: (row: string[], labels: readonly string[], i: number) => string[] | null,
  ) {
    await edit(project.companion('_particles.star'), (text) => {
      const labels = [...text.matchAll(/^_(\w+)/gm)].map(([, label]) => label);
      let row = 0;
      return text
        .split('\n')
        .map((line) => {
          if (line.trim() === '' || /^\s*(_|data_|loop_|#)/.test(line)) return line;
          return change(line.trim().split(/\s+/), labels, row++)?.join('  ') ?? null;
        })
        .filter((line) => line !== null)
        .join('\n');
    });
  }

  it('a tilt average that is missing', async () => {
    await rm(average());
    await refused(/average\/TS_2_003\.mrc: .*no such file/);
  });

  it('a tilt average that is truncated', async () => {
    await truncate(average(), 5000);
    await refused(/TS_2_003\.mrc: the file is truncated/);
  });

  it('a tilt average of another shape', async () => {
    await writeFile(
      average(),
      encodeMrc({ size: [100, 140, 1], pixelSize: 12, data: new Float32Array(14000) }),
    );
    await refused(/TS_2_003\.mrc: .*100 x 140 pixels/);
  });

  for (const map of ['_half1.mrc', '_half2.mrc', '_mask.mrc']) {
    it(`a map of another size: ${map}`, async () => {
      const data = new Float32Array(48 ** 3).map((_, i) => i % 2);
      await writeFile(project.companion(map), encodeMrc({ size: [48, 48, 48], pixelSize: 12, data }));
      await refused(/particle_(half2|mask|half1)\.mrc: it is \d\d voxels wide/);
    });

    it(`a map of another pixel size: ${map}`, async () => {
      const { data } = await readMrc(project.companion(map));
      await writeFile(project.companion(map), encodeMrc({ size: [40, 40, 40], pixelSize: 11, data }));
      await refused(/its pixel size is 11 Å, the species' is 12 Å/);
    });
  }

  it('a half-map that holds no numbers', async () => {
    const data = new Float32Array(40 ** 3).fill(NaN);
    await writeFile(project.companion('_half1.mrc'), encodeMrc({ size: [40, 40, 40], pixelSize: 12, data }));
    await refused(/particle_half1\.mrc: .*no number/);
  });

  it('a half-map that holds nothing', async () => {
    const data = new Float32Array(40 ** 3);
    await writeFile(project.companion('_half2.mrc'), encodeMrc({ size: [40, 40, 40], pixelSize: 12, data }));
    await refused(/particle_half2\.mrc: .*same value everywhere/);
  });

  it('a mask that is empty', async () => {
    const data = new Float32Array(40 ** 3).fill(0.2);
    await writeFile(project.companion('_mask.mrc'), encodeMrc({ size: [40, 40, 40], pixelSize: 12, data }));
    await refused(/particle_mask\.mrc: the mask is empty/);
  });

  it('a species with no particle in any series', async () => {
    await editParticles((row, labels) =>
      row.map((value, i) => (labels[i] === 'wrpSourceHash' ? 'elsewhere' : value)),
    );
    await refused(/particle_particles\.star: none of its 12 particles belongs to a series/);
  });

  it('a species without particles', async () => {
    await editParticles(() => null);
    await refused(/particle_particles\.star: it holds no particles/);
  });

  it('a species whose particles are all in one half-set', async () => {
    await editParticles((row, labels) =>
      row.map((value, i) => (labels[i] === 'wrpRandomSubset' ? '1' : value)),
    );
    await refused(/particle_particles\.star: .*half-set 2/);
  });

  it('particles outside every image', async () => {
    await editParticles((row, labels) =>
      row.map((value, i) => (labels[i] === 'wrpCoordinateX1' ? String(Number(value) + 9000) : value)),
    );
    await refused(/particle_particles\.star: .*outside/);
  });

  it('coordinates that are no numbers', async () => {
    await editParticles((row, labels, i) =>
      row.map((value, k) => (i === 4 && labels[k] === 'wrpCoordinateY1' ? 'NaN' : value)),
    );
    await refused(/_particles\.star:18: wrpCoordinateY1 is no number: NaN/);
  });

  it('a series with one tilt', async () => {
    const one = await makeTinyProject(inFolder('one'), { simulate: { '--angles': '0', '--series': '1' } });
    await rm(project.folder, { recursive: true });
    project = one;
    await refused(/TS_1\.xml: .*one tilt/);
  });

  it('tilts that are all switched off, in one series or in all', async () => {
    for (const series of ['TS_2', 'TS_1']) {
      await edit(seriesXml(series), (text) =>
        text.replace(/<UseTilt>[^<]*<\/UseTilt>/, `<UseTilt>${Array(5).fill('False').join('\n')}</UseTilt>`),
      );
      await refused(new RegExp(`${series}\\.xml: all its tilts are switched off, and it is not deselected`));
    }
  });

  it('doses that are all the same', async () => {
    await edit(seriesXml(), (text) =>
      text.replace(/<Dose>[^<]*<\/Dose>/, `<Dose>${Array(5).fill('4').join('\n')}</Dose>`),
    );
    await refused(/TS_1\.xml: .*dose/);
  });

  it('a population without data sources, or without species', async () => {
    await edit(project.population, (text) => text.replace(/<Source GUID[^>]*>/, ''));
    await refused(/tiny\.population: the population has no data source/);
    project = await copyTinyProject(inFolder('second'));
    await edit(project.population, (text) => text.replace(/<Species GUID[^>]*>/, ''));
    await refused(/tiny\.population: the population has no species/);
  });

  it('a population, a source, a species and a series that are not there', async () => {
    const { population } = project;
    await rm(seriesXml('TS_2'));
    await refused(/TS_2\.xml: .*no such file/);
    await rm(project.companion('.species'));
    await refused(/particle\.species: .*no such file/);
    await rm(join(project.folder, 'warp_tiltseries', 'tilts.source'));
    await refused(/tilts\.source: .*no such file/);
    await rm(population);
    await refused(/tiny\.population: .*no such file/);
  });

  it('a folder where the results cannot be put', async () => {
    await rm(join(project.companion('.species'), '..', 'versions'), { recursive: true });
    await writeFile(join(project.companion('.species'), '..', 'versions'), 'a file in the way');
    await refused(/versions: .*a file of that name is in the way/);
  });

  for (const place of ['species', 'series'])
    it(`a folder without permission to write: that of the ${place}`, async () => {
      const folders = [dirname(project.species), join(project.folder, 'warp_tiltseries')];
      for (const open of [inFolder(), ...folders.flatMap((path) => [path, join(path, 'versions')])])
        await chmod(open, 0o777);
      const locked = place === 'species' ? folders[0] : folders[1];
      await chmod(locked, 0o555);
      const before = snapshot(inFolder());
      const loaded = await loadProject(project.population);
      await unprivileged(() =>
        assert.rejects(checkProject(loaded, 1), {
          message: `${locked}: cannot write into the folder, permission was denied; make it accessible to your user or choose another folder`,
        }),
      );
      await chmod(locked, 0o755);
      assert.deepEqual(changes(before, snapshot(inFolder())), []);
    });

  it('an adapter that is not there', async () => {
    await refused(/no GPU has a name with "nosuch" in it/, '--adapter', 'nosuch');
  });

  for (const [option, value] of [
    ['--refine_imagewarp', '3'],
    ['--refine_imagewarp', '0x3'],
    ['--iter', '-1'],
    ['--iter', '1.5'],
    ['--rounds', '0'],
    ['--min_particles', 'many'],
    ['--first_iteration_fraction', '2'],
    ['--memory', '-1'],
  ])
    it(`an option that makes no sense: ${option} ${value}`, async () => {
      const before = snapshot(inFolder());
      const { code, err, out } = await runMurmur(
        '.',
        ...shortRefinement(project.population, `${option}=${value}`),
      );
      assert.match(
        err,
        new RegExp(`^murmur: option '${option} [^\n]*' argument '${value}' is invalid\\. [^\n]+\n$`),
      );
      assert.equal(code, 1);
      assert.equal(out, '');
      assert.deepEqual(changes(before, snapshot(inFolder())), []);
    });
});

/** Permissions mean nothing to root: does the work as another user then. */
async function unprivileged(work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
