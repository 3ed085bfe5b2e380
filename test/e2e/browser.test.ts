/** The language part where there is a browser alone: its own bundle, in VS Code's extension host for the web. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { runCommand, webview } from './vscodePage';
import { installWebExtension } from './webExtension';
import { Workbench } from './workbench';

describe('the browser build', () => {
  let folder: string;
  let workbench: Workbench;
  let page: Page;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-browser-'));
    copyFileSync(
      path.resolve('test/fixtures/star/relion5/Picks_particles.star'),
      path.join(folder, 'picks.star'),
    );
    workbench = await Workbench.start({ withoutExtension: true });
    page = await workbench.open(folder, undefined, installWebExtension);
    await page.getByRole('tab', { name: 'Explorer' }).first().waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await page.screenshot({ path: 'test-results/failed.png' });
  });

  it('explains STAR files and shows them as tables, without engine and projects', async () => {
    await page.getByRole('treeitem', { name: 'picks.star' }).dblclick({ timeout: 60_000 });
    const lens = page.locator('.codelens-decoration a', { hasText: 'Show as Table: 9,442 rows' });
    await lens.waitFor({ timeout: 30_000 });
    await page.locator('.view-line span > span', { hasText: '_rlnTomoName' }).first().hover();
    await page.locator('.monaco-hover:visible').getByText('Tilt series, and tomogram').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show as Table', exact: true }).click();
    const table = webview(page);
    await table.locator('main[data-ready]').waitFor({ timeout: 20_000 });
    await table.getByText('9,442 rows', { exact: true }).waitFor();

    await runCommand(page, 'Murmuration: Refresh');
    await page.getByText("command 'murmuration.refresh' not found").first().waitFor();
  });
});
