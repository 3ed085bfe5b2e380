/** Offers `murmur mcp` of the open folder to language models in VS Code, in folders that are trusted and versions that know of it. */
import * as vscode from 'vscode';
import { argumentsOf } from '../commands/arguments';
import { mcp } from '../commands/mcp';
import { version } from '../../package.json';
import { Disposable } from './disposable';
import type { Engine } from './engine';

/** Before, VS Code had a trial of it that asks for other things in package.json. */
const firstMinor = 101;

export class McpServers extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());

  constructor(private readonly engine: Engine) {
    super();
    if (vscode.workspace.isTrusted) this.offer();
    else this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.offer()));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.changed.fire()));
  }

  private offer(): void {
    const [major, minor] = vscode.version.split('.').map(Number);
    if (major === 1 && minor < firstMinor) return;
    this.register(
      vscode.lm.registerMcpServerDefinitionProvider('murmuration.mcp', {
        onDidChangeMcpServerDefinitions: this.changed.event,
        provideMcpServerDefinitions: async () => this.definitions(),
      }),
    );
  }

  /** One for each folder that is open. */
  private async definitions(): Promise<vscode.McpStdioServerDefinition[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) return [];
    const { command, env } = await this.engine.program();
    const [program, ...before] = command;
    const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return folders.map(({ name, uri }) => {
      const args = [...before, ...argumentsOf(mcp, { folder: uri.fsPath })];
      const label = folders.length === 1 ? 'Murmuration' : `Murmuration: ${name}`;
      return new vscode.McpStdioServerDefinition(label, program, args, Object.fromEntries(set), version);
    });
  }
}
