/** A runner that is one more in the list is all that it takes: its jobs are launched, shown in every state, and cancelled. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import type { RefinementEvent } from '../../../shared/records/events';
import { EventTail } from '../../../src/jobs/runs/eventTail';
import { cancelJob, isActive, lookAgain, newJob, type Job } from '../../../src/jobs/runs/job';
import {
  createJob,
  isMarkedCancelled,
  readOptions,
  readRunner,
  recordRunner,
} from '../../../src/jobs/runs/jobFolder';
import type { JobRunner } from '../../../src/jobs/runs/jobRunner';
import { jobRunners } from '../../../src/jobs/runs/jobRunners';
import { launchJob } from '../../../src/jobs/runs/launchJob';
import {
  describeJob,
  endNotice,
  jobIcons,
  jobLines,
  populationText,
  statusText,
} from '../../../src/providers/jobWords';
import { jobOptions } from '../../support/job';
import { QueueRunner } from '../../support/queueRunner';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const murmur = { command: ['node', 'murmur'], env: {} };

describe('a job of another runner', () => {
  const inFolder = useTemporaryFolder();
  let queue: QueueRunner;
  let runners: typeof jobRunners;
  let job: Job;
  let tail: EventTail;
  beforeEach(async () => {
    queue = new QueueRunner();
    runners = [...jobRunners, queue];
    const options = {
      ...jobOptions(inFolder('p.population'), { rounds: 5 }),
      created: new Date().toISOString(),
    };
    job = await launchJob(options, murmur, queue);
    tail = new EventTail(job.files.events);
    await look();
  });

  async function look(): Promise<void> {
    job = await lookAgain(job, tail, runners);
  }

  async function becomes(state: (typeof queue.launched)[number]['state'], ...said: RefinementEvent[]) {
    for (const event of said) appendFileSync(job.files.events, `${JSON.stringify(event)}\n`);
    queue.launched[0].state = state;
    await look();
  }

  it('runs what the command line runs, by the settings in its folder', async () => {
    assert.deepEqual(
      queue.launched.map(({ args }) => args),
      [['refine', '--settings', job.files.settings, '--events']],
    );
    assert.deepEqual(await readRunner(job.files), { kind: 'queue', ticket: 0 });
    assert.equal((await readOptions(job.files))?.settings.rounds, 5);
  });

  it('waits, which the tree, the status bar and its population say, and can be cancelled from there', async () => {
    assert.equal(job.state, 'queued');
    assert.ok(isActive(job));
    assert.equal(describeJob(job), 'queued');
    assert.equal(jobIcons[job.state].id, 'watch');
    assert.deepEqual(jobLines(job), []);
    assert.equal(populationText(job), 'refinement queued');
    assert.deepEqual(statusText([job]), {
      text: '$(watch) queued',
      tooltip: 'Refining p: queued',
      label: 'Refining p: queued',
    });
    const before = job;
    await look();
    assert.equal(job, before);
    assert.ok(offersToCancel(job));
    await cancelJob(job, runners);
    await look();
    assert.deepEqual([job.state, describeJob(job)], ['cancelled', 'cancelled']);
    assert.ok(!offersToCancel(job));
    assert.match(endNotice(job).message, /^Cancelled the refinement of p;/);
  });

  it('runs when its runner says so, before those that wait', async () => {
    const waiting = job;
    await becomes('running', progress);
    assert.equal(describeJob(job), 'round 2/5 · 3/10 series');
    assert.equal(populationText(job), 'refining · 30 %');
    assert.equal(statusText([waiting, job])?.text, '$(sync~spin) round 2/5 · 3/10 series (+1)');
    assert.equal(statusText([job])?.tooltip, 'Refining p: TS_3: refining');
    assert.deepEqual(jobLines(job), [{ label: 'Now', description: 'TS_3: refining', icon: 'arrow-right' }]);
    await becomes('ended', {
      event: 'done',
      species: [{ guid: 'g', name: 'a', resolution: 8 }],
      seconds: 61,
    });
    assert.equal(describeJob(job), 'finished in 1 min · a 8.0 Å');
    assert.deepEqual(endNotice(job), { kind: 'information', message: 'Refined p: a 8.0 Å' });
    assert.equal(statusText([job]), null);
  });

  it('is lost when its runner cannot tell, and found again', async () => {
    await becomes('lost');
    assert.equal(describeJob(job), 'lost: nothing is heard of it any more (ticket 0)');
    assert.equal(jobIcons[job.state].id, 'question');
    assert.deepEqual(endNotice(job), {
      kind: 'warning',
      message: 'The refinement of p is lost: nothing is heard of it any more (ticket 0)',
    });
    assert.ok(!isActive(job) && !offersToCancel(job));
    await becomes('running');
    assert.deepEqual([job.state, job.reason], ['running', null]);
  });

  it('fails with what it said last', async () => {
    await becomes('ended', { event: 'error', message: 'no adapter' });
    assert.equal(describeJob(job), 'failed: no adapter');
    assert.deepEqual(endNotice(job), { kind: 'error', message: 'Refining p failed: no adapter' });
  });

  it('fails without a word where it is killed: how far it was, its log says last, is no reason', async () => {
    appendFileSync(job.files.log, 'no such device\n');
    await becomes('ended');
    assert.equal(describeJob(job), 'failed: no such device');
    appendFileSync(job.files.log, 'round 1: TS_1, 6 particles\n');
    await becomes('ended', {
      event: 'start',
      population: 'p',
      species: [],
      sources: [],
      rounds: 2,
      adapter: 'a card',
      processId: 1,
    });
    assert.equal(
      describeJob(job),
      'failed: the engine was killed or crashed on its way; started again with the same settings it goes on from there',
    );
    appendFileSync(job.files.log, 'murmur: the disk is full\n');
    await becomes('ended');
    assert.equal(describeJob(job), 'failed: the disk is full');
  });

  it('tells its first warnings one by one, and how many more there are', async () => {
    const warnings = Array.from({ length: 7 }, (_, i): RefinementEvent => ({
      event: 'log',
      level: 'warning',
      message: `a worker died (${i})`,
    }));
    await becomes('running', warnings[0], ...warnings);
    assert.deepEqual(
      jobLines(job).map(({ label, description }) => [label, description]),
      [
        ['Warning', 'a worker died (0)'],
        ...[1, 2, 3, 4].map((i) => [`Warning ${i + 1}`, `a worker died (${i})`]),
        ['More warnings', '2, in its report and log'],
      ],
    );
  });

  it('is stopped, where it ended before its time and can go on', async () => {
    const message = 'ended by SIGTERM before it was done; the same command goes on from there';
    await becomes('ended', { event: 'error', message, stopped: true });
    assert.equal(describeJob(job), `stopped: ${message}`);
    assert.equal(jobIcons[job.state].id, 'debug-pause');
    assert.deepEqual(endNotice(job), {
      kind: 'warning',
      message: `The refinement of p is stopped: ${message}`,
    });
    assert.ok(!isActive(job) && !offersToCancel(job));
  });

  it('says what its runner says of the queue, and what ended it', async () => {
    let detail: string | null = 'Ticket 0: waiting behind others';
    runners = [Object.assign(Object.create(queue) as QueueRunner, { detail: async () => detail })];
    await look();
    assert.equal(describeJob(job), 'queued · Ticket 0: waiting behind others');
    assert.deepEqual(jobLines(job), [
      { label: 'Queue', description: 'Ticket 0: waiting behind others', icon: 'server' },
    ]);
    detail = 'Ticket 0 on node17';
    await becomes('running');
    assert.deepEqual(jobLines(job), [{ label: 'Where', description: 'Ticket 0 on node17', icon: 'server' }]);
    const before = job;
    detail = 'Ticket 0 on node17, 1 min';
    await look();
    assert.notEqual(job, before);
    detail = 'it took more memory than it had asked for';
    appendFileSync(job.files.log, 'round 1 done\n');
    await becomes('ended');
    assert.equal(describeJob(job), `failed: ${detail}`);
  });

  it('is lost, and not to be cancelled, for a version that has no such runner', async () => {
    runners = jobRunners;
    await look();
    assert.equal(describeJob(job), 'lost: nothing is heard of it any more (queue)');
    await assert.rejects(cancelJob(job), /is run by "queue", which this version does not know/);
    assert.equal(await isMarkedCancelled(job.files), false);
  });

  it('that cannot be cancelled is not marked as such', async () => {
    queue.cancel = async () => Promise.reject(new Error('the queue is closed'));
    await assert.rejects(cancelJob(job, runners), /the queue is closed/);
    assert.equal(await isMarkedCancelled(job.files), false);
    assert.equal(queue.launched[0].state, 'queued');
  });
});

describe('a job that no runner has yet', () => {
  const inFolder = useTemporaryFolder();

  async function jobOf(created: Date): Promise<Job> {
    const options = { ...jobOptions(inFolder('p.population')), created: created.toISOString() };
    const job = newJob(await createJob(options), options);
    return lookAgain(job, new EventTail(job.files.events));
  }

  it('is queued, ends when it is cancelled, also where a runner takes it up just then', async () => {
    const job = await jobOf(new Date());
    assert.equal(job.state, 'queued');
    await cancelJob(job);
    assert.equal((await lookAgain(job, new EventTail(job.files.events))).state, 'cancelled');
    const queue = new QueueRunner();
    const hasty: JobRunner = Object.assign(Object.create(queue) as QueueRunner, {
      launch: async (...args: Parameters<JobRunner['launch']>) => {
        await cancelJob(newJob(args[0], job.options));
        return queue.launch(...args);
      },
    });
    const late = await launchJob(job.options, murmur, hasty);
    assert.equal(queue.launched[0].state, 'ended');
    assert.equal((await lookAgain(late, new EventTail(late.files.events), [queue])).state, 'cancelled');
  });

  it('has failed after a while', async () => {
    const job = await jobOf(new Date(Date.now() - 60_000));
    assert.equal(describeJob(job), 'failed: the engine stopped unexpectedly');
  });
});

describe('a job of another computer', () => {
  const inFolder = useTemporaryFolder();

  it('runs as long as it says something, is lost then, and is cancelled there', async () => {
    const options = jobOptions(inFolder('p.population'));
    const files = await createJob(options);
    await recordRunner(files, { kind: 'local', host: 'node17', pid: 12, processStart: '5' } as {
      kind: string;
    });
    const tail = new EventTail(files.events);
    const unheard = await lookAgain(newJob(files, options), tail);
    assert.equal(describeJob(unheard), 'lost: nothing is heard of it any more (process 12 on node17)');
    appendFileSync(files.events, `${JSON.stringify(progress)}\n`);
    const heard = await lookAgain(unheard, tail);
    assert.equal(heard.state, 'running');
    await assert.rejects(cancelJob(heard), /runs on another computer, node17; cancel it there: kill 12/);
    assert.equal(await isMarkedCancelled(files), false);
  });
});

const progress: RefinementEvent = {
  event: 'progress',
  phase: 'refine',
  message: 'TS_3: refining',
  fraction: 0.3,
  round: 2,
  rounds: 5,
  seriesIndex: 3,
  seriesCount: 10,
  secondsLeft: null,
};

/** Whether the row of a job has the entry, as package.json says. */
function offersToCancel({ state }: Job): boolean {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { menus: Record<string, { command: string; when: string }[]> };
  };
  const when = contributes.menus['view/item/context']
    .filter((entry) => entry.command === 'murmuration.cancel')
    .flatMap((entry) => /^view == murmuration\.jobs && viewItem =~ \/(.*)\/$/.exec(entry.when)?.[1] ?? []);
  assert.equal(when.length, 2);
  return when.every((pattern) => new RegExp(pattern).test(`job.${state}`));
}
