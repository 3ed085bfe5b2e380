/** From nothing to the report of a refinement that can be believed, in six clicks and no typing: the sample project. */
import assert from 'node:assert/strict';
import { keepScreenshot } from './pictures';
import { notification, showMurmuration, webview } from './vscodePage';
import { useWindow } from './window';

describe('a sample project in VS Code', () => {
  const window = useWindow({ fill: () => undefined, ready: showMurmuration });

  it('is made, refined, reported and compared with its truth', async () => {
    const { page } = window;
    await page.locator('.welcome-view').getByText('Create a sample project').click();
    const dialog = page.locator('.quick-input-widget');
    await dialog.locator('.monaco-list-row').first().waitFor();
    await dialog.getByRole('button', { name: 'OK', exact: true }).click();
    const made = notification(page, /Created the sample project .*murmuration-sample: half-maps at/);
    await made.getByRole('button', { name: 'Refine...' }).click();
    const form = webview(page);
    await form.getByRole('button', { name: 'Step 1: image warp + poses' }).click();
    await form.getByRole('button', { name: 'Refine', exact: true }).click();
    const done = notification(page, /Refined sample: particle [\d.]+ Å/);
    await done.getByRole('button', { name: 'Show Report' }).click();
    await webview(page).locator('main[data-ready]').waitFor();
    await keepScreenshot(page, 'sample-report');

    await page.keyboard.press('F1');
    await page.locator('.quick-input-box input').fill('>Murmuration: Compare with Truth...');
    await page.keyboard.press('Enter');
    const line = page.locator('.view-line', { hasText: /^Positions\sin\sthe\simages/ });
    await line.waitFor();
    const [start, refined] = (await line.innerText()).match(/\d+\.\d+/g)?.map(Number) ?? [];
    assert.ok(refined < start / 5, `${start} Å to ${refined} Å`);
    await keepScreenshot(page, 'sample-truth');
  });
});
