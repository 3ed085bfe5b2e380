/** One form in an editor tab: shows what a form definition asks, sends it, and stays open when that fails. */
import * as vscode from 'vscode';
import type {
  FormDescription,
  FormFindings,
  FormHost,
  FormState,
  FormValues,
  FormView,
} from '../../webview/protocol/form';
import { connect, type Remote } from '../../webview/shared/rpc';
import { Disposable } from './disposable';
import { messageOf } from './notices';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export interface Form {
  readonly description: Omit<FormDescription, 'state'>;
  check(values: FormValues): Promise<FormFindings>;
  /** What the file dialog of a field offers: names and extensions. */
  filters(field: string): Record<string, string[]>;
  /** Does what the form is for; a failure's sentence is shown in the form. */
  submit(values: FormValues): Promise<void>;
}

/** @param folder where its file dialogs start */
export function openForm(extensionUri: vscode.Uri, form: Form, folder: vscode.Uri): vscode.Disposable {
  return new FormPanel(extensionUri, form, folder);
}

class FormPanel extends Disposable {
  private state: FormState = { busy: false, error: null };
  private readonly panel: vscode.WebviewPanel;
  private readonly view: Remote<FormView>;
  private disposed = false;
  private lastFolder: vscode.Uri;

  constructor(
    extensionUri: vscode.Uri,
    private readonly form: Form,
    folder: vscode.Uri,
  ) {
    super();
    this.lastFolder = folder;
    this.panel = this.register(
      vscode.window.createWebviewPanel(
        'murmuration.form',
        form.description.title,
        vscode.ViewColumn.Active,
        webviewOptions(extensionUri),
      ),
    );
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, 'resources', 'icon.png');
    const listeners: vscode.Disposable[] = [];
    this.view = connect<FormHost, FormView>(webviewPort(this.panel.webview, listeners), this.host());
    for (const listener of listeners) this.register(listener);
    this.panel.webview.html = webviewPage(this.panel.webview, extensionUri, 'forms', form.description.title);
    this.register(this.panel.onDidDispose(() => this.dispose()));
  }

  override dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    super.dispose();
  }

  private host(): FormHost {
    return {
      describe: () => ({ ...this.form.description, state: this.state }),
      check: (values) => this.form.check(values),
      pickFile: (field) => this.pickFile(field),
      submit: (values) => this.submit(values),
      cancel: () => this.dispose(),
    };
  }

  private async pickFile(field: string): Promise<string | null> {
    const picked = await vscode.window.showOpenDialog({
      defaultUri: this.lastFolder,
      filters: { ...this.form.filters(field), 'All files': ['*'] },
      openLabel: 'Choose',
    });
    if (picked === undefined) return null;
    this.lastFolder = vscode.Uri.joinPath(picked[0], '..');
    return picked[0].fsPath;
  }

  private async submit(values: FormValues): Promise<void> {
    if (this.state.busy) return;
    this.setState({ busy: true, error: null });
    try {
      await this.form.submit(values);
      this.dispose();
    } catch (error) {
      this.setState({ busy: false, error: messageOf(error) });
    }
  }

  private setState(state: FormState): void {
    this.state = state;
    if (!this.disposed) void this.view.setState(state);
  }
}
