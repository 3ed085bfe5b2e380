/** STAR files inside the extension host: help for a large one, and how long anything else has to wait for it. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { firstRowLine, writeParticleTable } from '../../support/particleTable';
import { activated, inWorkspace, until } from './support';

/** About 17 MB. */
const rows = 60_000;

describe('a large STAR file', () => {
  let document: vscode.TextDocument;
  before(async () => {
    await activated();
    const file = inWorkspace('large.star');
    writeParticleTable(file, rows);
    document = await vscode.workspace.openTextDocument(file);
    await symbols();
  });

  it('has its help without anything waiting for longer than a frame or two', async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const waits = new Map<string, number[]>();
    const timed = async (what: string, work: () => PromiseLike<unknown>): Promise<void> => {
      delay.reset();
      delay.enable();
      await work();
      delay.disable();
      waits.set(what, [...(waits.get(what) ?? []), delay.max / 1e6]);
    };
    const middle = new vscode.Position(firstRowLine + rows / 2, 10);
    for (let round = 0; round < 5; round++) {
      await timed('outline', symbols);
      await timed('hover', () => run('vscode.executeHoverProvider', document.uri, middle));
      await timed('definition', () => run('vscode.executeDefinitionProvider', document.uri, middle));
      await timed('completion', () =>
        run('vscode.executeCompletionItemProvider', document.uri, new vscode.Position(5, 1)),
      );
      await timed('lenses', () => run('vscode.executeCodeLensProvider', document.uri));
      await timed('folds', () => run('vscode.executeFoldingRangeProvider', document.uri));
      await timed('colours', () =>
        run(
          'vscode.provideDocumentRangeSemanticTokens',
          document.uri,
          new vscode.Range(middle.line, 0, middle.line + 80, 0),
        ),
      );
      await timed('typing', () => typeAndSettle(middle.line, round));
    }
    // Of five times the middle one: collecting garbage, and another test on the same two cores, are not ours.
    const middling = [...waits].map(([what, all]) => [what, all.sort((a, b) => a - b)[2]] as const);
    assert.deepEqual(
      middling.filter(([, milliseconds]) => milliseconds > 30),
      [],
      JSON.stringify([...waits]),
    );
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
