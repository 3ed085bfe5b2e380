/** What the explorer's bench runs inside an extension host: how long activation and a large project take, and how much memory. */
import { renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { MurmurationApi } from '../../../src/extension';
import type { ProjectNode } from '../../../src/providers/projectNode';
import { inWorkspace } from './support';

/** The population lies in the workspace under a name that does not activate the extension. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<MurmurationApi>('murmuration.murmuration');
  if (extension === undefined || extension.isActive) throw new Error('the extension is active already');
  const before = memory();
  const activation = performance.now();
  const { services } = await extension.activate();
  const activated = performance.now();
  await services.projects.ready();
  renameSync(inWorkspace('large.waiting'), inWorkspace('large.population'));
  const { explorer } = services;
  const children = async (node: ProjectNode): Promise<ProjectNode[]> => {
    const rows = await explorer.getChildren(node);
    for (const row of rows) explorer.getTreeItem(row);
    return rows;
  };
  const opening = performance.now();
  await services.projects.refresh();
  const [root] = await explorer.getChildren();
  const [sources, species] = await children(root);
  for (const one of await children(species)) await children(one);
  const [source] = await children(sources);
  const opened = performance.now();
  const series = await children(source);
  const listed = performance.now();
  for (const one of series) await children(one);
  const all = performance.now();
  const report = {
    activation: activated - activation,
    opening: opened - opening,
    listing: listed - opened,
    expanding: all - listed,
    rows: series.length,
    memory: memory() - before,
    total: memory(),
  };
  writeFileSync(process.env.MURMURATION_TEST_REPORT ?? inWorkspace('report.json'), JSON.stringify(report));
}

/** MB of the whole extension host, with what it has not cleaned up yet. */
function memory(): number {
  return process.memoryUsage().rss / 1e6;
}
