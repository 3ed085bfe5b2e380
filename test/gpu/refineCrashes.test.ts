/**
 * A refinement that is stopped at every operation on the disk, from its plan over each task to the end of its save: the same
 * command goes on from a whole state, and ends with the bytes of a run that nothing has stopped.
 */
import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import type { RefinementEvent } from '../../shared/records/events';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { isTemporary } from '../../src/files/durableFile';
import { withFiles } from '../../src/files/files';
import { inProcess } from '../../src/jobs/refinement/runners/inProcess';
import type { RefinementOptions } from '../../src/jobs/refinement/refinementOptions';
import { refinePopulation } from '../../src/jobs/refinement/refinePopulation';
import { defaultSettings } from '../../src/jobs/refinementSettings/fields';
import { optionsOf } from '../../src/jobs/refinementSettings/options';
import { selectSeries } from '../../src/jobs/sources/selectSeries';
import { canFail, CrashFiles, type Fault, type Loss } from '../support/crashFiles';
import { testGpu } from '../support/gpu';
import { leaveLocks } from '../support/leaveLocks';
import { putBack } from '../support/putBack';
import { changes, snapshot } from '../support/snapshot';
import { useSuiteFolder } from '../support/temporaryFolder';
import { makeTinyProject, type TinyProject } from '../support/tinyProject';

const moments: readonly { readonly fault: Fault; readonly loss: Loss }[] = [
  { fault: 'death', loss: 'nothing' },
  { fault: 'death', loss: 'everything' },
  { fault: { code: 'ENOSPC', lasts: true }, loss: 'nothing' },
  { fault: 'death', loss: 'content' },
  { fault: { code: 'ENOSPC', lasts: false }, loss: 'nothing' },
  { fault: { code: 'EACCES', lasts: false }, loss: 'nothing' },
];

describe('A refinement that is stopped', () => {
  const inFolder = useSuiteFolder();
  let original: TinyProject;
  let project: TinyProject;
  let old: ReadonlyMap<string, string>;
  before(async () => {
    original = await makeTinyProject(inFolder('old'), {
      simulate: {
        '--particles': '3',
        '--angles': '-30,0,30',
        '--image': '70,60',
        '--volume': '70,60,30',
        '--box': '24',
      },
    });
    old = snapshot(original.folder);
    const folder = inFolder('stopped');
    await cp(original.folder, folder, { recursive: true, preserveTimestamps: true });
    project = { ...original, folder, population: original.population.replace(original.folder, folder) };
  });

  it('goes on to the same bytes, wherever that was', async () => {
    const counted = await stop(Infinity, 'death');
    assert.equal(counted.error, null);
    const whole = snapshot(project.folder);
    assert.notDeepEqual(changes(old, whole), []);
    let stops = 0;
    const all = process.env.MUTATIONS !== undefined;
    const step = all ? 1 : Math.ceil(counted.files.operations / 30);
    for (let at = 0; at < counted.files.operations; at += step)
      for (const [kind, { fault, loss }] of moments.entries()) {
        // Some operations, one kind at each, unless all are asked for as with damaged files.
        if (!all && kind !== (at / step) % moments.length) continue;
        if (fault !== 'death' && !canFail(counted.files.kinds[at], fault.code)) continue;
        putBack(project.folder, original.folder, old);
        const { files, error } = await stop(at, fault);
        await files.lose(loss);
        await leaveLocks(project.folder);
        // Where nobody noticed, any command clears away what is left.
        const again = error === null ? await changeNothing() : await refine();
        const story = `stopped at ${files.log[at]} by ${JSON.stringify({ fault, loss })} (${error?.message}), then: ${again.join('; ')}`;
        const different = changes(whole, snapshot(project.folder));
        // A trial file that may not be removed is used again by the next run.
        const left = different.filter((path) => error !== null || !isTemporary(path));
        assert.deepEqual(left, [], story);
        stops++;
      }
    assert.ok(stops >= 20, `${stops} stops`);
  });

  /** @returns what was said */
  async function refine(): Promise<readonly string[]> {
    const said: string[] = [];
    // It stays open from run to run.
    const gpu = Object.create(await testGpu(), { close: { value: () => undefined } }) as Gpu;
    const hear = (event: RefinementEvent): void => {
      if (event.event === 'log') said.push(event.message);
    };
    await refinePopulation(asked(project.population), hear, async () =>
      inProcess(async () => Promise.resolve(gpu)),
    );
    return said;
  }

  async function changeNothing(): Promise<readonly string[]> {
    await selectSeries({ population: project.population, series: ['TS_1'], selection: 'automatic' });
    return [];
  }

  async function stop(at: number, fault: Fault): Promise<{ files: CrashFiles; error: Error | null }> {
    let files: CrashFiles | undefined;
    let error: Error | null = null;
    try {
      await withFiles((disk) => (files = new CrashFiles(disk, at, fault)), refine);
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      error = thrown;
    }
    assert.ok(files);
    return { files, error };
  }
});

function asked(population: string): RefinementOptions {
  return optionsOf({
    ...defaultSettings,
    population,
    subIterations: 1,
    rounds: 1,
    particlePoses: true,
    accept: 'references',
  });
}
