/** The package that a user installs: everything that runs is in it, and nothing else. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { showMurmuration, webview } from './vscodePage';
import { Workbench } from './workbench';

describe('the package', () => {
  const vsix = path.resolve('dist', `murmuration-${process.platform}-${process.arch}.vsix`);
  let folder: string;
  let workbench: Workbench;
  let page: Page;
  before(async () => {
    execFileSync(process.execPath, ['scripts/package.mjs', '--as-built'], { stdio: 'pipe' });
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-package-'));
    copyFileSync('test/fixtures/star/relion5/Refine3D_particles.star', path.join(folder, 'run_data.star'));
    copyFileSync('test/fixtures/mrc/EMD-3197.map', path.join(folder, 'density.map'));
    workbench = await Workbench.start({ install: vsix });
    page = await workbench.open(folder);
    await page.getByRole('tab', { name: 'Explorer' }).first().waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await page.screenshot({ path: 'test-results/failed.png' });
  });

  it('is small', () => {
    assert.ok(statSync(vsix).size < 25e6, `${statSync(vsix).size} bytes`);
  });

  it('brings the languages, the density editor and the explorer', async () => {
    await page.getByRole('treeitem', { name: 'run_data.star' }).dblclick();
    await page.locator('.codelens-decoration a', { hasText: '5 rows, 21 columns' }).waitFor();
    await page.getByRole('treeitem', { name: 'density.map' }).dblclick();
    await webview(page).locator('main[data-ready]').waitFor({ timeout: 30_000 });
    await showMurmuration(page);
  });

  it('brings an engine that runs where it was installed, with its graphics library', () => {
    const [name] = readdirSync(workbench.extensionsFolder).filter((entry) =>
      entry.startsWith('murmuration.'),
    );
    const installed = path.join(workbench.extensionsFolder, name);
    const engine = (...args: string[]) =>
      execFileSync(process.execPath, [path.join(installed, 'bin', 'murmur'), ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    assert.match(engine('info', 'density.map'), /32/);
    const library = `import('webgpu').then(({ create }) => console.log(typeof create([]).requestAdapter))`;
    const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', library], {
      cwd: path.join(installed, 'dist'),
      encoding: 'utf8',
    });
    assert.equal(loaded.trim(), 'function');
  });
});
