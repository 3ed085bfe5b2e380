/** Shows a `*.refine.json` as a form: what is typed goes into the text, what changes in the text shows in the form. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FormValues } from '../../shared/protocol/form';
import type { RefinementHost, RefinementState, RefinementView } from '../../shared/protocol/refinement';
import { connect } from '../../shared/rpc';
import { memberChange, parseJsonMembers, withChange } from '../formats/jsonMembers';
import { commandLine } from '../jobs/refinementSettings/arguments';
import { checkSettings } from '../jobs/refinementSettings/check';
import type { RefinementSettings } from '../jobs/refinementSettings/fields';
import { presets } from '../jobs/refinementSettings/presets';
import { formatSettings, valuesOf } from '../jobs/refinementSettings/settingsFile';
import { Problem } from '../../shared/problem';
import type { Services } from './commands/command';
import { Disposable } from './disposable';
import { deviceSettings } from './engine';
import { estimateText, type EngineEstimate } from './forms/estimateText';
import { refinementFindings, refinementSections, shownValues, writtenValue } from './forms/refinementForm';
import { messageOf } from './notices';
import { startRefinement } from './startRefinement';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export const refinementViewType = 'murmuration.refinement';

/** So often a change is tried while others change the text, too. */
const attempts = 5;

export class RefinementEditor extends Disposable implements vscode.CustomTextEditorProvider {
  constructor(private readonly services: Services) {
    super();
    this.register(vscode.window.registerCustomEditorProvider(refinementViewType, this));
  }

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const owned: vscode.Disposable[] = [];
    const { webview } = panel;
    const { extensionUri } = this.services;
    webview.options = webviewOptions(extensionUri);
    const session = new Session(this.services, document);
    const port = webviewPort(webview, owned);
    const view = connect<RefinementHost, RefinementView>(port, session.host);
    const show = (): void => void view.setState(session.state());
    session.changed = show;
    owned.push(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === document.uri.toString()) show();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(show),
    );
    panel.onDidDispose(() => vscode.Disposable.from(...owned).dispose());
    webview.html = webviewPage(webview, extensionUri, 'refine', path.basename(document.uri.path));
  }
}

/** One document in one tab. */
class Session {
  changed: () => void = () => undefined;
  private busy = false;
  private edits: Promise<void> = Promise.resolve();
  private error: string | null = null;

  constructor(
    private readonly services: Services,
    private readonly document: vscode.TextDocument,
  ) {}

  readonly host: RefinementHost = {
    open: () => ({
      fileName: path.basename(this.document.uri.path),
      sections: refinementSections,
      presets: presets.map(({ id, label, help }) => ({ id, label, help })),
      state: this.state(),
    }),
    edit: (changes) => this.edit(changes),
    applyPreset: (id) => this.edit(presets.find((preset) => preset.id === id)?.changes ?? {}),
    estimate: async () => {
      await this.edits;
      const args = ['refine', '--settings', '-', '--estimate'];
      const settings = formatSettings(withDevice(this.settings()));
      const { engine } = this.services;
      return estimateText(await engine.run<EngineEstimate>(args, undefined, undefined, settings));
    },
    refine: () => this.refine(),
    copyCommand: async () => {
      await this.edits;
      const line = commandLine(this.settings());
      await vscode.env.clipboard.writeText(line);
      return line;
    },
    openAsText: async () => {
      await vscode.commands.executeCommand('vscode.openWith', this.document.uri, 'default');
    },
  };

  state(): RefinementState {
    const { busy, error } = this;
    const common = { locked: this.locked(), busy, error };
    try {
      const raw = this.values();
      return {
        ...common,
        values: shownValues(raw),
        findings: refinementFindings(raw),
        textProblem: null,
      };
    } catch (problem) {
      const none = { errors: {}, notes: {} };
      return { ...common, values: shownValues({}), findings: none, textProblem: messageOf(problem) };
    }
  }

