/** Refinements that are cancelled, killed or started twice: files are as a finished round left them, all of them. */
import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { countingChanges, killedAtChange, signalledWhenSaid } from '../support/meddling';
import { outcome, runMurmur, startMurmur, type MurmurProcess } from '../support/runMurmur';
import { changes, ofTheUser, snapshot } from '../support/snapshot';
import { useSuiteFolder, useTemporaryFolder } from '../support/temporaryFolder';
import {
  copyTinyProject,
  sharedTinyProject,
  shortRefinement,
  type TinyProject,
} from '../support/tinyProject';

describe('murmur refine, interrupted', () => {
  const inSuite = useSuiteFolder();
  const inFolder = useTemporaryFolder();
  let original: TinyProject;
  let project: TinyProject;
  /** The original after one round. */
  let refined: ReadonlyMap<string, string>;
  /** How often that changed the disk. */
  let changeCount: number;
  before(async () => {
    original = await sharedTinyProject();
    const copy = await copyTinyProject(inSuite('refined'));
    const env = countingChanges(inSuite('changes'));
    const { code, err } = await outcome(startMurmur(env, ...shortRefinement(copy.population)));
    assert.equal(code, 0, err);
    refined = snapshot(copy.folder);
    changeCount = (await stat(inSuite('changes'))).size;
  });
  beforeEach(async () => {
    project = await copyTinyProject(inFolder('tiny'));
  });

  it('gives the same bytes for the same project', async () => {
    await runMurmur('.', ...shortRefinement(project.population));
    assert.deepEqual(results(changes(refined, snapshot(project.folder))), []);
    assert.notDeepEqual(changes(refined, snapshot(original.folder)), []);
  });

  for (const [signal, exitCode, message, more] of [
    ['SIGINT', 1, 'cancelled; files are as the last finished round left them', {}],
    [
      'SIGTERM',
      75,
      'ended by SIGTERM before it was done; the same command goes on from there',
      { stopped: true },
    ],
    [
      'SIGUSR1',
      75,
      'ended by SIGUSR1 before it was done; the same command goes on from there',
      { stopped: true },
    ],
  ] as const)
    it(`by ${signal}: one sentence, exit code ${exitCode}, files as the last round left them`, async () => {
      const env = signalledWhenSaid(signal, /"event":"progress".*"round":2\b/);
      const child = startMurmur(env, ...shortRefinement(project.population, '--rounds=3', '--events'));
      const { code, out, err } = await outcome(child);
      assert.equal(code, exitCode);
      assert.equal(sentence(err), `murmur: ${message}`);
      const events = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { event: string; message?: string });
      assert.deepEqual(events.at(-1), { event: 'error', message, ...more });
      assert.deepEqual(ofTheUser(changes(refined, snapshot(project.folder))), []);
    });

  it('by SIGTERM before anything is done: every file as it was', async () => {
    const { code } = await eventfully(signalledWhenSaid('SIGTERM', /"event":"start"/));
    assert.equal(code, 75);
    const left = changes(snapshot(original.folder), snapshot(project.folder));
    assert.deepEqual(ofTheUser(left), []);
  });

  it('by a second one on the same population, which is refused', async () => {
    // The first one stands still meanwhile.
    const env = signalledWhenSaid('SIGSTOP', /"event":"start"/);
    const first = startMurmur(env, ...shortRefinement(project.population, '--events'));
    const firstDone = outcome(first);
    await heard(first, /"event":"start"/);
    const second = await runMurmur('.', ...shortRefinement(project.population));
    first.kill('SIGCONT');
    assert.equal(second.code, 1);
    assert.match(
      sentence(second.err),
      /^murmur: \S+tiny\.population\.lock: refine \(process \d+ on \S+\) has been changing this population since \S+; wait until it is done[^\n]*$/,
    );
    assert.equal((await firstDone).code, 0);
    assert.deepEqual(results(changes(refined, snapshot(project.folder))), []);
  });

  it('by SIGKILL on its way: every file as it was, and the next start is not locked out', async () => {
    await eventfully(signalledWhenSaid('SIGKILL', /"event":"series"/));
    const left = ofTheUser(changes(snapshot(original.folder), snapshot(project.folder)));
    // Of the species, the population and the series.
    assert.equal(left.filter((path) => path.endsWith('.lock')).length, 3);
    assert.equal(left.length, 3, left.join());
    const { code } = await runMurmur('.', ...shortRefinement(project.population));
    assert.equal(code, 0);
    assert.deepEqual(results(changes(refined, snapshot(project.folder))), []);
  });

  it('by SIGKILL, and then changed by hand: what was found for the old particles does not count', async () => {
    const removeOne = async (from: TinyProject): Promise<void> => {
      const table = from.companion('_particles.star');
      const lines = (await readFile(table, 'utf8')).split('\n');
      const first = lines.findIndex((line) => line.includes('TS_1.tomostar'));
      await writeFile(table, lines.toSpliced(first, 1).join('\n'));
    };
    await eventfully(signalledWhenSaid('SIGKILL', /"event":"series".*\n.*"event"/));
    const fresh = await copyTinyProject(inFolder('fresh'));
    for (const one of [project, fresh]) {
      await removeOne(one);
      const { code, err } = await runMurmur('.', ...shortRefinement(one.population));
      assert.equal(code, 0, err);
    }
    assert.deepEqual(results(changes(snapshot(fresh.folder), snapshot(project.folder))), []);
  });

  it('by SIGKILL in the second of three rounds: the same command goes on there, and ends with the same bytes', async () => {
    const whole = await copyTinyProject(inFolder('whole'));
    const rounds = ['--rounds=3', '--events'];
    const uninterrupted = await runMurmur('.', ...shortRefinement(whole.population, ...rounds));
    assert.equal(uninterrupted.code, 0, uninterrupted.err);
    const saved = /"event":"round","round":(\d)/g;
    const roundsIn = (out: string): readonly string[] => [...out.matchAll(saved)].map(([, round]) => round);
    assert.deepEqual(roundsIn(uninterrupted.out), ['1', '2', '3']);
    const killed = await outcome(
      startMurmur(
        signalledWhenSaid('SIGKILL', /"event":"series","round":2/),
        ...shortRefinement(project.population, ...rounds),
      ),
    );
    assert.deepEqual([killed.code, roundsIn(killed.out)], [null, ['1']]);
    const estimated = await runMurmur(
      '.',
      ...shortRefinement(project.population, '--rounds=3', '--estimate'),
    );
    assert.match(estimated.out, /^Left: round 2 of an interrupted run, 1 of 2 series refined: taken up/m);
    const again = await runMurmur('.', ...shortRefinement(project.population, ...rounds));
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /round 1 of 3 was saved by a run that was interrupted: going on with round 2/);
    assert.match(again.out, /TS_1: taken up from an interrupted run/);
    assert.deepEqual(roundsIn(again.out), ['2', '3']);
    assert.deepEqual(results(changes(snapshot(whole.folder), snapshot(project.folder))), []);
    // What is done is not taken up.
    const next = await runMurmur('.', ...shortRefinement(project.population, '--rounds=1', '--events'));
    assert.deepEqual(roundsIn(next.out), ['1']);
  });

  it('by SIGKILL at any change of the disk: after the next start all files are old, or all are new', async () => {
    const old = snapshot(original.folder);
    const fresh = refined;
    const seen = new Set<string>();
    const told = new Set<string>();
    for (const share of [0.25, 0.4, 0.7, 0.95]) {
      project = await copyTinyProject(inFolder(`killed at ${share}`));
      const env = killedAtChange(Math.round(share * changeCount));
      const killed = await outcome(startMurmur(env, ...shortRefinement(project.population)));
      assert.equal(killed.code, null, `it ended before it was killed at ${share}`);
      // Any start puts things right, even one that gets no further.
      const next = await runMurmur('.', ...shortRefinement(project.population, '--adapter=nosuch'));
      assert.equal(next.code, 1);
      told.add(/an interrupted save of an earlier command was (.*) first/.exec(next.err)?.[1] ?? 'nothing');
      const now = snapshot(project.folder);
      const fromOld = ofTheUser(changes(old, now));
      const fromNew = ofTheUser(changes(fresh, now));
      assert.ok(
        fromOld.length === 0 || fromNew.length === 0,
        `killed at ${share}: differs from old in ${fromOld.join(', ')}; from new in ${fromNew.join(', ')}`,
      );
      seen.add(fromOld.length === 0 ? 'old' : 'new');
      // Nothing is left lying about but in the folder of the round, and the population works.
      assert.deepEqual(
        [...now.keys()].filter((path) => /^(?!.*checkpoint\/).*(\.tmp$|\.lock$|unfinished)/.test(path)),
        [],
      );
      const again = await runMurmur('.', ...shortRefinement(project.population, '--iter=0'));
      assert.equal(again.code, 0, again.err);
    }
    assert.deepEqual([...seen], ['old', 'new']);
    assert.deepEqual([...told], ['nothing', 'taken back', 'completed']);
  });

  function eventfully(env: NodeJS.ProcessEnv): ReturnType<typeof outcome> {
    return outcome(startMurmur(env, ...shortRefinement(project.population, '--events')));
  }
});

/** Without the record of each start, whose name is the time. */
function results(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !path.startsWith('m/refinement_temp/jobs'));
}

/** Resolves when the process has said it on standard output. */
async function heard(child: MurmurProcess, what: RegExp): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (what.test(said)) resolve();
    });
    child.once('close', () => reject(new Error(`it never said ${String(what)}: ${said}`)));
  });
}

function sentence(err: string): string {
  return err.slice(err.indexOf('murmur: ')).trimEnd();
}
