/** In a folder that nobody has trusted the project can be looked at, and no engine is started. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Workbench } from './workbench';
import { murmur } from './project';
import { quickInput, runCommand, showMurmuration, treeRow } from './vscodePage';

describe('an untrusted workspace', () => {
  let folder: string;
  let workbench: Workbench;
  const trap = () => path.join(folder, 'started');
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-trust-'));
    murmur('create_population', '--directory', folder, '--name', 'found');
    // A folder from elsewhere that names its own program as the one to run.
    const program = path.join(folder, 'node');
    writeFileSync(program, `#!/bin/sh\ntouch ${trap()}\n`);
    chmodSync(program, 0o755);
    mkdirSync(path.join(folder, '.vscode'));
    writeFileSync(
      path.join(folder, '.vscode', 'settings.json'),
      JSON.stringify({ 'murmuration.nodePath': program }),
    );
    workbench = await Workbench.start({
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'always',
      },
    });
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows its projects but offers nothing that would start the engine', async () => {
    const page = await workbench.open(folder);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /No, I don't trust/ })
      .click({ timeout: 60_000 });
    await showMurmuration(page);
    await treeRow(page, 'found').waitFor({ timeout: 30_000 });

    await treeRow(page, 'found').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Open as Text' }).waitFor();
    const refine = page.getByRole('menuitem', { name: 'Refine...' });
    assert.equal(await refine.getAttribute('aria-disabled'), 'true');
    await page.keyboard.press('Escape');

    await page.keyboard.press('F1');
    await quickInput(page).fill('>Murmuration: ');
    const list = page.locator('.quick-input-list');
    await list.getByText('Murmuration: Refresh').waitFor();
    assert.equal(await list.getByText('Murmuration: Add Data Source').count(), 0);
    await page.keyboard.press('Escape');

    await runCommand(page, 'Murmuration: Refresh');
    await treeRow(page, 'found').waitFor();
    assert.equal(existsSync(trap()), false, 'the program that the folder names was started');
  });
});
