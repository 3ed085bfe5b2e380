/** Refinements that are cancelled, killed or started twice: files are as a finished round left them, all of them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { outcome, runMurmur, startMurmur, type MurmurProcess } from '../support/runMurmur';
import { changes, ofTheUser, snapshot } from '../support/snapshot';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { copyProject, makeTinyProject, shortRefinement, type TinyProject } from '../support/tinyProject';

describe('murmur refine, interrupted', function () {
  this.timeout(120_000);
  const inFolder = useTemporaryFolder();
  let folder: string;
  let original: TinyProject;
  let project: TinyProject;
  /** The original after one round. */
  let refined: ReadonlyMap<string, string>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'murmur-'));
    original = await makeTinyProject(join(folder, 'tiny'));
    const copy = await copyProject(original, join(folder, 'refined'));
    const { code, err } = await runMurmur('.', ...shortRefinement(copy.population));
    assert.equal(code, 0, err);
    refined = await snapshot(copy.folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    project = await copyProject(original, inFolder('tiny'));
  });

  it('gives the same bytes for the same project', async () => {
    await runMurmur('.', ...shortRefinement(project.population));
    assert.deepEqual(changes(refined, await snapshot(project.folder)), []);
    assert.notDeepEqual(changes(refined, await snapshot(original.folder)), []);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`by ${signal}: one sentence, exit code 1, files as the last round left them`, async () => {
      const child = startMurmur('.', ...shortRefinement(project.population, '--rounds=3', '--events'));
      const done = outcome(child);
      await heard(child, /"event":"progress".*"round":2\b/);
      child.kill(signal);
      const { code, out, err } = await done;
      assert.equal(code, 1);
      assert.equal(sentence(err), 'murmur: cancelled; files are as the last finished round left them');
      const events = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { event: string; message?: string });
      assert.deepEqual(events.at(-1), {
        event: 'error',
        message: 'cancelled; files are as the last finished round left them',
      });
      assert.deepEqual(changes(refined, await snapshot(project.folder)), []);
    });

  it('by SIGTERM before anything is done: every file as it was', async () => {
    const child = startMurmur('.', ...shortRefinement(project.population, '--events'));
    const done = outcome(child);
    await heard(child, /"event":"start"/);
    child.kill('SIGTERM');
    assert.equal((await done).code, 1);
    assert.deepEqual(changes(await snapshot(original.folder), await snapshot(project.folder)), []);
  });

  it('by a second one on the same population, which is refused', async () => {
    const first = startMurmur('.', ...shortRefinement(project.population, '--events'));
    const firstDone = outcome(first);
    await heard(first, /"event":"start"/);
    const second = await runMurmur('.', ...shortRefinement(project.population));
    assert.equal(second.code, 1);
    assert.match(
      sentence(second.err),
      /^murmur: \S+tiny\.population\.lock: process \d+ on \S+ has been changing this population since \S+; wait until it is done[^\n]*$/,
    );
    assert.equal((await firstDone).code, 0);
    assert.deepEqual(changes(refined, await snapshot(project.folder)), []);
  });

  it('by SIGKILL on its way: every file as it was, and the next start is not locked out', async () => {
    const child = startMurmur('.', ...shortRefinement(project.population, '--events'));
    const done = outcome(child);
    await heard(child, /"event":"series"/);
    child.kill('SIGKILL');
    await done;
    const lock = 'm/tiny.population.lock';
    assert.deepEqual(ofTheUser(changes(await snapshot(original.folder), await snapshot(project.folder))), [
      lock,
    ]);
    const { code } = await runMurmur('.', ...shortRefinement(project.population));
    assert.equal(code, 0);
    assert.deepEqual(changes(refined, await snapshot(project.folder)), []);
  });

  it('by SIGKILL, and then changed by hand: what was found for the old particles does not count', async () => {
    const removeOne = async (from: TinyProject): Promise<void> => {
      const table = from.companion('_particles.star');
      const lines = (await readFile(table, 'utf8')).split('\n');
      const first = lines.findIndex((line) => line.includes('TS_1.tomostar'));
      await writeFile(table, lines.toSpliced(first, 1).join('\n'));
    };
    const child = startMurmur('.', ...shortRefinement(project.population, '--events'));
    const done = outcome(child);
    await heard(child, /"event":"series".*\n.*"event"/);
    child.kill('SIGKILL');
    await done;
    const fresh = await copyProject(original, inFolder('fresh'));
    for (const one of [project, fresh]) {
      await removeOne(one);
      const { code, err } = await runMurmur('.', ...shortRefinement(one.population));
      assert.equal(code, 0, err);
    }
    assert.deepEqual(changes(await snapshot(fresh.folder), await snapshot(project.folder)), []);
  });

  for (const delay of [0, 6, 12, 21, 30, 40, 50])
    it(`by SIGKILL ${delay} ms into saving: after the next start all files are old, or all are new`, async function () {
      // On a busy machine a save can be over before this process is given the time to see that it began.
      this.retries(3);
      const child = startMurmur('.', ...shortRefinement(project.population));
      const done = outcome(child);
      const journal = join(dirname(project.population), '.tiny.population.unfinished_save');
      while (!existsSync(journal) && child.exitCode === null) await setImmediate();
      assert.equal(child.exitCode, null, 'it ended before it saved');
      if (delay > 0) await setTimeout(delay);
      child.kill('SIGKILL');
      await done;
      // Any start puts things right, even one that gets no further.
      const next = await runMurmur('.', ...shortRefinement(project.population, '--adapter=nosuch'));
      assert.equal(next.code, 1);
      const now = await snapshot(project.folder);
      const old = contents(await snapshot(original.folder));
      const fresh = contents(refined);
      const seen = contents(now);
      const fromOld = ofTheUser(changes(old, seen));
      const fromNew = ofTheUser(changes(fresh, seen));
      assert.ok(
        fromOld.length === 0 || fromNew.length === 0,
        `differs from old in ${fromOld.join(', ')}; from new in ${fromNew.join(', ')}`,
      );
      // Nothing is left lying about, and the population works.
      assert.deepEqual(
        [...now.keys()].filter((path) => /\.tmp$|\.lock$|unfinished/.test(path)),
        [],
      );
      const again = await runMurmur('.', ...shortRefinement(project.population, '--iter=0'));
      assert.equal(again.code, 0, again.err);
    });
});

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

/** Files without version numbers and the copies that they name: those are made after the results are safe. */
function contents(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...files]
      .filter(([path, text]) => text !== '(folder)' && !/(^|\/)versions(\/|$)/.test(path))
      .map(([path, text]) => [
        path,
        /\.(species|source)$/.test(path)
          ? text.replace(/Name="(Previous)?Version" Value="[^"]*"|\s*<RefinedWith>[^]*<\/RefinedWith>/g, '')
          : text,
      ]),
  );
}
