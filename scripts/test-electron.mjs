/**
 * Runs the tests that live in the extension host in a desktop VS Code, which `@vscode/test-electron` downloads;
 * VSCODE_EXECUTABLE names one that is there already. The build (`npm run build`) has to be there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';

const root = fileURLToPath(new URL('..', import.meta.url));
const workspace = mkdtempSync(path.join(tmpdir(), 'murmuration-host-'));
try {
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'dist', 'test', 'e2e', 'host', 'index.entry.cjs'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
    ...(process.env.VSCODE_EXECUTABLE === undefined
      ? {}
      : { vscodeExecutablePath: process.env.VSCODE_EXECUTABLE }),
  });
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
