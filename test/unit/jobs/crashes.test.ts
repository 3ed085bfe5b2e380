/**
 * Every command that changes a project, stopped at every operation on the disk: by death, with what was not flushed lost or
 * torn, by a full disk, by a lack of permission. After the next command the project is in the old state or in the new one.
 */
import assert from 'node:assert/strict';
import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFiles } from '../../../src/files/files';
import { checkPopulation } from '../../../src/jobs/check/checkPopulation';
import { selectSeries } from '../../../src/jobs/sources/selectSeries';
import { selectTilts } from '../../../src/jobs/sources/selectTilts';
import { readSpecies } from '../../../src/model/species';
import { commands, placeIn, writeInputs, type Place } from '../../support/changingCommands';
import { canFail, CrashFiles, type Fault, type Loss } from '../../support/crashFiles';
import { leaveLocks } from '../../support/leaveLocks';
import { putBack } from '../../support/putBack';
import { writePopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useSuiteFolder } from '../../support/temporaryFolder';

/** Commands, and what makes a project on which they have something to do. */
const stopped: readonly (readonly [command: string, prepare: (place: Place) => Promise<unknown>])[] = [
  ['refine', async () => undefined],
  ['create_species', async () => undefined],
  ['rotate_species', async () => undefined],
  ['import_defocus', async () => undefined],
  ['select_tilts', async () => undefined],
  ['select_series', async () => undefined],
  ['flip_hand', async () => undefined],
  ['label_version', async () => undefined],
  // Of the species and of its source one version goes.
  ['prune_versions', async (place) => commands.refine(place)],
  [
    'restore',
    async (place) => {
      await commands.refine(place);
      await selectTilts({ population: place.population, series: 'TS_2', use: [], leaveOut: [2] });
    },
  ],
];

const moments: readonly { readonly fault: Fault; readonly loss: Loss }[] = [
  ...(['nothing', 'everything', 'content', { seed: 1 }] as const).map(
    (loss) => ({ fault: 'death', loss }) as const,
  ),
  ...(['ENOSPC', 'EACCES'] as const).flatMap((code) =>
    [true, false].map((lasts) => ({ fault: { code, lasts }, loss: 'nothing' }) as const),
  ),
];

describe('a command that is stopped', () => {
  const inFolder = useSuiteFolder();

  for (const [name, prepare] of stopped)
    it(`${name}: old or new, wherever it stops`, async () => {
      const original = placeIn(inFolder(`${name}-old`));
      await writePopulation(original.folder);
      await writeInputs(original);
      await writeOthers(original);
      await prepare(original);
      const old = snapshot(original.folder);

      const place = placeIn(inFolder(name));
      await cp(original.folder, place.folder, {
        recursive: true,
        verbatimSymlinks: true,
        preserveTimestamps: true,
      });
      const counted = await stop(commands[name], place, Infinity, 'death');
      await counted.files.lose('nothing');
      assert.equal(counted.error, null);
      const fresh = snapshot(place.folder);
      assert.notDeepEqual(changes(old, fresh), []);
      if (name === 'refine') assert.equal((await readSpecies(place.species)).globalResolution, 25);

      let seen = fresh;
      let olds = 0;
      let news = 0;
      for (let at = 0; at < counted.files.operations; at++)
        for (const [kind, { fault, loss }] of moments.entries()) {
          // One at each, another at the next, unless all are asked for as with damaged files.
          if (process.env.MUTATIONS === undefined && kind !== at % moments.length) continue;
          // As at the next operation that can be refused.
          if (fault !== 'death' && !canFail(counted.files.kinds[at], fault.code)) continue;
          putBack(place.folder, original.folder, old, seen);
          const { files, error } = await stop(commands[name], place, at, fault);
          await files.lose(loss);
          await leaveLocks(place.folder);
          await selectSeries({ population: place.population, series: ['TS_1'], selection: 'automatic' });
          seen = snapshot(place.folder);
          const [fromOld, fromNew] = [changes(old, seen), changes(fresh, seen)];
          const story = (): string =>
            `stopped at ${files.log[at]} by ${JSON.stringify({ fault, loss })} (${error?.message}): differs from old in ${fromOld.join(', ')}; from new in ${fromNew.join(', ')}`;
          assert.ok(fromOld.length === 0 || fromNew.length === 0, story());
          if (error === null) assert.deepEqual(fromNew, [], story());
          else if (fault !== 'death' && !error.message.includes('do not repeat it'))
            assert.deepEqual(fromOld, [], story());
          if (fromOld.length === 0) olds++;
          else news++;
        }
      assert.ok(olds > 0 && news > 0, `${olds} old, ${news} new`);
      const { findings } = await checkPopulation(place.population);
      assert.deepEqual(
        findings.filter(({ level, what }) => level === 'error' && /save|version/.test(what)),
        [],
      );
    });
});

async function stop(
  command: (place: Place) => Promise<unknown>,
  place: Place,
  at: number,
  fault: Fault,
): Promise<{ files: CrashFiles; error: Error | null }> {
  let files: CrashFiles | undefined;
  let error: Error | null = null;
  try {
    await withFiles(
      (disk) => (files = new CrashFiles(disk, at, fault)),
      async () => command(place),
    );
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    error = thrown;
  }
  assert.ok(files);
  return { files, error };
}

/** What is the user's own: files named like results, links, a folder. */
async function writeOthers({ species, folder }: Place): Promise<void> {
  const stem = species.replace(/\.species$/, '');
  await writeFile(`${stem}_2_half1.mrc`, 'of another species');
  await writeFile(`${stem}_notes.star`, 'my notes');
  await symlink('nowhere', `${stem}_dangling.mrc`);
  await cp(join(folder, 'tomostar'), `${stem}_folder.mrc`, { recursive: true });
}
