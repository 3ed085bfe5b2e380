/** Large STAR files inside the extension host: what they are told about. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { firstRowLine, writeParticleTable } from '../../support/particleTable';
import { until } from '../../support/until';
import { activated, inWorkspace } from './support';

/** About 17 MB. */
const rows = 60_000;

describe('a quick fix of whole columns', () => {
  it('is worked out when it is chosen, and changes every row', async () => {
    await activated();
    const file = inWorkspace('twice.star');
    writeFileSync(file, 'data_\nloop_\n_a #1\n_b #2\n_a #3\n1 2 1\n3 4 3\n');
    const document = await vscode.workspace.openTextDocument(file);
    const { uri } = document;
    await until('it is found', () => vscode.languages.getDiagnostics(uri).length === 1);
    const [{ range }] = vscode.languages.getDiagnostics(uri);
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      1,
    );
    assert.equal(action.title, 'Remove column 3, the same as column 1');
    assert.ok(action.edit !== undefined);
    await vscode.workspace.applyEdit(action.edit);
    assert.equal(document.getText(), 'data_\nloop_\n_a #1\n_b #2\n1 2\n3 4\n');
  });
});

describe('a large STAR file', () => {
  let document: vscode.TextDocument;
  before(async () => {
    await activated();
    const file = inWorkspace('large.star');
    writeParticleTable(file, rows);
    document = await vscode.workspace.openTextDocument(file);
    await symbols();
  });

  it('has its help in the middle of its rows, and a row that is typed wrong is found', async () => {
    const middle = new vscode.Position(firstRowLine + rows / 2, 10);
    const answers = {
      outline: await symbols(),
      hover: await run('vscode.executeHoverProvider', document.uri, middle),
      lenses: await run('vscode.executeCodeLensProvider', document.uri),
      folds: await run('vscode.executeFoldingRangeProvider', document.uri),
    };
    for (const [what, answer] of Object.entries(answers))
      assert.ok(Array.isArray(answer) && answer.length > 0, `${what}: ${JSON.stringify(answer)}`);
    await typeAndSettle(middle.line, 0);
  });

  /** Inserts a row that is too short, and waits until that is found. */
  async function typeAndSettle(line: number, round: number): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(line, 0), `ragged ${round}\n`);
    await vscode.workspace.applyEdit(edit);
    await until('the row is found', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.filter(({ code }) => code === 'ragged-row').length === round + 1;
    });
  }

  function symbols(): Thenable<unknown> {
    return run('vscode.executeDocumentSymbolProvider', document.uri);
  }

  function run(command: string, ...args: readonly unknown[]): Thenable<unknown> {
    return vscode.commands.executeCommand(command, ...args);
  }
});
