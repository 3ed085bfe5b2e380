/** Commands of the engine answer in one sentence when they fail, and refinements are remembered by their directories. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { argumentsOf } from '../../../src/commands/arguments';
import { doctor } from '../../../src/commands/doctor';
import { errorReport } from '../../../src/commands/errorReport';
import { commandId } from '../../../src/commands/palette';
import type { ErrorReport } from '../../../src/jobs/runs/errorReport';
import { listJobs } from '../../../src/jobs/runs/jobFolder';
import { local } from '../../../src/jobs/runs/runners/local';
import { JobStore } from '../../../src/providers/jobStore';
import { jobOptions } from '../../support/job';
import { QueueRunner } from '../../support/queueRunner';
import { until } from '../../support/until';
import { activated, inWorkspace } from './support';

describe('the engine', () => {
  const folder = () => inWorkspace('engine');
  let population: string;
  before(async () => {
    mkdirSync(folder(), { recursive: true });
    const { services } = await activated();
    const created = await services.engine.run<{ population: string }>([
      'create_population',
      '--directory',
      folder(),
      '--name',
      'jobs',
    ]);
    population = created.population;
    await services.projects.refresh();
  });
  after(() => rmSync(folder(), { recursive: true, force: true }));

  it('says in one sentence why a command failed', async () => {
    const { services } = await activated();
    const missing = inWorkspace('engine', 'missing.settings');
    await assert.rejects(
      services.engine.run([
        'create_source',
        '--population',
        population,
        '--processing_settings',
        missing,
        '--name',
        'x',
      ]),
      (error: Error) => error.message.includes('missing.settings') && !error.message.includes('\n'),
    );
  });

  it('is not run with a program that is not there', async () => {
    const { services } = await activated();
    const settings = vscode.workspace.getConfiguration('murmuration');
    await settings.update('nodePath', '/nowhere/node', vscode.ConfigurationTarget.Workspace);
    try {
      await assert.rejects(
        services.engine.run(['list_species', '--population', population]),
        /murmuration\.nodePath/,
      );
    } finally {
      await settings.update('nodePath', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('leaves a failed refinement with its reason, which a new window finds again', async () => {
    const { services } = await activated();
    await services.jobs.start(jobOptions(population, { rounds: 1 }).settings, 'jobs', local);
    const jobIn = (store: JobStore) =>
      store.jobs.find(({ options }) => options.settings.population === population);
    const job = () => jobIn(services.jobs);
    await until('it has ended', () => job()?.state === 'failed');
    const reason = job()?.reason ?? '';
    assert.ok(reason.length > 10 && !reason.includes('\n'), reason);

    const [files] = await listJobs(population);
    assert.ok(readFileSync(files.log, 'utf8').length > 0 || readFileSync(files.events, 'utf8').length > 0);
    const again = new JobStore(services.projects, services.engine);
    try {
      await services.projects.refresh();
      await until('the new store has it', () => jobIn(again) !== undefined);
      const found = jobIn(again);
      assert.deepEqual([found?.state, found?.reason], ['failed', reason]);
    } finally {
      again.dispose();
    }
  });

  it('gives a report of a failed refinement, without the folder it is in', async () => {
    const { services } = await activated();
    const job = services.jobs.jobs.find(({ options }) => options.settings.population === population);
    assert.equal(job?.state, 'failed');
    const asked = argumentsOf(errorReport, { job: job.files.directory });
    const { text } = await services.engine.run<ErrorReport>(asked);
    assert.match(text, /^Murmuration error report\n\nTask: +refining jobs, /);
    assert.ok(!text.includes(folder()), text);
  });

  it('says what this computer is good for, in a text that can be copied', async () => {
    await activated();
    await vscode.commands.executeCommand(commandId(doctor));
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^ok +Murmuration: \d/);
    assert.match(text, /passes the self-test/);
    assert.match(text, /This computer can refine\.\n$/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('queues a refinement with a runner of another kind, and takes it back', async () => {
    const { services } = await activated();
    const queue = new QueueRunner();
    const store = new JobStore(services.projects, services.engine, [local, queue]);
    try {
      await store.start(jobOptions(population).settings, 'jobs', queue);
      const job = store.active(population);
      assert.ok(job !== undefined);
      assert.deepEqual([job.state, queue.launched.length], ['queued', 1]);
      const ended = new Promise<string>((resolve) => store.onDidEnd(({ state }) => resolve(state)));
      await store.cancel(job);
      assert.equal(await ended, 'cancelled');
      assert.equal(store.active(population), undefined);
    } finally {
      store.dispose();
    }
  });
});
