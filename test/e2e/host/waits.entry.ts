/** What the language bench runs inside the extension host: how long each provider keeps its thread from anything else. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { firstRowLine, writeParticleTable } from '../../support/particleTable';
import { until } from '../../support/until';
import { activated, inWorkspace } from './support';

const rounds = 7;

export interface Waits {
  readonly megabytes: number;
  /** Middle one and longest of all rounds, ms. */
  readonly waits: readonly (readonly [what: string, middle: number, longest: number])[];
}

export async function run(): Promise<void> {
  await activated();
  const file = inWorkspace('large.star');
  const rows = Number(process.env.MURMURATION_BENCH_ROWS);
  writeParticleTable(file, rows, 7);
  const waits = new Map<string, number[]>();
  const timed = async (what: string, work: () => PromiseLike<unknown>): Promise<void> => {
    // What is collected now is not collected meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stop = watchThread();
    await work();
    waits.set(what, [...(waits.get(what) ?? []), stop()]);
  };
  const call = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(command, ...args);

  const document = await vscode.workspace.openTextDocument(file);
  await timed('first index', () => call('vscode.executeDocumentSymbolProvider', document.uri));
  const middle = new vscode.Position(firstRowLine - 14 + rows / 2, 10);
  const lines = new vscode.Range(middle.line, 0, middle.line + 80, 0);
  for (let round = 0; round < rounds; round++) {
    await timed('nothing', () => new Promise((resolve) => setTimeout(resolve, 100)));
    await timed('outline', () => call('vscode.executeDocumentSymbolProvider', document.uri));
    await timed('hover', () => call('vscode.executeHoverProvider', document.uri, middle));
    await timed('definition', () => call('vscode.executeDefinitionProvider', document.uri, middle));
    await timed('completion', () =>
      call('vscode.executeCompletionItemProvider', document.uri, new vscode.Position(5, 1)),
    );
    await timed('lenses', () => call('vscode.executeCodeLensProvider', document.uri));
    await timed('folds', () => call('vscode.executeFoldingRangeProvider', document.uri));
    await timed('links', () => call('vscode.executeLinkProvider', document.uri));
    await timed('quick fixes', () => call('vscode.executeCodeActionProvider', document.uri, lines));
    await timed('colors', () => call('vscode.provideDocumentRangeSemanticTokens', document.uri, lines));
    await timed('typing, and the index after it', async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(middle.line, 0), `ragged ${round}\n`);
      await vscode.workspace.applyEdit(edit);
      await until('the row is found', () => raggedRows(document) === round + 1);
    });
  }
  const report: Waits = {
    megabytes: statSync(file).size / 1e6,
    waits: [...waits].map(([what, all]) => {
      const sorted = all.sort((a, b) => a - b);
      return [what, sorted[sorted.length >> 1], sorted[sorted.length - 1]] as const;
    }),
  };
  writeFileSync(inWorkspace('waits.json'), JSON.stringify(report));
}

/** @returns what tells the longest time that the thread worked without a break, ms; other programs' turns do not count */
function watchThread(): () => number {
  let longest = 0;
  let last = worked();
  const timer = setInterval(() => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return Math.max(longest, worked() - last);
  };
}

/** ms of the processor that this thread has had; the clock's where no file tells. */
function worked(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

function raggedRows({ uri }: vscode.TextDocument): number {
  return vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 'ragged-row').length;
}
