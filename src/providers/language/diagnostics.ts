/** Underlines what is wrong, and offers what would mend it. */
import * as vscode from 'vscode';
import type { Finding, Fix, Severity } from '../../language/finding';
import { referenceFindings } from '../../language/xml/findings';
import { Disposable } from '../disposable';
import type { DocumentIndexes, KnownXml } from './documentIndexes';
import { targetsOf } from './fileSearch';
import { allFiles } from './selectors';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export class Diagnostics extends Disposable implements vscode.CodeActionProvider {
  private readonly collection = this.register(vscode.languages.createDiagnosticCollection('murmuration'));
  private readonly shown = new Map<string, { version: number; findings: readonly Finding[] }>();

  constructor(private readonly indexes: DocumentIndexes) {
    super();
    this.register(indexes.onDidIndex((document) => void this.show(document)));
    this.register(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.collection.delete(uri);
        this.shown.delete(uri.toString());
      }),
    );
    this.register(
      vscode.languages.registerCodeActionsProvider(allFiles, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const shown = this.shown.get(document.uri.toString());
    // The places of older findings may be others by now.
    if (shown === undefined || shown.version !== document.version) return [];
    return shown.findings
      .filter((finding) => rangeOf(finding).intersection(range) !== undefined)
      .flatMap((finding) => finding.fixes.map((fix) => action(document, finding, fix)));
  }

  private async show(document: vscode.TextDocument): Promise<void> {
    const known = this.indexes.at(document);
    // Not for the old side of a comparison.
    if (known === undefined || document.uri.scheme === 'git') return;
    const { version } = known;
    const elsewhere = known.kind === 'xml' ? await missing(document, known as KnownXml) : [];
    if (document.version !== version || document.isClosed) return;
    const findings = [...known.findings, ...elsewhere];
    this.shown.set(document.uri.toString(), { version, findings });
    this.collection.set(document.uri, findings.map(diagnostic));
  }
}

async function missing(document: vscode.TextDocument, { references }: KnownXml): Promise<readonly Finding[]> {
  return referenceFindings(references, await targetsOf(document.uri, references));
}

function diagnostic(finding: Finding): vscode.Diagnostic {
  const created = new vscode.Diagnostic(rangeOf(finding), finding.message, severities[finding.severity]);
  created.source = 'Murmuration';
  created.code = finding.code;
  return created;
}

function action(document: vscode.TextDocument, finding: Finding, fix: Fix): vscode.CodeAction {
  const created = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  created.diagnostics = [diagnostic(finding)];
  created.isPreferred = finding.fixes[0] === fix;
  created.edit = new vscode.WorkspaceEdit();
  for (const { line, start, endLine, end, text } of fix.edits)
    created.edit.replace(document.uri, new vscode.Range(line, start, endLine ?? line, end), text);
  return created;
}

function rangeOf({ line, start, end }: Finding): vscode.Range {
  return new vscode.Range(line, start, line, end);
}
