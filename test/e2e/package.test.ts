/** The package that a user installs: everything that runs is in it, and nothing else. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { openFile, openText, showMurmuration, webview, workbenchReady } from './vscodePage';
import { useWindow } from './window';

describe('the package', () => {
  const vsix = path.resolve('dist', `murmuration-${process.platform}-${process.arch}.vsix`);
  const window = useWindow({
    workbench() {
      execFileSync(process.execPath, ['scripts/package.mjs', '--as-built'], { stdio: 'pipe' });
      return { install: vsix };
    },
    fill(folder) {
      copyFileSync('test/fixtures/star/relion5/Refine3D_particles.star', path.join(folder, 'run_data.star'));
      copyFileSync('test/fixtures/mrc/EMD-3197.map', path.join(folder, 'density.map'));
    },
    ready: workbenchReady,
  });

  it('is small', () => {
    assert.ok(statSync(vsix).size < 25e6, `${statSync(vsix).size} bytes`);
  });

  it('brings the languages, the density editor and the explorer', async () => {
    const { page } = window;
    await openText(page, window.file('run_data.star'));
    await page.locator('.codelens-decoration a', { hasText: '5 rows, 21 columns' }).waitFor();
    await openFile(page, window.file('density.map'));
    await webview(page).locator('main[data-ready]').waitFor();
    await showMurmuration(page);
  });

  it('brings an engine that runs where it was installed, with its graphics library', () => {
    const { extensionsFolder } = window.workbench;
    const [name] = readdirSync(extensionsFolder).filter((entry) => entry.startsWith('murmuration.'));
    const installed = path.join(extensionsFolder, name);
    const engine = (...args: string[]) =>
      execFileSync(process.execPath, [path.join(installed, 'bin', 'murmur'), ...args], {
        cwd: window.file(),
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
