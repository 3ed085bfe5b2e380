/** What is known about every open STAR and XML file: made anew in a worker after each pause in typing. */
import * as vscode from 'vscode';
import type { Edit } from '../../language/edit';
import type { Finding } from '../../language/finding';
import type { Source, StarReport, XmlReport } from '../../language/languageWorker';
import type { Rewrite } from '../../language/star/rewrite';
import { shifted } from '../../language/star/locate';
import { Disposable } from '../disposable';
import { textSource } from './documentText';
import type { LanguagePlatform, OwnedWorker } from './platform';

/** A pause in typing, ms. */
const pause = 250;

export type Known = (StarReport | XmlReport) & {
  readonly kind: 'star' | 'xml';
  /** Of the document that the findings are about; the index follows edits. */
  readonly version: number;
  readonly findings: readonly Finding[];
};
export type KnownStar = Known & StarReport;
export type KnownXml = Known & XmlReport;

export class DocumentIndexes extends Disposable {
  private readonly indexed = this.register(new vscode.EventEmitter<vscode.TextDocument>());
  /** A document has been indexed anew. */
  readonly onDidIndex = this.indexed.event;
  private readonly entries = new Map<vscode.TextDocument, Entry>();
  private worker: OwnedWorker | null = null;

  constructor(private readonly platform: LanguagePlatform) {
    super();
    this.register(vscode.workspace.onDidOpenTextDocument((document) => void this.refresh(document)));
    this.register(vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)));
    this.register(vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)));
    this.register({ dispose: () => this.worker?.dispose() });
    for (const document of vscode.workspace.textDocuments) void this.refresh(document);
  }

  /** The newest, once there is one; undefined for documents that are not ours. */
  async star(document: vscode.TextDocument): Promise<KnownStar | undefined> {
    const known = await this.known(document);
    return known?.kind === 'star' ? (known as KnownStar) : undefined;
  }

  async xml(document: vscode.TextDocument): Promise<KnownXml | undefined> {
    const known = await this.known(document);
    return known?.kind === 'xml' ? (known as KnownXml) : undefined;
  }

  /** For XML, whose help needs what was typed last. */
  async settled(document: vscode.TextDocument): Promise<Known | undefined> {
    await this.known(document);
    await this.refresh(document);
    return this.entries.get(document)?.known;
  }

  /** What is known now. */
  at(document: vscode.TextDocument): Known | undefined {
    return this.entries.get(document)?.known;
  }

  /** What a change of whole columns replaces; undefined when the document changed meanwhile. */
  async rewritten(document: vscode.TextDocument, rewrite: Rewrite): Promise<Edit | undefined> {
    const source = await this.source(document);
    return source === undefined ? undefined : this.remote.rewrite(source, rewrite);
  }

  /** The worker that serves all documents. */
  get remote(): OwnedWorker['remote'] {
    this.worker ??= this.platform.startWorker();
    return this.worker.remote;
  }

  private async known(document: vscode.TextDocument): Promise<Known | undefined> {
    const entry = this.entries.get(document);
    if (entry?.known !== undefined) return entry.known;
    await this.refresh(document);
    return this.entries.get(document)?.known;
  }

  private async refresh(document: vscode.TextDocument): Promise<void> {
    const kind = kindOf(document);
    if (kind === undefined) return;
    const entry = this.entries.get(document) ?? {};
    this.entries.set(document, entry);
    if (entry.known?.version === document.version) return;
    // One at a time: who asks while it is made gets that one.
    entry.making ??= this.make(document, kind, entry).finally(() => delete entry.making);
    await entry.making;
  }

  private async make(document: vscode.TextDocument, kind: Known['kind'], entry: Entry): Promise<void> {
    for (;;) {
      const { version } = document;
      const source = await this.source(document);
      if (document.isClosed) return;
      if (source === undefined) continue;
      const report = await (kind === 'star' ? this.remote.star(source) : this.remote.xml(source));
      if (document.version !== version) continue;
      entry.known = { ...report, kind, version };
      this.indexed.fire(document);
      return;
    }
  }

  private async source(document: vscode.TextDocument): Promise<Source | undefined> {
    const onDisk = document.uri.scheme === 'file' && !document.isDirty && document.languageId === 'star';
    if (onDisk && this.platform.workersReadFiles) return { path: document.uri.fsPath };
    return textSource(document, this.remote);
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const entry = this.entries.get(document);
    if (entry === undefined || contentChanges.length === 0) return;
    if (entry.known?.kind === 'star') {
      let { index } = entry.known as KnownStar;
      for (const { range, text } of contentChanges)
        index = shifted(index, range.start.line, range.end.line - range.start.line, countLines(text));
      entry.known = { ...entry.known, index } as Known;
    }
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.refresh(document), pause);
  }

  private forget(document: vscode.TextDocument): void {
    clearTimeout(this.entries.get(document)?.timer);
    this.entries.delete(document);
  }
}

interface Entry {
  known?: Known;
  making?: Promise<void>;
  timer?: ReturnType<typeof setTimeout>;
}

/** Warp's series are `.xml` files like any other; their root tells. */
function kindOf(document: vscode.TextDocument): Known['kind'] | undefined {
  if (document.languageId === 'star') return 'star';
  if (document.languageId === 'warp-settings') return 'xml';
  if (document.languageId !== 'xml') return undefined;
  const start = document.getText(new vscode.Range(0, 0, 4, 0)).slice(0, 4000);
  return /<(TiltSeries|Movie)[\s>]/.test(start) ? 'xml' : undefined;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
