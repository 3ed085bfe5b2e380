/** What a job's folder tells survives whoever made it, older versions too. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { isGone, processHere } from '../../../src/files/processes';
import { defaultSettings } from '../../../src/jobs/refinementSettings/fields';
import { readSettingsFile } from '../../../src/jobs/refinementSettings/settingsFile';
import { EventTail, parseEvent } from '../../../src/jobs/runs/eventTail';
import {
  createJob,
  isMarkedCancelled,
  jobFiles,
  lastLogLine,
  listJobs,
  markCancelled,
  readOptions,
  readRunner,
  recordRunner,
} from '../../../src/jobs/runs/jobFolder';
import type { JobOptions } from '../../../src/jobs/runs/jobRecords';
import { thisRun } from '../../../src/jobs/runs/runners/local';
import { jobOptions } from '../../support/job';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('the folder of a job', () => {
  const inFolder = useTemporaryFolder();
  let options: JobOptions;
  beforeEach(() => {
    options = jobOptions(inFolder('a.population'), { rounds: 7, imageWarp: true, adapter: 'software' });
  });

  it('keeps what was asked, and jobs of one second apart', async () => {
    const { population } = options.settings;
    assert.deepEqual(await listJobs(population), []);
    const first = await createJob(options);
    const second = await createJob(options);
    assert.deepEqual(
      (await listJobs(population)).map(({ directory }) => path.basename(directory)),
      ['2024-05-06T07-08-09', '2024-05-06T07-08-09_2'],
    );
    assert.deepEqual(await readOptions(first), options);
    assert.equal(await isMarkedCancelled(second), false);
    await markCancelled(second, true);
    assert.equal(await isMarkedCancelled(second), true);
    await markCancelled(second, false);
    assert.equal(await isMarkedCancelled(second), false);
  });

  it('has settings that `murmur refine --settings` takes, complete and with absolute paths', async () => {
    const { settings: file } = await createJob(options);
    assert.deepEqual(await readSettingsFile(file), { settings: options.settings, warnings: [] });
    const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    assert.equal(written.population, inFolder('a.population'));
    assert.equal(written.subIterations, defaultSettings.subIterations);
  });

  it('is still that of a job when it has values that this version refuses', async () => {
    const job = await createJob(options);
    writeFileSync(
      job.settings,
      JSON.stringify({ population: options.settings.population, rounds: -3, later: 1 }),
    );
    const { settings } = (await readOptions(job)) ?? options;
    assert.deepEqual([settings.rounds, settings.adapter], [defaultSettings.rounds, '']);
  });

  it('says where the job runs', async () => {
    const job = await createJob(options);
    assert.equal(await readRunner(job), null);
    const record = await thisRun();
    await recordRunner(job, record);
    assert.deepEqual(await readRunner(job), record);
    assert.deepEqual([record.kind, record.host, record.pid], ['local', hostname(), process.pid]);
    assert.equal(await isGone(record), false);
  });

  it('tells events as they come, never half a line, each once', async () => {
    const job = await createJob(options);
    const tail = new EventTail(job.events);
    assert.deepEqual(await tail.read(), []);
    appendFileSync(job.events, '{"event":"log","level":"info","message":"Å"}\nno event\n{"event":"err');
    assert.deepEqual(await tail.read(), [{ event: 'log', level: 'info', message: 'Å' }]);
    appendFileSync(job.events, 'or","message":"no adapter"}\n');
    assert.deepEqual(await tail.read(), [{ event: 'error', message: 'no adapter' }]);
    assert.deepEqual(await tail.read(), []);
    assert.deepEqual(parseEvent('{"event":3}'), []);
    assert.deepEqual(parseEvent('{broken'), []);
  });

  it('gives the last line of its log as the reason', async () => {
    const job = await createJob(options);
    assert.equal(await lastLogLine(job), null);
    writeFileSync(job.log, 'starting\nmurmur: no adapter\n\n');
    assert.equal(await lastLogLine(job), 'murmur: no adapter');
  });
});

describe('the folder of a job of an older version', () => {
  const inFolder = useTemporaryFolder();

  function oldJob(files: Readonly<Record<string, object>>): ReturnType<typeof jobFiles> {
    const folder = inFolder('refinement_temp', 'jobs', '2023-01-02T03-04-05');
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files))
      writeFileSync(path.join(folder, name), JSON.stringify(content));
    return jobFiles(folder);
  }

  const asked = (args: readonly string[]): object => ({
    population: inFolder('a.population'),
    populationName: 'ribosomes',
    arguments: ['refine', ...args, '--events'],
    created: '2023-01-02T03:04:05.678Z',
  });

  it('has its arguments read as settings', async () => {
    const args = [
      ...['--adapter', 'software', '--population', inFolder('a.population'), '--iter', '4'],
      ...[
        '--first_iteration_fraction',
        '0.8',
        '--refine_imagewarp',
        '6x4',
        '--refine_particles',
        '--no-prior',
      ],
    ];
    const job = oldJob({ 'options.json': asked(args) });
    assert.deepEqual(await readOptions(job), {
      settings: {
        ...defaultSettings,
        ...{ population: inFolder('a.population'), adapter: 'software', subIterations: 4 },
        ...{ firstResolutionPercent: 80, imageWarp: true, imageWarpGrid: '6x4' },
        ...{ particlePoses: true, prior: false },
      },
      populationName: 'ribosomes',
      created: '2023-01-02T03:04:05.678Z',
    });
    assert.equal((await listJobs(inFolder('a.population'))).length, 1);
  });

  it('has its process read as the record of a runner, which is that of another when it was started as another', async function () {
    assert.equal(await readRunner(oldJob({ 'options.json': asked([]) })), null);
    const { pid, host } = await processHere();
    const elsewhere = oldJob({ 'process.json': { processId: 12, host: 'node17' } });
    assert.deepEqual(await readRunner(elsewhere), {
      ...{ kind: 'local', host: 'node17', pid: 12, processStart: null },
    });
    // Only Linux tells what a process was started as.
    if (process.platform !== 'linux') this.skip();
    const reused = oldJob({ 'options.json': asked([]), 'process.json': { processId: pid, host } });
    const record = await readRunner(reused);
    assert.ok(record !== null && (await isGone({ host, pid, processStart: 'another', ...record })));
  });
});
