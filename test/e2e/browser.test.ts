/** The language part where there is a browser alone: its own bundle, in VS Code's extension host for the web. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { hoverSays, openText, runCommand, webview } from './vscodePage';
import { installWebExtension } from './webExtension';
import { useWindow } from './window';

describe('the browser build', () => {
  const window = useWindow({
    workbench: () => ({ withoutExtension: true }),
    beforeLoading: installWebExtension,
    fill: (folder) =>
      copyFileSync('test/fixtures/star/relion5/Picks_particles.star', path.join(folder, 'picks.star')),
    ready: (page) => page.getByRole('tab', { name: 'Explorer' }).first().waitFor(),
  });

  it('explains STAR files and shows them as tables, without engine and projects', async () => {
    const { page } = window;
    await openText(page, window.file('picks.star'));
    const lens = page.locator('.codelens-decoration a', { hasText: 'Show as Table: 9,442 rows' });
    await lens.waitFor();
    const label = page.locator('.view-line span > span', { hasText: '_rlnTomoName' }).first();
    await hoverSays(page, label, 'Tilt series, and tomogram');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show as Table', exact: true }).click();
    const table = webview(page);
    await table.locator('main[data-ready]').waitFor();
    await table.getByText('9,442 rows', { exact: true }).waitFor();

    await runCommand(page, 'Murmuration: Refresh');
    await page.getByText("command 'murmuration.refresh' not found").first().waitFor();
  });
});
