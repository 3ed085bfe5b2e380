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
        '--angpix': '24',
      },
    });
    old = snapshot(original.folder);
    const folder = inFolder('stopped');
    await cp(original.folder, folder, { recursive: true, preserveTimestamps: true });
    project = { ...original, folder, population: original.population.replace(original.folder, folder) };
  });

  it('goes on to the same bytes, wherever that was', async () => {
    const counted = await stop(Infinity, 'death');
    await counted.files.lose('nothing');
    assert.equal(counted.error, null);
    const whole = snapshot(project.folder);
    assert.notDeepEqual(changes(old, whole), []);
    let stops = 0;
    const all = process.env.MUTATIONS !== undefined;
    const step = all ? 1 : Math.ceil(counted.files.operations / 16);
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
    assert.ok(stops >= 10, `${stops} stops`);
  });

  it('by a full disk waits until there is room, and ends with the same bytes', async () => {
    putBack(project.folder, original.folder, old);
    const { files: counted } = await stop(Infinity, 'death');
    await counted.lose('nothing');
    const whole = snapshot(project.folder);
    const writes = [...counted.kinds.entries()].filter(([, kind]) => kind === 'write').map(([at]) => at);
    const fault = { code: 'ENOSPC', lasts: true } as const;
    // While references, a series and maps are written, and in the middle of the save.
    for (const share of [0.25, 0.4, 0.6, 0.9]) {
      putBack(project.folder, original.folder, old);
      const at = writes[Math.floor(share * writes.length)];
      let said: readonly string[] = [];
      let disk: CrashFiles | undefined;
      await withFiles(
        (own) => (disk = new CrashFiles(own, at, fault)),
        async () => (said = await refine(5000, () => disk?.mend())),
      );
      await disk?.lose('nothing');
      const waited = said.filter((text) =>
        /the disk is full.*; the run waits until there is room in /.test(text),
      );
      assert.equal(waited.length, 1, `full at ${counted.log[at]}: ${said.join('; ')}`);
      assert.ok(said.includes('there is room again: the run goes on'), said.join('; '));
      assert.deepEqual(changes(whole, snapshot(project.folder)), [], counted.log[at]);
    }
  });

  /**
   * @param patience ms
   * @param wait is told that the run waits
   * @returns what was said
   */
  async function refine(patience = 0, wait = (): void => undefined): Promise<readonly string[]> {
    const said: string[] = [];
    // It stays open from run to run.
    const gpu = Object.create(await testGpu(), { close: { value: () => undefined } }) as Gpu;
    const hear = (event: RefinementEvent): void => {
      if (event.event !== 'log') return;
      said.push(event.message);
      if (event.message.includes('the run waits')) wait();
    };
    await refinePopulation({ ...asked(project.population), patience }, hear, async () =>
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
      await withFiles(
        (disk) => (files = new CrashFiles(disk, at, fault)),
        async () => refine(),
      );
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
