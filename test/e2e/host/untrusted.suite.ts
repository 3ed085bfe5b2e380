/** In a folder that is not trusted everything that would start or change something says so in one sentence, and does not. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { createSource } from '../../../src/commands/createSource';
import { paletteCommands } from '../../../src/commands/index';
import { commandId } from '../../../src/commands/palette';
import type { ProjectNode } from '../../../src/providers/projectNode';
import { newJob } from '../../../src/jobs/runs/job';
import { jobFiles } from '../../../src/jobs/runs/jobFolder';
import { local } from '../../../src/jobs/runs/runners/local';
import { useTilts } from '../../../src/providers/commands/useTilts';
import type { Services } from '../../../src/providers/commands/command';
import { jobOptions } from '../../support/job';
import { until } from '../../support/until';
import { activated, inWorkspace } from './support';

const refusal =
  'nothing is started or changed in a folder that you have not trusted; run "Workspaces: Manage Workspace Trust" first';

describe('a folder that nobody has trusted', () => {
  let services: Services;
  let present: readonly string[];
  const said: string[] = [];

  before(async () => {
    ({ services } = await activated());
    await services.projects.refresh();
    present = files();
    const error = services.log.error.bind(services.log);
    services.log.error = (message: string | Error, ...rest: unknown[]) => {
      said.push(String(message));
      error(message, ...rest);
    };
  });
  afterEach(() => assert.deepEqual(files(), present));
  beforeEach(() => said.splice(0));

  it('is not trusted, and has its rows', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.equal(services.projects.projects.length, 1);
    assert.ok((await series()).length > 0);
  });

  it('refuses every command that starts or changes something, on a row and without one', async () => {
    const [row] = await series();
    const open = tabs();
    const trusted = (await paletteCommands()).filter(({ palette }) => palette.trusted === true);
    assert.ok(trusted.length > 10);
    for (const id of trusted.map(commandId))
      for (const target of [undefined, row]) {
        said.splice(0);
        await vscode.commands.executeCommand(id, target);
        assert.equal(said.length, 1, `${id}: ${said.join(' | ')}`);
        assert.ok(said[0].endsWith(`: ${refusal}`), `${id}: ${said[0]}`);
      }
    assert.deepEqual(tabs(), open);
  });

  it('refuses files that are dropped on the explorer', async () => {
    const settings = vscode.Uri.file(inWorkspace('warp.settings'));
    await vscode.commands.executeCommand(commandId(createSource), { settings, population: population() });
    assert.deepEqual(said, [`Add data source: ${refusal}`]);
  });

  it('refuses boxes that are ticked all the same', async () => {
    const [row] = await series();
    const [tilt] = await services.explorer.getChildren(row);
    assert.equal(services.explorer.getTreeItem(tilt).checkboxState, undefined);
    await useTilts(services, [[tilt, false]]);
    await until('the box is refused', () => said.length > 0);
    assert.ok(said.at(-1)?.endsWith(refusal), said.join(' | '));
  });

  it('starts and ends no refinement', async () => {
    const options = jobOptions(population());
    await assert.rejects(services.jobs.start(options.settings, 'p', local), { message: refusal });
    const job = newJob(jobFiles('/nowhere'), options);
    await assert.rejects(services.jobs.cancel(job), { message: refusal });
    await assert.rejects(services.engine.run(['create_population']), { message: refusal });
  });

  it('offers quick fixes that change the text in front alone', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'star',
      content: 'data_\nloop_\n_a #1\n_b #1\n1 2\n',
    });
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const found = await vscode.commands.executeCommand<readonly (vscode.CodeAction | vscode.Command)[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      whole,
    );
    for (const action of found)
      if ('edit' in action && action.edit !== undefined)
        assert.deepEqual(
          action.edit.entries().map(([uri]) => uri.toString()),
          [document.uri.toString()],
        );
      else assert.doesNotMatch(JSON.stringify(action.command ?? null), /"murmuration\./, action.title);
  });

  const tabs = (): readonly string[] =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
  const population = (): string => services.projects.projects[0].path;
  const files = (): string[] => readdirSync(inWorkspace(), { recursive: true, encoding: 'utf8' }).sort();

  async function series(): Promise<readonly ProjectNode[]> {
    const [root] = await services.explorer.getChildren();
    const [sources] = await services.explorer.getChildren(root);
    const [source] = await services.explorer.getChildren(sources);
    return services.explorer.getChildren(source);
  }
});
