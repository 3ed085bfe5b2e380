/** One form in an editor tab: shows what a form definition asks, sends it, and stays open when that fails. */
import * as vscode from 'vscode';
import type { FormHost, FormState, FormValues, FormView } from '../../shared/protocol/form';
import { connect, type Remote } from '../../shared/rpc';
import { Disposable } from './disposable';
import { submitForm, type Form } from './forms/form';
import { messageOf } from './notices';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export type { Form } from './forms/form';

/** A page of its own for a form, and what that page may ask beside the usual. */
export interface FormPage {
  readonly folder: string;
  readonly host: object;
  /** Gives back what the page holds. */
  dispose?(): void;
}

/** @param folder where its file dialogs start the first time */
export function openForm(
  extensionUri: vscode.Uri,
  form: Form,
  folder: vscode.Uri,
  page: FormPage = { folder: 'forms', host: {} },
): vscode.Disposable {
  return new FormPanel(extensionUri, form, folder, page);
}

/** Where the last file of each kind of form was found. */
const lastFolders = new Map<string, vscode.Uri>();

class FormPanel extends Disposable {
  private state: FormState = { busy: false, error: null };
  private readonly panel: vscode.WebviewPanel;
  private readonly view: Remote<FormView>;
  private disposed = false;
  private work: vscode.CancellationTokenSource | undefined;

  constructor(
    extensionUri: vscode.Uri,
    private readonly form: Form,
    private readonly folder: vscode.Uri,
    page: FormPage,
  ) {
    super();
    const { title } = form.description;
    this.panel = this.register(
      vscode.window.createWebviewPanel(
        'murmuration.form',
        title,
        vscode.ViewColumn.Active,
        webviewOptions(extensionUri),
      ),
    );
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, 'resources', 'icon.png');
    const listeners: vscode.Disposable[] = [];
    const host: FormHost = { ...this.host(), ...page.host };
    this.view = connect<FormHost, FormView>(webviewPort(this.panel.webview, listeners), host);
    for (const listener of listeners) this.register(listener);
    this.panel.webview.html = webviewPage(this.panel.webview, extensionUri, page.folder, title);
    this.register(this.panel.onDidDispose(() => this.dispose()));
    this.register({ dispose: () => page.dispose?.() });
  }

  override dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.work?.cancel();
    super.dispose();
  }

  private host(): FormHost {
    return {
      describe: () => ({ ...this.form.description, state: this.state }),
      check: (values) => this.form.check(values),
      pickFile: (field) => this.pickFile(field),
      submit: (values) => this.submit(values),
      cancel: () => {
        if (this.state.busy) this.work?.cancel();
        else this.dispose();
      },
    };
  }

  private async pickFile(name: string): Promise<string | null> {
    const { title, sections } = this.form.description;
    const field = sections.flatMap(({ fields }) => fields).find((one) => one.name === name);
    const pick = field?.kind === 'file' ? field.pick : undefined;
    const defaultUri = lastFolders.get(title) ?? this.folder;
    const filters = { ...this.form.filters(name), 'All files': ['*'] };
    const picked =
      pick === 'save'
        ? await vscode.window.showSaveDialog({ defaultUri, filters, saveLabel: 'Choose' })
        : await vscode.window
            .showOpenDialog({
              defaultUri,
              openLabel: 'Choose',
              ...(pick === 'folder' ? { canSelectFiles: false, canSelectFolders: true } : { filters }),
            })
            .then((files) => files?.[0]);
    if (picked === undefined) return null;
    lastFolders.set(title, pick === 'folder' ? picked : vscode.Uri.joinPath(picked, '..'));
    return picked.fsPath;
  }

  private async submit(values: FormValues): Promise<void> {
    if (this.state.busy) return;
    this.setState({ busy: true, error: null });
    this.work = new vscode.CancellationTokenSource();
    try {
      const say = (progress: string): void => this.setState({ busy: true, error: null, progress });
      const findings = await submitForm(this.form, values, { say, token: this.work.token });
      if (findings === null) this.dispose();
      else this.setState({ busy: false, error: Object.values(findings.errors)[0] });
    } catch (error) {
      const cancelled = this.work.token.isCancellationRequested;
      this.setState({ busy: false, error: cancelled ? 'Cancelled; nothing was changed.' : messageOf(error) });
    } finally {
      this.work.dispose();
      this.work = undefined;
    }
  }

  private setState(state: FormState): void {
    this.state = state;
    if (!this.disposed) void this.view.setState(state);
  }
}
