/** Underlines what is wrong, and offers what would fix it. */
import * as vscode from 'vscode';
import type { Edit } from '../../language/edit';
import type { Finding, Fix, Severity } from '../../language/finding';
import { halfSetOffer } from '../../language/star/halfSets';
import { referenceFindings } from '../../language/xml/findings';
import { Disposable } from '../disposable';
import type { DocumentIndexes, KnownStar, KnownXml } from './documentIndexes';
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
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite],
      }),
    );
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const shown = this.shown.get(document.uri.toString());
    // The places of older findings may be others by now.
    if (shown === undefined || shown.version !== document.version) return [];
    const fixes = shown.findings
      .filter((finding) => rangeOf(finding).intersection(range) !== undefined)
      .flatMap((finding) => finding.fixes.map((fix) => quickFix(document, finding, fix)));
    const known = this.indexes.at(document);
    const offer =
      known?.kind === 'star' ? halfSetOffer((known as KnownStar).index, range.start.line) : undefined;
    if (offer !== undefined) fixes.push(new Action(document, offer, vscode.CodeActionKind.RefactorRewrite));
    return fixes;
  }

  /** Changes of every row are worked out when they are wanted. */
  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (!(action instanceof Action) || action.fix.rewrite === undefined) return action;
    const { document } = action;
    const { version } = document;
    const edit = await this.indexes.rewritten(document, action.fix.rewrite);
    if (edit !== undefined && document.version === version) action.edit = workspaceEdit(document, [edit]);
    return action;
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

class Action extends vscode.CodeAction {
  constructor(
    readonly document: vscode.TextDocument,
    readonly fix: Fix,
    kind: vscode.CodeActionKind,
  ) {
    super(fix.title, kind);
    if (fix.rewrite === undefined) this.edit = workspaceEdit(document, fix.edits);
  }
}

function quickFix(document: vscode.TextDocument, finding: Finding, fix: Fix): vscode.CodeAction {
  const created = new Action(document, fix, vscode.CodeActionKind.QuickFix);
  created.diagnostics = [diagnostic(finding)];
  created.isPreferred = finding.fixes[0] === fix;
  return created;
}

function workspaceEdit(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const created = new vscode.WorkspaceEdit();
  for (const { line, start, endLine, end, text } of edits)
    created.replace(document.uri, new vscode.Range(line, start, endLine ?? line, end), text);
  return created;
}

function rangeOf({ line, start, end }: Finding): vscode.Range {
  return new vscode.Range(line, start, line, end);
}
