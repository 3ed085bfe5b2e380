/** Reconstruct Tomogram: of the series that is clicked or picked, with progress and Cancel; then it is shown. */
import path from 'node:path';
import * as vscode from 'vscode';
import { argumentsOf } from '../../commands/arguments';
import { reconstructTomogram as reconstructing } from '../../commands/reconstructTomogram';
import { densityViewType } from '../densityViewType';
import { deviceArguments } from '../engine';
import { askSeries } from './askSeries';
import { isNode, runWithProgress, type Command } from './command';

export const reconstructTomogram: Command = async (services, target) => {
  const row =
    isNode(target) && target.kind === 'series'
      ? target
      : (await askSeries(services, null, 'Reconstruct which series?')).at(0);
  if (row?.owner === undefined) return;
  const { population, owner: source, label: series } = row;
  const pixelSize = await vscode.window.showInputBox({
    title: `Reconstruct ${series}`,
    prompt: 'Pixel size of the tomogram (Å)',
    value: '10',
    validateInput: (text) => (Number(text) > 0 ? undefined : 'A number above 0 is needed.'),
  });
  if (pixelSize === undefined) return;
  const folder = path.join(path.dirname(population), 'tomograms');
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, `${series}_${Number(pixelSize).toFixed(2)}Apx.mrc`)),
    filters: { Tomograms: ['mrc'] },
  });
  if (chosen === undefined) return;
  const args = [
    ...argumentsOf(reconstructing, { population, source, series, pixelSize, output: chosen.fsPath }),
    ...deviceArguments(['adapter']),
  ];
  await runWithProgress<unknown>(services, `Reconstructing ${series}`, args);
  await vscode.commands.executeCommand('vscode.openWith', chosen, densityViewType);
};
