/** In a folder that nobody has trusted the project can be looked at, and no engine is started. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extensionFolder, Workbench } from './workbench';
import { writePopulation } from '../support/population';
import { quickInput, runCommand, showMurmuration, treeRow, webview } from './vscodePage';

describe('an untrusted workspace', () => {
  let folder: string;
  let outside: string;
  let workbench: Workbench;
  const trap = () => path.join(folder, 'started');
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-trust-'));
    outside = mkdtempSync(path.join(tmpdir(), 'murmuration-trust-report-'));
    await writePopulation(folder);
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
      env: { MURMURATION_TEST_REPORT: path.join(outside, 'report.json') },
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'always',
      },
    });
  });
  after(async () => {
    await workbench.stop();
    for (const used of [folder, outside]) rmSync(used, { recursive: true, force: true });
  });

  it('shows its projects but offers nothing that would start the engine', async () => {
    const page = await workbench.open(folder);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /No, I don't trust/ })
      .click({ timeout: 60_000 });
    await showMurmuration(page);
    await treeRow(page, 'p').waitFor({ timeout: 30_000 });

    await treeRow(page, 'p').click({ button: 'right' });
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

    // Down to the last tilt everything can be looked at; boxes to tick are not there, or not to be ticked.
    await treeRow(page, 'a').click();
    await treeRow(page, 'TS_1').locator('.monaco-tl-twistie').click();
    await treeRow(page, '-30.0°').waitFor();
    assert.equal(await treeRow(page, '-30.0°').getByRole('checkbox').count(), 0);
    await treeRow(page, 'TS_1').click();
    const box = webview(page).getByRole('checkbox', { name: '-30.0°' });
    await box.waitFor({ timeout: 30_000 });
    assert.equal(await box.getAttribute('aria-disabled'), 'true');
    await webview(page).locator('canvas[data-drawn]').first().waitFor();

    await runCommand(page, 'Murmuration: Refresh');
    await treeRow(page, 'p').waitFor();
    assert.equal(existsSync(trap()), false, 'the program that the folder names was started');
  });

  it('refuses in one sentence whatever is called all the same', async () => {
    const suites = path.join(extensionFolder(), 'dist', 'test', 'e2e', 'host', 'untrusted.entry.cjs');
    await new Promise<void>((resolve, reject) => {
      workbench
        .open(folder, suites, async (page) => {
          await page.exposeFunction('codeAutomationExit', () => resolve());
          await page.exposeFunction('codeAutomationLog', () => undefined);
        })
        .catch(reject);
    });
    const report = JSON.parse(readFileSync(path.join(outside, 'report.json'), 'utf8')) as {
      readonly passed: number;
      readonly failures: readonly string[];
    };
    assert.deepEqual(report.failures, []);
    assert.equal(report.passed, 6);
    assert.equal(existsSync(trap()), false, 'the program that the folder names was started');
  });
});
