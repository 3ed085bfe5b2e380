/**
 * Every two commands that change a project, the second while the first is about to save: on one population, through a link
 * to it, and on another population that shares its source and species. The second is refused, or changes other files.
 */
import assert from 'node:assert/strict';
import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { withFiles, type Files } from '../../../src/files/files';
import { addSource, addSpecies } from '../../../src/jobs/project/populationMembers';
import { createPopulation } from '../../../src/jobs/project/createPopulation';
import { Problem } from '../../../shared/problem';
import { commands, placeIn, writeInputs, type Place } from '../../support/changingCommands';
import { putBack } from '../../support/putBack';
import { writePopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useSuiteFolder } from '../../support/temporaryFolder';

describe('two commands at once', () => {
  const inFolder = useSuiteFolder();
  let original: Place;
  let old: ReadonlyMap<string, string>;
  before(async () => {
    original = placeIn(inFolder('old'));
    await writePopulation(original.folder);
    await writeInputs(original);
    // There is a version that may be taken away.
    await commands.rotate_species(original);
    await symlink('p.population', join(original.folder, 'link.population'));
    const other = await createPopulation({ folder: original.folder, name: 'q' });
    await addSource(other.path, original.source);
    await addSpecies(other.path, original.species);
    old = snapshot(original.folder);
    await cp(original.folder, inFolder('p'), { recursive: true, verbatimSymlinks: true });
  });

  for (const population of ['p.population', 'link.population', 'q.population'])
    it(`lose nothing of what either says it did, on p.population and ${population}`, async () => {
      const first = placeIn(inFolder('p'));
      const second = placeIn(first.folder, join(first.folder, population));
      const alone = async (place: Place, name: string): Promise<ReadonlyMap<string, string>> => {
        putBack(place.folder, original.folder, old);
        await commands[name](place);
        return withoutGuids(snapshot(place.folder));
      };
      const before = withoutGuids(old);
      const names = Object.keys(commands);
      const ofSecond = new Map<string, ReadonlyMap<string, string>>();
      for (const name of names) ofSecond.set(name, await alone(second, name));
      let refused = 0;
      for (const one of names) {
        const afterFirst = await alone(first, one);
        // All that are refused are tried while the first stands still once; it is begun again after one that is not.
        for (let next = 0; next < names.length;) {
          putBack(first.folder, original.folder, old);
          const attempts = names.slice(next).map((two) => async () => commands[two](second));
          const { refusals, isLastIn } = await whileSaving(async () => commands[one](first), attempts);
          for (const refusal of refusals)
            assert.match(
              refusal.message,
              new RegExp(`: ${one} \\(process \\d+ on .*\\) has been changing `),
              `${one}, then ${names[next + refusals.indexOf(refusal)]}`,
            );
          refused += refusals.length;
          next += refusals.length;
          const expected = new Map(afterFirst);
          if (isLastIn) {
            const two = names[next++];
            const own = ofSecond.get(two) ?? new Map<string, string>();
            for (const path of changes(before, own)) {
              const text = own.get(path);
              assert.ok(
                !changes(before, afterFirst).includes(path) || text === '(folder)',
                `${one} and ${two} both change ${path}`,
              );
              if (text === undefined) expected.delete(path);
              else expected.set(path, text);
            }
          }
          const seen = withoutGuids(snapshot(first.folder));
          assert.deepEqual(changes(expected, seen), [], `${one}, then commands until ${names[next - 1]}`);
        }
      }
      assert.ok(refused > names.length, `${refused} were refused`);
    });
});

/**
 * When `first` starts to write what is no lock, tries one after the other until one is not refused; then `first` goes on.
 * @returns why the others were refused, and whether the last one got in
 */
async function whileSaving(
  first: () => Promise<unknown>,
  attempts: readonly (() => Promise<unknown>)[],
): Promise<{ readonly refusals: readonly Problem[]; readonly isLastIn: boolean }> {
  const refusals: Problem[] = [];
  let isFree = false;
  const run = async (): Promise<void> => {
    isFree = true;
    for (const attempt of attempts)
      try {
        await attempt();
        return;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refusals.push(error);
      }
  };
  const holding = (disk: Files): Files => ({
    ...disk,
    async create(path) {
      if (!isFree && !path.includes('.lock')) await run();
      return disk.create(path);
    },
  });
  await withFiles(holding, first);
  assert.ok(isFree, 'the first command wrote nothing');
  return { refusals, isLastIn: refusals.length < attempts.length };
}

function withoutGuids(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const guid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const sum = /^[0-9a-f]{64}/gm;
  return new Map(
    [...files].map(([path, text]) => [
      path,
      path.endsWith('.sha256') ? text.replace(sum, 'sum') : text.replace(guid, 'guid'),
    ]),
  );
}
