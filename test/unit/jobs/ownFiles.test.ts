/** What lies where results go: links, folders, files of others, names that lead elsewhere. */
import assert from 'node:assert/strict';
import { lstat, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createJob } from '../../../src/jobs/runs/jobFolder';
import { diagnosticPath } from '../../../src/jobs/report/diagnosticFiles';
import { changeProject } from '../../../src/model/changeProject';
import { readSource } from '../../../src/model/source';
import { readSpecies } from '../../../src/model/species';
import { listVersions } from '../../../src/model/versions';
import { jobOptions } from '../../support/job';
import { commands, placeIn, type Place } from '../../support/changingCommands';
import { writePopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('where results go', () => {
  const inFolder = useTemporaryFolder();
  let place: Place;
  beforeEach(async () => {
    await writePopulation(inFolder('project'));
    place = placeIn(inFolder('project'));
    await writeFile(inFolder('precious'), 'mine');
  });
  const beside = (suffix: string): string => join(dirname(place.species), `ball${suffix}`);

  it('links are replaced and never written through, and the round has its version', async () => {
    const results = [
      beside('_filt.mrc'),
      beside('_fsc.star'),
      diagnosticPath(place.population, { source: 'a', series: 'TS_1' }, '_refinement.json'),
      join(place.folder, 'refinement_temp', 'p.run.json'),
    ];
    for (const [i, path] of results.entries()) {
      await mkdir(dirname(path), { recursive: true });
      await rm(path, { force: true });
      await symlink(i === 0 ? 'nowhere' : inFolder('precious'), path);
    }
    const before = await listVersions(place.species);
    await commands.refine(place);
    assert.equal(await readFile(inFolder('precious'), 'utf8'), 'mine');
    for (const path of results) assert.ok((await lstat(path)).isFile(), path);
    assert.ok((await listVersions(place.species)).length > before.length);
  });

  const refused: Readonly<Record<string, readonly [make: () => Promise<unknown>, why: RegExp]>> = {
    'a folder that has the name of a result': [
      async () => mkdir(beside('_filt.mrc')),
      /ball_filt\.mrc: a folder has the name of a file of this species; rename the folder/,
    ],
    'a link in place of refinement_temp': [
      async () => linked(join(place.folder, 'refinement_temp')),
      /refinement_temp: it is a symbolic link, and nothing is written through links/,
    ],
    'a link in place of the folder of a source': [
      async () => linked(join(place.folder, 'refinement_temp', 'a')),
      /refinement_temp\/a: it is a symbolic link/,
    ],
    'a link in place of versions': [
      async () => linked(join(dirname(place.species), 'versions')),
      /versions: it is a symbolic link/,
    ],
    'a link in place of a series': [
      async () => {
        const xml = join(dirname(place.source), 'TS_1.xml');
        await rename(xml, inFolder('TS_1.xml'));
        await symlink(inFolder('TS_1.xml'), xml);
      },
      /TS_1\.xml: it is a symbolic link, and files are not changed through links/,
    ],
  };
  for (const [what, [make, why]] of Object.entries(refused))
    it(`${what} stops a round before anything is changed`, async () => {
      await make();
      const before = snapshot(inFolder());
      await assert.rejects(commands.refine(place), why);
      assert.deepEqual(changes(before, snapshot(inFolder())), []);
    });

  it('a job is not made in a linked folder', async () => {
    await linked(join(place.folder, 'refinement_temp'));
    await assert.rejects(createJob(jobOptions(place.population)), /refinement_temp: it is a symbolic link/);
    assert.deepEqual([...snapshot(inFolder('elsewhere')).keys()], []);
  });

  for (const name of ['..', '/', ' ', 'x&#10;curl example.org'])
    it(`a species or data source named "${name}" is not read`, async () => {
      for (const [path, read] of [
        [place.species, readSpecies],
        [place.source, readSource],
      ] as const) {
        const text = await readFile(path, 'utf8');
        await writeFile(path, text.replace(/(Name="Name" Value=")[^"]*/, `$1${name}`));
        await assert.rejects(read(path), /needs a name with at least one letter|holds a line break/);
      }
    });

  it('a command that writes what it does not own is an error of the program', async () => {
    const before = snapshot(inFolder());
    await assert.rejects(
      changeProject('refine', place.population, async (project) =>
        project.save({ others: new Map([[inFolder('precious'), 'ours']]) }),
      ),
      /precious is changed without being owned/,
    );
    const ball = await readSpecies(place.species);
    await assert.rejects(
      changeProject('refine', place.population, async (project) =>
        project.save({ species: [{ species: ball }] }),
      ),
      /ball\.species is changed without being owned/,
    );
    assert.deepEqual(changes(before, snapshot(inFolder())), []);
  });

  /** A folder of somebody else's, and a link to it. */
  async function linked(path: string): Promise<void> {
    await mkdir(inFolder('elsewhere'), { recursive: true });
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { recursive: true, force: true });
    await symlink(inFolder('elsewhere'), path);
  }
});
