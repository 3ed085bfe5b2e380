/** Check This Computer: what the engine says of GPUs, memory, disk and Slurm, as a text to read and to copy. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { doctor, doctorLines } from '../../commands/doctor';
import { runWithProgress, type Command } from './command';

type Diagnosis = Awaited<ReturnType<typeof doctor.run>>;

export const checkComputer: Command = async (services) => {
  const folder = vscode.workspace.workspaceFolders?.at(0)?.uri.fsPath ?? homedir();
  const asked = argumentsOf(doctor, { folder });
  const { items, canRefine } = await runWithProgress<Diagnosis>(services, 'Checking this computer', asked);
  const content = `${doctorLines(items, canRefine).join('\n')}\n`;
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
};
