/** What Slurm prints, and what is made of it; queues are asked seldom, and about all jobs at once. */
import assert from 'node:assert/strict';
import { plainSlurm } from '../../../src/jobs/runs/slurm/queueCommands';
import { QueueWatch } from '../../../src/jobs/runs/slurm/queueWatch';
import {
  isOver,
  parseSacct,
  parseScontrol,
  parseSqueue,
  type QueueAnswer,
  type QueuedJob,
} from '../../../src/jobs/runs/slurm/states';
import { endWords, queueWords } from '../../../src/jobs/runs/slurm/stateWords';
import { submitOptions, submittedId } from '../../../src/jobs/runs/slurm/submit';

const job = (state: QueuedJob['state'], more: Partial<QueuedJob> = {}): QueuedJob => ({
  state,
  reason: '',
  node: '',
  elapsed: 0,
  ...more,
});

describe('What squeue, scontrol and sacct say', () => {
  it('is read for single jobs and elements of arrays', () => {
    const found = parseSqueue(
      [
        '16_2/RUNNING/1-02:03:04/node17/None',
        '  17/PENDING/0:00//Resources',
        '18/PENDING/0:00//(ReqNodeNotAvail, UnavailableNodes:node[1-3])',
        '19/CONFIGURING/0:05/node[1,3]/None',
        '20/OUT_OF_ME+/0:05/node1/None',
        '21/OUT_OF_MEMORY/1:05/node1/OutOfMemory',
        '22/NODE_FAIL/12:00:05/node1/NodeDown',
        '23/SPECIAL_EXIT/0:00//launch failed requeued held',
        '24/SUSPENDED/0:01/node1/None',
        'slurm_load_jobs error: x',
      ].join('\n'),
    );
    assert.deepEqual(Object.fromEntries(found), {
      '16_2': job('RUNNING', { node: 'node17', elapsed: 93784 }),
      17: job('PENDING', { reason: 'Resources' }),
      18: job('PENDING', { reason: 'ReqNodeNotAvail, UnavailableNodes:node[1-3]' }),
      19: job('PENDING', { node: 'node[1,3]', elapsed: 5 }),
      21: job('OUT_OF_MEMORY', { reason: 'OutOfMemory', node: 'node1', elapsed: 65 }),
      22: job('NODE_FAIL', { reason: 'NodeDown', node: 'node1', elapsed: 43205 }),
      23: job('REQUEUED', { reason: 'launch failed requeued held' }),
      24: job('RUNNING', { node: 'node1', elapsed: 1 }),
    });
  });

  it('counts what is unknown as waiting', () => {
    assert.equal(parseSqueue('1/NEW_STATE/0:00//None').get('1')?.state, 'PENDING');
  });

  it('is read from one line a job of scontrol', () => {
    const text = [
      'JobId=18 ArrayJobId=16 ArrayTaskId=2 JobName=x UserId=root(0) Priority=1 JobState=FAILED Reason=NonZeroExitCode Dependency=(null) Requeue=1 Restarts=0 BatchFlag=1 ExitCode=4:0 RunTime=00:01:02 TimeLimit=UNLIMITED NodeList=node17 BatchHost=node17',
      'JobId=20 JobName=y JobState=PENDING Reason=None RunTime=00:00:00 NodeList=(null)',
      'JobId=16 ArrayJobId=16 ArrayTaskId=3-7%2 JobName=x JobState=PENDING Reason=JobArrayTaskLimit RunTime=00:00:00 NodeList=',
    ].join('\n');
    assert.deepEqual(Object.fromEntries(parseScontrol(text)), {
      '16_2': job('FAILED', { reason: 'NonZeroExitCode', node: 'node17', elapsed: 62 }),
      20: job('PENDING'),
      16: job('PENDING', { reason: 'JobArrayTaskLimit' }),
    });
    assert.deepEqual([...parseScontrol('No jobs in the system\n')], []);
  });

  it('is read from sacct, where it answers', () => {
    const text =
      '16_2|CANCELLED by 1000|61|node17\n17|TIMEOUT|3600|None assigned\nSlurm accounting storage is disabled\n';
    assert.deepEqual(Object.fromEntries(parseSacct(text)), {
      '16_2': job('CANCELLED', { elapsed: 61, node: 'node17' }),
      17: job('TIMEOUT', { elapsed: 3600 }),
    });
  });

  it('tells what is over from what may go on', () => {
    for (const state of ['PENDING', 'RUNNING', 'COMPLETING', 'REQUEUED'] as const)
      assert.ok(!isOver(job(state)), state);
    for (const state of ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMEOUT', 'PREEMPTED', 'NODE_FAIL'] as const)
      assert.ok(isOver(job(state)), state);
  });

  it('is told in words', () => {
    const silent = { host: '', failure: null };
    const words = (one: QueuedJob | null, known: Parameters<typeof queueWords>[2] = silent): string =>
      queueWords('Slurm job 12', one, known);
    assert.equal(words(job('PENDING', { reason: 'Priority' })), 'Slurm job 12: waiting behind others');
    assert.equal(words(job('PENDING')), 'Slurm job 12: waiting');
    assert.equal(words(job('REQUEUED', { reason: 'QOSMaxJobs' })), 'Slurm job 12: waiting (QOSMaxJobs)');
    assert.equal(words(job('RUNNING', { node: 'n1', elapsed: 720 })), 'Slurm job 12 on n1, 12 min');
    assert.equal(words(null, { host: 'n2', failure: null }), 'Slurm job 12 on n2');
    assert.equal(
      words(null, { host: '', failure: 'no answer' }),
      'Slurm job 12; the queue does not answer: no answer',
    );
    assert.match(
      endWords(job('TIMEOUT', { node: 'n1' }), null) ?? '',
      /^its time limit on n1 has ended it; ask for more/,
    );
    assert.match(endWords(job('OUT_OF_MEMORY'), null) ?? '', /more memory/);
    assert.match(endWords(job('CANCELLED'), null) ?? '', /it was cancelled in Slurm/);
    assert.match(endWords(null, null) ?? '', /Slurm knows it no more/);
    assert.equal(endWords(job('FAILED'), { code: 3, signal: '', restarts: 0 }), null);
  });
});

describe('What is submitted', () => {
  const submission = { script: '/j/submit.sh', name: 'n', folder: '/j', log: '/j/100%.txt' };

  it('is warned before its time limit, may be started again, and appends its messages', () => {
    assert.deepEqual(submitOptions(submission), [
      '--job-name=n',
      '--chdir=/j',
      '--output=/j/100%%.txt',
      '--open-mode=append',
      '--signal=B:USR1@120',
      '--requeue',
      '--kill-on-invalid-dep=yes',
    ]);
  });

  it('may be an array with a limit, and wait for other jobs', () => {
    const array = submitOptions({ ...submission, array: { count: 8, atOnce: 2 } });
    assert.ok(array.includes('--array=0-7%2') && array.includes('--output=/j/100%%.txt.%a'));
    const after = { jobs: ['12', '13'], how: 'afterok' } as const;
    assert.ok(submitOptions({ ...submission, after }).includes('--dependency=afterok:12:13'));
    assert.deepEqual(
      submitOptions({ ...submission, after: { ...after, jobs: [] } }),
      submitOptions(submission),
    );
  });

  it('has its number at the end of what is printed', () => {
    assert.equal(submittedId('12\n'), '12');
    assert.equal(submittedId('Welcome to 2 clusters\n34;east\n'), '34');
    assert.equal(submittedId('Submitted batch job 56\nbye\n'), '56');
    assert.throws(() => submittedId('done\n'), /its number is not in what was printed: done/);
  });
});

describe('A queue that is watched', () => {
  let time = 0;
  let asked: (readonly string[])[] = [];
  let answer: () => Promise<QueueAnswer>;
  let watch: QueueWatch;
  beforeEach(() => {
    time = 0;
    asked = [];
    answer = async () => new Map([['1', job('RUNNING')]]);
    watch = new QueueWatch(
      { ...plainSlurm, pollSeconds: 10 },
      async (_, ids) => {
        asked.push(ids);
        return answer();
      },
      () => time,
    );
  });
  /** Until what is on its way has arrived. */
  const arrived = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is asked at most every so often, about all at once', async () => {
    assert.equal(watch.look('1'), undefined);
    assert.equal(watch.look('2'), undefined);
    await arrived();
    assert.deepEqual(asked, [['1']]);
    assert.equal(watch.look('1')?.job?.state, 'RUNNING');
    time = 9_999;
    watch.look('2');
    assert.equal(asked.length, 1);
    time = 10_000;
    watch.look('1');
    await arrived();
    assert.deepEqual(asked[1], ['1', '2']);
    assert.equal(watch.look('2')?.job, null);
    watch.forget('1');
    time = 20_000;
    watch.look('2');
    await arrived();
    assert.deepEqual(asked[2], ['2']);
  });

  it('that does not answer changes nothing', async () => {
    await watch.lookNow('1');
    answer = async () => Promise.reject(new Error('Unable to contact slurm controller'));
    const seen = await watch.lookNow('1');
    assert.equal(seen?.job?.state, 'RUNNING');
    assert.equal(watch.failure, 'Unable to contact slurm controller');
    answer = async () => new Map([['1', job('FAILED')]]);
    assert.equal((await watch.lookNow('1'))?.overCount, 1);
    assert.equal((await watch.lookNow('1'))?.overCount, 2);
    assert.equal(watch.failure, null);
    answer = async () => new Map([['1', job('PENDING')]]);
    assert.equal((await watch.lookNow('1'))?.overCount, 0);
  });
});
