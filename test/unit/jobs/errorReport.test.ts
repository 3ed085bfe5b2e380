/** The report of a failed refinement says what is needed to find out why, and whose computer it was is not in it. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorReport } from '../../../src/jobs/runs/errorReport';
import { createJob, markCancelled } from '../../../src/jobs/runs/jobFolder';
import type { JobFiles } from '../../../src/jobs/runs/jobRecords';
import { placesOf, withoutPlaces, type Places } from '../../../src/jobs/runs/withoutPlaces';
import type { RefinementEvent } from '../../../shared/records/events';
import { jobOptions } from '../../support/job';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const places: Places = {
  folders: ['/home/ann/project', '/data/users/ann/project'],
  homes: ['/home/ann', '/data/users/ann'],
  users: ['ann'],
};

describe('a text without places', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['murmur: /home/ann/project/species/a.species:12: bad', 'murmur: species/a.species:12: bad'],
    ['in /data/users/ann/project, and /home/ann/project.', 'in ., and ..'],
    ['/home/ann/project2/maps/x.mrc', 'x.mrc'],
    ['wrote /home/ann/other/x.mrc; see ~/notes/y.txt', 'wrote x.mrc; see y.txt'],
    ['HOME is /home/ann, was /data/users/ann', 'HOME is ~, was ~'],
    ['cannot read /mnt/My Disk 1/set a/x.mrc, no such file', 'cannot read x.mrc, no such file'],
    ['cannot read /mnt/a b/x.mrc and /mnt/c/y.mrc', 'cannot read x.mrc and y.mrc'],
    ['--output=/scratch/q/x.mrc PATH=/usr/bin:/home/ann/bin', '--output=x.mrc PATH=bin:bin'],
    ['"/scratch/q/x.mrc" (/opt/murmur/dist/murmur.cjs:12:3)', '"x.mrc" (murmur.cjs:12:3)'],
    ['at file:///opt/murmur/dist/murmur.cjs:12', 'at murmur.cjs:12'],
    ['C:\\Users\\Ann\\data\\x.mrc and {"a": "D:\\\\data\\\\y.mrc"}', 'x.mrc and {"a": "y.mrc"}'],
    ['\\\\server\\share\\x.mrc', 'x.mrc'],
    ['ann started it, as ann@node7; annual', '~ started it, as ~@node7; annual'],
    [
      'round 2/5 · 3/10 series, 1.2 Å/px, 1/Å, and/or a / b',
      'round 2/5 · 3/10 series, 1.2 Å/px, 1/Å, and/or a / b',
    ],
    ['see https://github.com/a/b', 'see https://github.com/a/b'],
  ];
  for (const [text, expected] of cases)
    it(text, () => {
      assert.equal(withoutPlaces(text, places), expected);
    });

  it('is the same for a project whose folder has signs that mean something elsewhere', () => {
    const folders = ['/data/a+b (1) [x]/p.q'];
    assert.equal(withoutPlaces('/data/a+b (1) [x]/p.q/s.mrc', { folders, homes: [], users: [] }), 's.mrc');
  });

  it('is told of no folder in Windows’ spelling, slashes doubled or not', () => {
    const of: Places = { folders: ['C:\\Users\\ann\\p'], homes: ['C:\\Users\\ann'], users: ['ann'] };
    assert.equal(withoutPlaces('C:\\Users\\ann\\p\\maps\\x.mrc', of), 'maps\\x.mrc');
    assert.equal(withoutPlaces('"C:\\\\Users\\\\ann\\\\p\\\\x.mrc" C:/Users/ann', of), '"x.mrc" ~');
  });
});

describe('the report of a refinement that failed', () => {
  const inFolder = useTemporaryFolder();
  const user = 'carla.rossi';
  let home: string;
  let env: NodeJS.ProcessEnv;
  let population: string;
  const before = { HOME: process.env['HOME'], USER: process.env['USER'] };

  beforeEach(() => {
    // The home that is told is a link, as on many clusters.
    const real = inFolder('disk', user);
    home = inFolder('home', user);
    mkdirSync(path.join(real, 'project'), { recursive: true });
    mkdirSync(inFolder('home'));
    symlinkSync(real, home);
    population = path.join(home, 'project', 'tomo.population');
    writeFileSync(population, '');
    Object.assign(process.env, { HOME: home, USER: user });
    env = process.env;
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  async function failedJob(events: readonly RefinementEvent[], log: readonly string[]): Promise<JobFiles> {
    const job = await createJob(
      jobOptions(population, { rounds: 3, adapter: 'RTX', accept: `${home}/notes` }),
    );
    for (const event of events) appendFileSync(job.events, `${JSON.stringify(event)}\n`);
    appendFileSync(job.log, log.map((line) => `${line}\n`).join(''));
    return job;
  }

  const start: RefinementEvent = {
    event: 'start',
    population: '',
    species: [],
    sources: [],
    rounds: 3,
    adapter: 'NVIDIA RTX 5000',
    processId: 1,
  };
  const progress: RefinementEvent = {
    event: 'progress',
    phase: 'refine',
    message: 'TS_3: image warp',
    fraction: 0.5,
    round: 2,
    rounds: 3,
    series: 'TS_3',
    seriesIndex: 3,
    seriesCount: 12,
    secondsLeft: 100,
  };

  it('has task, error, last lines, GPU, versions and settings, and no place of this computer', async () => {
    const real = path.join(inFolder('disk', user), 'project');
    const lines = [
      ...Array.from({ length: 40 }, (_, i) => `line ${i}: wrote ${home}/project/m/x${i}.mrc`),
      `${user} ran out of room in ${real}/m, see ${home}/notes/a b/todo.txt`,
      `    at run (file://${real}/../node_modules/murmur/dist/murmur.cjs:1:2)`,
      `murmur: ${real}/warp/TS_3.xml: the disk is full; free some space`,
    ];
    const error: RefinementEvent = { event: 'error', message: `${real}/warp/TS_3.xml: the disk is full` };
    const skipped: RefinementEvent = {
      ...{ event: 'skipped', round: 1, source: 's', series: 'TS_9' },
      reason: `${home}/raw/TS_9.mrc is not there`,
    };
    const files = await failedJob([start, skipped, progress, error], lines);
    for (const which of [{ job: files.directory }, { population }]) {
      const { text, state, job } = await errorReport(which);
      assert.deepEqual([state, job], ['failed', files.directory]);
      assert.match(text, /^Task: +refining tomo, round 2\/3 · 3\/12 series: TS_3: image warp$/m);
      assert.match(text, /^Error: +warp\/TS_3\.xml: the disk is full$/m);
      assert.match(text, /^GPU: +NVIDIA RTX 5000$/m);
      assert.match(text, /^Versions: +Murmuration \d+\.\d+\.\d+, Node\.js \d+\.\d+/m);
      assert.match(text, /^Settings: +murmur refine --population tomo\.population .*--adapter RTX/m);
      assert.match(text, /^Left out: +TS_9 in round 1: TS_9\.mrc is not there$/m);
      assert.match(text, /^Job: +refinement_temp\/jobs\/2024/m);
      assert.match(text, /^Last lines of the log, 30 of 43:$/m);
      assert.match(text, /^line 13: wrote m\/x13\.mrc$/m);
      assert.ok(!text.includes('line 12:'));
      for (const place of [home, inFolder('disk'), inFolder(), user, 'carla', 'notes/a b'])
        assert.ok(!text.includes(place), `${place} in ${text}`);
      assert.doesNotMatch(text, /(^|[\s"'(=])\//m);
    }
  });

  it('knows the home by its name and by where it leads', async () => {
    const { homes, users } = await placesOf(path.dirname(population), env);
    for (const one of [home, inFolder('disk', user)])
      assert.ok(
        homes.some((known) => known.endsWith(one)),
        one,
      );
    assert.ok(users.includes(user));
  });

  it('is of the newest that failed, and can be of any that is named', async () => {
    const first = await failedJob([start, { event: 'error', message: 'first' }], []);
    const second = await failedJob([start, { event: 'done', species: [], seconds: 1 }], ['all is well']);
    assert.equal((await errorReport({ population })).job, first.directory);
    const { text, state } = await errorReport({ job: second.directory });
    assert.equal(state, 'finished');
    assert.match(text, /all is well/);
  });

  it('says so where a run ended before it began, and where there is no log', async () => {
    await failedJob([{ event: 'error', message: 'no GPU answers' }], []);
    const { text } = await errorReport({ population });
    assert.match(text, /before it began/);
    assert.match(text, /^GPU: +none was opened$/m);
    assert.match(text, /^There is no log\.$/m);
  });

  it('is refused where none failed, and where there is no job', async () => {
    await assert.rejects(errorReport({ population }), /no refinement of this population has failed/);
    const cancelled = await failedJob([start], []);
    await markCancelled(cancelled, true);
    await assert.rejects(errorReport({ population }), /no refinement of this population has failed/);
    await assert.rejects(errorReport({ job: home }), /it is no folder of a refinement/);
    await assert.rejects(errorReport({}), /give --job FOLDER or --population FILE/);
    await assert.rejects(errorReport({ population: inFolder('no.population') }), /there is no such file/);
  });
});
