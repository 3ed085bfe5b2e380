/** The extension finds projects by itself and says what is wrong with those it cannot read. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { paletteCommands } from '../../../src/commands/index';
import { commandId } from '../../../src/commands/palette';
import { projectNodes } from '../../../src/providers/projectNodes';
import { until } from '../../support/until';
import { activated, inWorkspace } from './support';

describe('projects in the workspace', () => {
  const folder = () => inWorkspace('projects');
  after(() => rmSync(folder(), { recursive: true, force: true }));

  it('have all their commands', async () => {
    await activated();
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      (await paletteCommands()).map(commandId).filter((id) => !known.has(id)),
      [],
    );
  });

  it('appear when the engine makes one, without a refresh', async () => {
    const { services } = await activated();
    mkdirSync(folder(), { recursive: true });
    const created = await services.engine.run<{ population: string; name: string }>([
      'create_population',
      '--directory',
      folder(),
      '--name',
      'made in a test',
    ]);
    assert.equal(path.dirname(created.population), folder());
    await until('it is in the store', () =>
      services.projects.projects.some(({ path: file }) => file === created.population),
    );
    const [root] = projectNodes(
      services.projects.projects.filter(({ path: file }) => file === created.population),
    );
    assert.equal(root.label, 'made in a test');
    assert.deepEqual(
      root.children.map(({ label, description }) => `${label} ${description}`),
      ['Data Sources 0', 'Species 0'],
    );
  });

  it('keep their rows when they are read again', async () => {
    const { services } = await activated();
    const ids = () => projectNodes(services.projects.projects).map(({ id }) => id);
    const before = ids();
    await services.projects.refresh();
    assert.deepEqual(ids(), before);
  });

  it('that cannot be read are rows that say why', async () => {
    const { services } = await activated();
    const file = path.join(folder(), 'broken.population');
    writeFileSync(file, '<Population><Param Name="Name"');
    await until('it is in the store', () =>
      services.projects.projects.some((project) => project.path === file),
    );
    const [row] = projectNodes(services.projects.projects.filter((project) => project.path === file));
    assert.equal(row.kind, 'broken');
    assert.match(row.description ?? '', /broken\.population/);
    rmSync(file);
    await until('it is gone', () => !services.projects.projects.some((project) => project.path === file));
  });
});
