/** A client of the protocol looks at a project, plans, starts and stops a refinement, and comes no further than its folder. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { tools } from '../../src/mcp/server';
import { copyTinyProject, type TinyProject } from '../support/tinyProject';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { until } from '../support/until';

interface Answer {
  readonly said: string;
  readonly isError: boolean;
  /** Parsed, where it is JSON. */
  readonly value: Record<string, unknown>;
}

describe('murmur mcp', () => {
  const inFolder = useTemporaryFolder();
  let client: Client;
  let project: TinyProject;

  beforeEach(async () => {
    project = await copyTinyProject(inFolder('open'));
    client = new Client({ name: 'test', version: '1' });
    const args = [resolve('bin/murmur'), 'mcp', '--folder', inFolder('open')];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
  });
  afterEach(async () => client.close());

  async function call(name: string, given: Record<string, unknown> = {}): Promise<Answer> {
    const result = await client.callTool({ name, arguments: given });
    const [content] = result.content as readonly { readonly text: string }[];
    const isError = result.isError === true;
    return {
      said: content.text,
      isError,
      value: isError ? {} : (JSON.parse(content.text) as Record<string, unknown>),
    };
  }

  const plan = async (settings: object = { subIterations: 1, rounds: 1, particlePoses: true }) =>
    call('plan_refinement', { population: project.population, settings });

  it('has tools that all say whether they change anything', async () => {
    const listed = (await client.listTools()).tools;
    assert.deepEqual(listed.map(({ name }) => name).sort(), tools.map(({ name }) => name).sort());
    for (const { name, annotations } of listed)
      for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const)
        assert.equal(typeof annotations?.[hint], 'boolean', `${name}: ${hint}`);
    const changing = listed.filter(({ annotations }) => annotations?.readOnlyHint === false);
    assert.deepEqual(
      changing.map(({ name }) => name),
      ['start_refinement', 'stop_refinement', 'restore_version'],
    );
  });

  it('looks at projects and files, also where there is nothing to see yet', async () => {
    const { population } = project;
    assert.deepEqual((await call('list_projects')).value.populations, [population]);
    const about = (await call('describe_project', { population })).value;
    assert.deepEqual((about.species as readonly { name: string }[])[0].name, 'particle');
    assert.equal((await call('list_series', { population })).value.count, 2);
    assert.equal((await call('list_series', { population, offset: 2 })).said.includes('TS_'), false);
    assert.equal((await call('check_project', { population })).value.errors, 0);
    assert.match((await call('describe_file', { file: project.companion('_half1.mrc') })).said, /MRC volume/);
    assert.match((await call('get_report', { population })).said, /nothing was refined here yet/);
    assert.ok((await call('suggest_settings', { population })).said.includes('image warp + poses'));
  });

  it('goes nowhere outside of its folder, by name or by link', async () => {
    mkdirSync(inFolder('other'));
    writeFileSync(inFolder('other', 'secret.star'), 'data_\n');
    symlinkSync(inFolder('other'), inFolder('open', 'link'));
    for (const file of [
      '../other/secret.star',
      inFolder('other', 'secret.star'),
      'link/secret.star',
      '/etc/passwd',
    ]) {
      const { said, isError } = await call('describe_file', { file });
      assert.ok(isError && /outside of the folder/.test(said), said);
    }
    assert.ok((await call('describe_file', { file: 'none.mrc' })).isError);
    assert.match(
      (await call('get_refinement', { population: project.population, job: '../..' })).said,
      /no refinement/,
    );
    const elsewhere = await copyTinyProject(inFolder('elsewhere'));
    const text = readFileSync(project.population, 'utf8');
    assert.ok(text.includes('<Species '));
    const path = elsewhere.species;
    writeFileSync(project.population, text.replace(/(<Species [^>]*Path=")[^"]*/, `$1${path}`));
    for (const tool of ['describe_project', 'check_project', 'suggest_settings', 'list_refinements']) {
      const { said, isError } = await call(tool, { population: project.population });
      assert.ok(isError && /lies outside of the folder/.test(said), said);
    }
    const { said, isError } = await plan();
    assert.ok(isError && /lies outside of the folder/.test(said), said);
  });

  it('starts what was planned, once, and stops it', async () => {
    const { population } = project;
    const planned = await plan({ subIterations: 20, rounds: 5, particlePoses: true, accept: 'references' });
    assert.equal((planned.value.settings as { rounds: number }).rounds, 5);
    const key = String(planned.value.plan);
    const [first, second] = await Promise.all(
      [1, 2].map(async () => call('start_refinement', { plan: key })),
    );
    const job = String(first.value.job);
    assert.deepEqual(
      [second.value.job, (await call('start_refinement', { plan: key })).value.job],
      [job, job],
    );
    const stopped = await call('stop_refinement', { population, job });
    assert.equal(stopped.isError, false, stopped.said);
    await until('it has ended', async () =>
      ['cancelled', 'stopped'].includes(
        String((await call('get_refinement', { population, job })).value.state),
      ),
    );
    const listed = (await call('list_refinements', { population })).value.refinements;
    assert.equal((listed as readonly object[]).length, 1);
  });

  it('refuses what was planned for a project that has changed, and settings that mean nothing', async () => {
    const key = String((await plan()).value.plan);
    appendFileSync(project.species, '\n');
    assert.match((await call('start_refinement', { plan: key })).said, /has changed since this was planned/);
    assert.match((await call('start_refinement', { plan: key })).said, /there is no plan/);
    assert.match((await plan({ rounds: 0 })).said, /out of range/);
    assert.match((await plan({ roundes: 2 })).said, /roundes is no setting/);
    const restoring = { population: project.population, species: 'particle', version: 'none' };
    assert.ok((await call('plan_restore', restoring)).isError);
    assert.ok(readFileSync(join(project.folder, 'm', 'tiny.population'), 'utf8').length > 0);
  });
});
