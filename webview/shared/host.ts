/** The webview's end of the line to the extension host, and what it keeps while its tab is hidden. */
import type { Port } from '../../shared/rpc';

interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCode;

const vscode = acquireVsCodeApi();

export const hostPort: Port = {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's, not a window's
  send: (message) => vscode.postMessage(message),
  listen: (receive) => addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
};

/** What `saveState` got last; undefined in a new tab. */
export function savedState(): unknown {
  return vscode.getState();
}

export function saveState(state: unknown): void {
  vscode.setState(state);
}
