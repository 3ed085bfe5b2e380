/** Lets series of a population be picked, for commands that were not called on their rows. */
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import type { ProjectNode } from '../projectNode';
import { projectNodes } from '../projectNodes';
import { choosePopulation, type Services } from './command';

/** @param isOut those that are deselected or outside of filters, or the others; null for any one of them */
export async function askSeries(
  services: Services,
  isOut: boolean | null,
  placeHolder: string,
): Promise<readonly ProjectNode[]> {
  const project = await choosePopulation(services, undefined);
  if (project === undefined) return [];
  const [root] = projectNodes([project]);
  const [sources] = root.children;
  const rows = await Promise.all(sources.children.map(async ({ lazy }) => (await lazy?.get()) ?? []));
  const series = rows
    .flatMap((some, i) => some.map((row) => ({ row, source: sources.children[i].label })))
    .filter(({ row }) => row.kind === 'series' && (isOut === null || (row.state !== undefined) === isOut));
  if (series.length === 0)
    throw new Problem(
      `${root.label} has no series${isOut === null ? '' : isOut ? ' that is deselected or outside of filters' : ' that is selected'}`,
    );
  const items = series.map(({ row, source }) => ({
    label: row.label,
    description: [source, row.description].filter((part) => part !== '').join(' · '),
    row,
  }));
  const picked =
    isOut === null
      ? await vscode.window
          .showQuickPick(items, { placeHolder })
          .then((one) => (one === undefined ? [] : [one]))
      : await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder });
  return picked?.map(({ row }) => row) ?? [];
}