  private locked(): string | null {
    if (!vscode.workspace.isTrusted)
      return 'This folder is not trusted: settings can be looked at, but not changed or run.';
    return vscode.workspace.fs.isWritableFileSystem(this.document.uri.scheme) === false
      ? 'This version of the file cannot be changed.'
      : null;
  }

  private values(): Record<string, unknown> {
    const text = this.document.getText();
    if (text.trim() === '') return {};
    return valuesOf(parseJsonMembers(text, path.basename(this.document.uri.path)));
  }

  /** As they are to be run. Throws Problem for the first that cannot be. */
  private settings(): RefinementSettings {
    const { settings, errors } = checkSettings(this.values());
    const [wrong] = Object.entries(errors);
    if (wrong !== undefined) throw new Problem(`${wrong[0]}: ${wrong[1].replace(/\.$/, '')}`);
    if (settings.population === '')
      throw new Problem('no population is named', { remedy: 'give the path of a .population file' });
    const folder = path.dirname(this.document.uri.fsPath);
    return { ...settings, population: path.resolve(folder, settings.population) };
  }

  /** One after the other: each begins with the text that the one before left. */
  private edit(changes: FormValues | Partial<RefinementSettings>): Promise<void> {
    const done = this.edits.then(async () => {
      if (this.locked() !== null) return;
      for (let attempt = 1; !(await this.tryEdit(changes)); attempt++)
        if (attempt === attempts)
          throw new Problem('the text could not be changed', { where: this.document.uri.fsPath });
    });
    this.edits = done.catch(() => undefined);
    return done;
  }

  /** One undo step; nothing but the values changes in the text. False where the text was changed by others meanwhile. */
  private async tryEdit(changes: FormValues | Partial<RefinementSettings>): Promise<boolean> {
    const name = path.basename(this.document.uri.path);
    const before = this.document.getText();
    let text = before.trim() === '' ? '{}\n' : before;
    for (const [key, value] of Object.entries(changes)) {
      const change = memberChange(text, parseJsonMembers(text, name), key, writtenValue(key, value));
      if (change !== null) text = withChange(text, change);
    }
    if (text === before) return true;
    const edit = new vscode.WorkspaceEdit();
    const { start, end, inserted } = difference(before, text);
    const range = new vscode.Range(this.document.positionAt(start), this.document.positionAt(end));
    edit.replace(this.document.uri, range, inserted);
    return vscode.workspace.applyEdit(edit);
  }

  private async refine(): Promise<void> {
    if (this.busy || this.locked() !== null) return;
    this.setState(true, null);
    try {
      // What was typed last is on its way into the text.
      await this.edits;
      const settings = withDevice(this.settings());
      const { jobs, projects } = this.services;
      const { population } = settings;
      jobs.requireIdle(population);
      await this.save();
      const project = projects.projects.find((one) => one.path === population);
      const name = project?.content?.population.name ?? path.basename(population, '.population');
      await startRefinement(this.services, settings, name);
      this.setState(false, null);
    } catch (error) {
      this.setState(false, messageOf(error));
    }
  }

  /** Tried again where VS Code is saving it by itself, or an edit came while it did. Throws Problem. */
  private async save(): Promise<void> {
    for (let attempt = 1; this.document.isDirty && !(await this.document.save()); attempt++)
      if (attempt === attempts)
        throw new Problem('the settings could not be saved', { where: this.document.uri.fsPath });
  }

  private setState(busy: boolean, error: string | null): void {
    this.busy = busy;
    this.error = error;
    this.changed();
  }
}

/** With the user's own choice of the device, where the file leaves it open. */
function withDevice(settings: RefinementSettings): RefinementSettings {
  const { adapter, memory } = deviceSettings();
  return { ...settings, adapter: settings.adapter || adapter, memory: settings.memory || memory };
}

/** The stretch in which two texts differ. */
function difference(before: string, after: string): { start: number; end: number; inserted: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same, inserted: after.slice(start, after.length - same) };
}
