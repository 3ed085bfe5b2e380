/** Compare with Truth: how far the refinement of a simulated project is from what it should find, as a text. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { score, scoreLines } from '../../commands/score';
import { choosePopulation, folderOf, runWithProgress, type Command } from './command';

type Scores = Awaited<ReturnType<typeof score.run>>;

export const compareWithTruth: Command = async (services, target) => {
  const project = await choosePopulation(services, target);
  if (project === undefined) return;
  const truth = truthBeside(project.path) ?? (await askTruth(project.path));
  if (truth === undefined) return;
  const scores = await runWithProgress<Scores>(
    services,
    'Comparing with the truth',
    argumentsOf(score, { truth, population: project.path }),
  );
  const content = `${scoreLines(scores).join('\n')}\n`;
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
};

/** Where Create Sample Project and `simulate` leave it. */
function truthBeside(population: string): string | undefined {
  const project = path.dirname(path.dirname(population));
  return [path.join(project, 'truth'), `${project}-truth`].find((folder) =>
    existsSync(path.join(folder, 'truth.npz')),
  );
}

async function askTruth(population: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Folder with the truth of a simulated project',
    openLabel: 'Compare',
    defaultUri: folderOf(population),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked?.[0].fsPath;
}
