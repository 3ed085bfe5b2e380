/** Commands of the engine answer in one sentence when they fail, and refinements are remembered by their directories. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { listJobs } from '../../../src/jobs/runs/jobDirectory';
import { JobStore } from '../../../src/providers/jobStore';
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
    await services.jobs.start(population, 'jobs', [
      'refine',
      '--population',
      population,
      '--rounds',
      '1',
      '--events',
    ]);
    const job = () => services.jobs.jobs.find(({ options }) => options.population === population);
    await until('it has ended', () => job()?.state === 'failed');
    const reason = job()?.reason ?? '';
    assert.ok(reason.length > 10 && !reason.includes('\n'), reason);

    const [files] = await listJobs(population);
    assert.ok(readFileSync(files.log, 'utf8').length > 0 || readFileSync(files.events, 'utf8').length > 0);
    const again = new JobStore(services.projects, services.engine);
    try {
      await services.projects.refresh();
      await until('the new store has it', () =>
        again.jobs.some(({ options }) => options.population === population),
      );
      const found = again.jobs.find(({ options }) => options.population === population);
      assert.deepEqual([found?.state, found?.reason], ['failed', reason]);
    } finally {
      again.dispose();
    }
  });
});
