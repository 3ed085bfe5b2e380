/** STAR and settings files in VS Code's window: colors, hovers, paths, quick fixes, and a table that is plotted and saved. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { writeMrc } from '../../src/formats/mrc';
import { parseStar } from '../../src/formats/star';
import { until } from '../support/until';
import { keepScreenshot, untilPicture } from './pictures';
import { chooseFile, goToLine, hoverSays, openText, runCommand, webview, workbenchReady } from './vscodePage';
import { useWindow } from './window';

const fixtures = path.resolve('test/fixtures/star/relion5');

describe('STAR and settings files', () => {
  const window = useWindow({
    fill: writeFiles,
    ready: workbenchReady,
    workbench: () => ({
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      },
    }),
  });
  const { file } = window;
  let page: Page;
  beforeEach(() => {
    page = window.page;
  });

  it('give every column a color, the one of its label', async () => {
    await openParticles();
    await page.locator('.codelens-decoration', { hasText: '5 rows, 21 columns' }).waitFor();
    await goToLine(page, 46);
    const texts = ['TS_01', '-176.940000', '765.480050', '11.160000'];
    let colors: readonly string[] = [];
    // Colors come a moment after the text.
    await until(
      () => `the colors are ${colors.join(' ')}`,
      async () => {
        colors = await Promise.all(texts.map((text) => colorOf(text)));
        return new Set(colors).size === texts.length;
      },
    );
    await goToLine(page, 24);
    for (const [i, label] of ['_rlnTomoName', '_rlnCenteredCoordinateXAngst'].entries())
      await until(`${label} has its column's color`, async () => (await colorOf(label)) === colors[i]);
  });

  it('explain a value and count a column under the pointer', async () => {
    await openParticles();
    await goToLine(page, 46);
    await hoverSays(page, value('-176.940000'), 'X of the particle center, from the middle of the tomogram');
    await hoverSays(page, value('-176.940000'), 'Column 2 of 21, row 1 of 5');
    await keepHover('star-hover');
    await goToLine(page, 24);
    await hoverSays(page, value('_rlnCenteredCoordinateXAngst'), 'Smallest');
    await hoverSays(page, value('_rlnCenteredCoordinateXAngst'), '283.55 Å');
  });

  it('lead from a path to the map, found from the project’s folder', async () => {
    await openParticles();
    await goToLine(page, 47);
    await value('2_data.mrc').click();
    await page.keyboard.press('F12');
    await page.getByRole('tab', { name: '2_data.mrc' }).waitFor();
    await webview(page).locator('main[data-ready]').waitFor();
  });

  it('underline what is wrong and fix it', async () => {
    await openText(page, file('wrong.star'));
    const wrong = page.locator('.squiggly-error, .squiggly-warning');
    await until('two places are underlined', async () => (await wrong.count()) === 2);
    await goToLine(page, 4);
    await page.keyboard.press('Control+.');
    const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Change to _rlnCoordinateX' });
    await action.waitFor();
    await keepScreenshot(page, 'star-quick-fix');
    await page.keyboard.press('Enter');
    await value('_rlnCoordinateX').waitFor();
    await wrong.nth(1).waitFor({ state: 'hidden' });
    await runCommand(page, 'File: Save');
    await until('it is saved', () => readFileSync(file('wrong.star'), 'utf8').includes('_rlnCoordinateX #1'));

    await openText(page, file('frames.settings'));
    await page.locator('.squiggly-error').first().waitFor();
    await hoverSays(page, value('8.34E-01'), 'takes no exponent');
    await hoverSays(page, value('8.34E-01'), 'Pixel size of the raw data');
  });

  it('become a table that is sorted, filtered, plotted, and saved in part', async () => {
    await openText(page, file('picks.star'));
    await page.locator('.codelens-decoration a', { hasText: 'Show as Table: 9,442 rows' }).click();
    const table = webview(page);
    await table.locator('main[data-ready]').waitFor();
    await table.getByText('9,442 rows', { exact: true }).waitFor();
    await table
      .locator('.row')
      .first()
      .filter({ hasText: /^1TS_54-485\.896912/ })
      .waitFor();

    await table.getByRole('button', { name: 'CenteredCoordinateZAngst' }).click();
    await table.locator('[aria-sort=ascending]').waitFor();
    await table.getByRole('textbox', { name: 'Filter rlnTomoName' }).fill('TS_03');
    await table.getByText(/^[\d,]+ of 9,442 rows$/).waitFor();
    const shown = Number(
      /^([\d,]+) of/.exec((await table.locator('.counts').textContent()) ?? '')?.[1].replace(',', ''),
    );

    await table.getByRole('button', { name: 'Plot' }).click();
    const plot = table.getByRole('img', { name: /against/ });
    await table.locator(`[data-points="${shown}"] canvas`).waitFor();
    await untilPicture(page, plot, ({ colors, foreground }) => colors > 20 && foreground > 0.02);

    const area = await table.locator('.u-over').boundingBox();
    assert.ok(area !== null);
    await page.mouse.move(area.x + area.width * 0.3, area.y + area.height * 0.2);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.6, area.y + area.height * 0.7, { steps: 4 });
    await page.mouse.up();
    const counts = table.getByText(/ rows, [\d,]+ selected$/);
    await counts.waitFor();
    await keepScreenshot(page, 'star-table');
    const selected = Number(
      /([\d,]+) selected/.exec((await counts.textContent()) ?? '')?.[1].replace(',', ''),
    );
    assert.ok(selected > 0 && selected < shown);

    await table.getByRole('button', { name: 'Save Selection...' }).click();
    await chooseFile(page, file('chosen.star'), 'OK');
    await table.getByText(`Saved ${selected.toLocaleString('en')} rows as chosen.star.`).waitFor();
    const [saved] = parseStar(readFileSync(file('chosen.star'), 'utf8'), 'chosen.star');
    assert.equal(saved.rows.length, selected);
    assert.ok(saved.rows.every(([name]) => name === 'TS_03'));
  });

  function value(text: string): Locator {
    return page.locator('.editor-instance:visible .view-line span > span', { hasText: text }).first();
  }

  async function colorOf(text: string): Promise<string> {
    return value(text).evaluate((span) => getComputedStyle(span).color);
  }

  /** A screenshot that leaves the pointer, and so the hover, where it is. */
  async function keepHover(name: string): Promise<void> {
    mkdirSync('test-results', { recursive: true });
    const picture = path.join('test-results', `${name}.png`);
    await page.screenshot({ path: picture });
    if (process.env.UPDATE_SCREENSHOTS === '1') copyFileSync(picture, path.join('docs', `${name}.png`));
  }

  async function openParticles(): Promise<void> {
    await openText(page, file('Refine3D', 'job012', 'run_data.star'));
  }
});

async function writeFiles(folder: string): Promise<void> {
  const file = (...names: string[]): string => path.join(folder, ...names);
  mkdirSync(file('Refine3D', 'job012'), { recursive: true });
  copyFileSync(path.join(fixtures, 'Refine3D_particles.star'), file('Refine3D', 'job012', 'run_data.star'));
  copyFileSync(path.join(fixtures, 'Picks_particles.star'), file('picks.star'));
  mkdirSync(file('Extract', 'job_extract', 'Subtomograms', 'TS_01'), { recursive: true });
  await writeMrc(file('Extract', 'job_extract', 'Subtomograms', 'TS_01', '2_data.mrc'), {
    size: [8, 8, 8],
    pixelSize: 4,
    data: Float32Array.from({ length: 512 }, (_, i) => i % 7),
  });
  writeFileSync(
    file('wrong.star'),
    'data_particles\n\nloop_\n_rlnCordinateX #1\n_rlnCoordinateY #2\n1 2\n3 4 5\n',
  );
  writeFileSync(
    file('frames.settings'),
    '<Settings>\n\t<Import>\n\t\t<Param Name="PixelSize" Value="8.34E-01" />\n\t</Import>\n</Settings>\n',
  );
}
