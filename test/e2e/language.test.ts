/** STAR and settings files in VS Code's window: colours, hovers, paths, quick fixes, and a table that is plotted and saved. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { writeMrc } from '../../src/formats/mrc';
import { parseStar } from '../../src/formats/star';
import { keepScreenshot, pixelsOf } from './pictures';
import { chooseFile, goToLine, openByName, runCommand, webview } from './vscodePage';
import { Workbench } from './workbench';

const fixtures = path.resolve('test/fixtures/star/relion5');

describe('STAR and settings files', () => {
  let folder: string;
  let workbench: Workbench;
  let page: Page;
  const refused: string[] = [];
  const file = (...names: string[]): string => path.join(folder, ...names);

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-language-'));
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
    workbench = await Workbench.start({
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      },
    });
    page = await workbench.open(folder);
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text());
    });
    await page.getByRole('tab', { name: 'Explorer' }).first().waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await page.screenshot({ path: 'test-results/failed.png' });
  });

  it('give every column a colour, the one of its label', async () => {
    await openByName(page, 'run_data.star');
    await page
      .locator('.codelens-decoration', { hasText: '5 rows, 21 columns' })
      .waitFor({ timeout: 30_000 });
    await goToLine(page, 46);
    const texts = ['TS_01', '-176.940000', '765.480050', '11.160000'];
    const colours = await settled(() => Promise.all(texts.map((text) => colourOf(text))));
    assert.equal(new Set(colours).size, texts.length, colours.join(' '));
    await goToLine(page, 24);
    assert.equal(await colourOf('_rlnTomoName'), colours[0]);
    assert.equal(await colourOf('_rlnCenteredCoordinateXAngst'), colours[1]);
  });

  it('explain a value and count a column under the pointer', async () => {
    await goToLine(page, 46);
    const hover = page.locator('.monaco-hover:visible');
    await value('-176.940000').hover();
    await hover.getByText('X of the particle centre, from the middle of the tomogram').waitFor();
    await hover.getByText('Column 2 of 21, row 1 of 5').waitFor();
    await keepHover('star-hover');
    await goToLine(page, 24);
    await value('_rlnCenteredCoordinateXAngst').hover();
    await hover.getByText('Smallest').waitFor();
    await hover.getByText('283.55 Å').waitFor();
  });

  it('lead from a path to the map, found from the project’s folder', async () => {
    await goToLine(page, 47);
    await value('2_data.mrc').click();
    await page.keyboard.press('F12');
    await page.getByRole('tab', { name: '2_data.mrc' }).waitFor({ timeout: 20_000 });
    await webview(page).locator('main[data-ready]').waitFor({ timeout: 30_000 });
  });

  it('underline what is wrong and mend it', async () => {
    await openByName(page, 'wrong.star');
    const wrong = page.locator('.squiggly-error, .squiggly-warning');
    await wrong.first().waitFor();
    assert.equal(await wrong.count(), 2);
    await goToLine(page, 4);
    await page.keyboard.press('Control+.');
    const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Change to _rlnCoordinateX' });
    await action.waitFor();
    await keepScreenshot(page, 'star-quick-fix');
    await page.keyboard.press('Enter');
    await value('_rlnCoordinateX').waitFor();
    await wrong.nth(1).waitFor({ state: 'hidden' });
    await runCommand(page, 'File: Save');
    await until(() => readFileSync(file('wrong.star'), 'utf8').includes('_rlnCoordinateX #1'));

    await openByName(page, 'frames.settings');
    await page.locator('.squiggly-error').first().waitFor();
    await value('8.34E-01').hover();
    await page.locator('.monaco-hover:visible').getByText('takes no exponent').waitFor();
    await page.locator('.monaco-hover:visible').getByText('Pixel size of the raw data').waitFor();
  });

  it('become a table that is sorted, filtered, plotted, and saved in part', async () => {
    await openByName(page, 'picks.star');
    await page.locator('.codelens-decoration a', { hasText: 'Show as Table: 9,442 rows' }).click();
    const table = webview(page);
    await table.locator('main[data-ready]').waitFor({ timeout: 20_000 });
    await table.getByText('9,442 rows', { exact: true }).waitFor();
    await firstRow(table, '1TS_54-485.896912');

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
    const { colours, foreground } = await pixelsOf(page, plot);
    assert.ok(colours > 20 && foreground > 0.02, JSON.stringify({ colours, foreground }));

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
    assert.deepEqual(refused, []);
  });

  function value(text: string): Locator {
    return page.locator('.editor-instance:visible .view-line span > span', { hasText: text }).first();
  }

  async function colourOf(text: string): Promise<string> {
    return value(text).evaluate((span) => getComputedStyle(span).color);
  }

  /** Colours come a moment after the text. */
  async function settled(read: () => Promise<string[]>): Promise<string[]> {
    await until(async () => new Set(await read()).size > 2);
    return read();
  }

  /** A screenshot that leaves the pointer, and so the hover, where it is. */
  async function keepHover(name: string): Promise<void> {
    mkdirSync('test-results', { recursive: true });
    const picture = path.join('test-results', `${name}.png`);
    await page.screenshot({ path: picture });
    if (process.env.UPDATE_SCREENSHOTS === '1') copyFileSync(picture, path.join('docs', `${name}.png`));
  }

  async function firstRow(table: FrameLocator, text: string): Promise<void> {
    await table.locator('.row').first().getByText('TS_').waitFor();
    assert.ok(((await table.locator('.row').first().textContent()) ?? '').startsWith(text));
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 15_000;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error('in vain waited');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});
