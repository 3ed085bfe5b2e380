/** Files of the field open as what they are. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { encodeMrc } from '../../../src/formats/mrc';
import { until } from '../../support/until';
import { activated, inWorkspace } from './support';

describe('files of the field', () => {
  const folder = () => inWorkspace('files');
  before(async () => {
    await activated();
    mkdirSync(folder(), { recursive: true });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder(), { recursive: true, force: true });
  });

  for (const [name, language] of [
    ['run_data.star', 'star'],
    ['TS_1.tomostar', 'star'],
    ['warp.settings', 'warp-settings'],
    ['a.source', 'warp-settings'],
    ['a.species', 'warp-settings'],
  ]) {
    it(`${name} is highlighted as ${language}`, async () => {
      const file = inWorkspace('files', name);
      writeFileSync(file, '');
      const document = await vscode.workspace.openTextDocument(file);
      assert.equal(document.languageId, language);
    });
  }

  it('maps open in the density editor, in two tabs if wanted', async () => {
    const file = vscode.Uri.file(inWorkspace('files', 'map.mrc'));
    const data = Float32Array.from({ length: 512 }, (_, index) => Math.sin(index));
    writeFileSync(file.fsPath, encodeMrc({ size: [8, 8, 8], pixelSize: 2, data }));
    await vscode.commands.executeCommand('vscode.open', file);
    await vscode.commands.executeCommand('vscode.open', file, vscode.ViewColumn.Beside);
    const shown = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          (tab) => tab.input instanceof vscode.TabInputCustom && tab.input.viewType === 'murmuration.density',
        );
    await until('both tabs are there', () => shown().length === 2);
  });
});
