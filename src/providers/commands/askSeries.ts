/** Lets series of a population be picked, for commands that were not called on their rows. */
import * as vscode from 'vscode';
import { Problem } from '../../problem';
import { projectNodes, type ProjectNode } from '../projectNodes';
import { choosePopulation, type Services } from './command';

/** @param isOut those that are deselected or outside of filters, or the others */
export async function askSeries(services: Services, isOut: boolean): Promise<readonly ProjectNode[]> {
  const project = await choosePopulation(services, undefined);
  if (project === undefined) return [];
  const [root] = projectNodes([project]);
  const [sources] = root.children;
  const rows = await Promise.all(sources.children.map(async ({ lazy }) => (await lazy?.get()) ?? []));
  const series = rows
    .flatMap((some, i) => some.map((row) => ({ row, source: sources.children[i].label })))
    .filter(({ row }) => row.kind === 'series' && (row.state !== undefined) === isOut);
  if (series.length === 0)
    throw new Problem(
      `${root.label} has no series that is ${isOut ? 'deselected or outside of filters' : 'selected'}`,
    );
  const picked = await vscode.window.showQuickPick(
    series.map(({ row, source }) => ({
      label: row.label,
      description: [source, row.description].filter((part) => part !== '').join(' · '),
      row,
    })),
    { canPickMany: true, placeHolder: isOut ? 'Select which series?' : 'Deselect which series?' },
  );
  return picked?.map(({ row }) => row) ?? [];
}
