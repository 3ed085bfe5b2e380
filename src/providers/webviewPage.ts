/** The page that a webview starts from: its script and style, and a policy that lets nothing else run. */
import * as vscode from 'vscode';
import type { Port } from '../../shared/rpc';

/** Where a webview of this extension may load from. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
}

/** @param folder folder of the webview: `forms`, `density` */
export function webviewPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  folder: string,
  title: string,
): string {
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extensionUri), folder, name)).toString();
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `img-src ${webview.cspSource} data: blob:`,
    `font-src ${webview.cspSource}`,
    `connect-src ${webview.cspSource}`,
    'worker-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${file('main.css')}">
    <script type="module" nonce="${nonce}" src="${file('main.js')}" data-folder="${file('')}"></script>
  </head>
  <body></body>
</html>`;
}

/** The extension host's end of the line to a webview. */
export function webviewPort(webview: vscode.Webview, owned: vscode.Disposable[]): Port {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's, not a window's
    send: (message) => void webview.postMessage(message),
    listen: (receive) => void webview.onDidReceiveMessage(receive, undefined, owned),
  };
}

function webviewRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
