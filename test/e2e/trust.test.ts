/** In a folder that nobody has trusted the project can be looked at, and no engine is started. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extensionFolder, Workbench } from './workbench';
import { writePopulation } from '../support/population';
import { useSuiteFolder } from '../support/temporaryFolder';
import { hostSuites } from './hostSuites';
import { quickInput, runCommand, showMurmuration, treeRow, webview } from './vscodePage';

describe('an untrusted workspace', () => {
  const inSuite = useSuiteFolder();
  let workbench: Workbench;
  const folder = (): string => inSuite('project');
  const trap = (): string => path.join(folder(), 'started');
  const report = (): string => inSuite('report.json');
  before(async () => {
    mkdirSync(folder());
    await writePopulation(folder());
    // A folder from elsewhere that names its own program as the one to run.
    const program = path.join(folder(), 'node');
    writeFileSync(program, `#!/bin/sh\ntouch ${trap()}\n`);
    chmodSync(program, 0o755);
    mkdirSync(path.join(folder(), '.vscode'));
    writeFileSync(
      path.join(folder(), '.vscode', 'settings.json'),
      JSON.stringify({ 'murmuration.nodePath': program }),
    );
    workbench = await Workbench.start({
      env: { MURMURATION_TEST_REPORT: report() },
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'always',
      },
    });
  });
  after(() => workbench.stop());

  it('shows its projects but offers nothing that would start the engine', async () => {
    const page = await workbench.open(folder());
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /No, I don't trust/ })
      .click();
    await showMurmuration(page);
    await treeRow(page, 'p').waitFor();

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
    await box.waitFor();
    assert.equal(await box.getAttribute('aria-disabled'), 'true');
    await webview(page).locator('canvas[data-drawn]').first().waitFor();

    await runCommand(page, 'Murmuration: Refresh');
    await treeRow(page, 'p').waitFor();
    assert.equal(existsSync(trap()), false, 'the program that the folder names was started');
  });

  it('refuses in one sentence whatever is called all the same', async () => {
    const suites = path.join(extensionFolder(), 'dist', 'test', 'e2e', 'host', 'untrusted.entry.cjs');
    const { passed, failures } = await hostSuites(workbench, folder(), suites, report());
    assert.deepEqual(failures, []);
    assert.equal(passed, 6);
    assert.equal(existsSync(trap()), false, 'the program that the folder names was started');
  });
});
