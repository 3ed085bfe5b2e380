/** Parameter files in VS Code's window: series XML with colors on top of XML's, projects, settings of a refinement. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until';
import { keepScreenshot } from './pictures';
import {
  goToLine,
  hoverSays,
  openFile,
  openText,
  pick,
  quickInput,
  runCommand,
  workbenchReady,
} from './vscodePage';
import { useWindow } from './window';

describe('parameter files', () => {
  const window = useWindow({ fill: writeFiles, ready: workbenchReady });
  const { file } = window;
  let page: Page;
  beforeEach(() => {
    page = window.page;
  });

  it('of a series have colors of their own on top of XML’s, hovers, findings and an outline', async () => {
    await openText(page, file('TS_1.xml'));
    await goToText('Name="Voltage"');
    await page.locator('.squiggly-error').first().waitFor();
    const colors = new Map<string, string>();
    await until(
      () => `colors are ${JSON.stringify([...colors])}`,
      async () => {
        for (const text of ['Param', 'Name', 'Voltage', '2.7']) colors.set(text, await colorOf(text));
        return new Set(colors.values()).size === 4;
      },
    );
    await hoverSays(page, value('3E2'), 'Acceleration voltage');
    await hoverSays(page, value('3E2'), 'Voltage is a whole number: M would take 300');
    await keepHover('series-hover');
    await goToText('<GridMovementX');
    await until(
      'the name of a grid has another color',
      async () => (await colorOf('GridMovementX')) !== colors.get('Param'),
    );

    await page.keyboard.press('Control+Shift+O');
    await quickInput(page).fill('@GridMovementX');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'GridMovementX' }).first().waitFor();
    await page.keyboard.press('Escape');

    await openText(page, file('other.xml'));
    await value('Value').waitFor();
    assert.equal(await colorOf('1'), await colorOf('a'));
  });

  it('of a population are completed, and complain about what is not there', async () => {
    await openText(page, file('hiv.population'));
    await page.locator('.squiggly-warning').first().waitFor();
    await hoverSays(page, value('species/gone.species'), 'There is no species/gone.species');
    await page.keyboard.press('Escape');
  });

  it('of a refinement are explained, checked and completed by their schema', async () => {
    await openFile(page, file('try.refine.json'));
    await page.locator('iframe.webview.ready:visible').waitFor();
    await runCommand(page, 'View: Reopen Editor With...');
    await pick(page, 'Text Editor');
    await page.locator('.squiggly-warning, .squiggly-error').first().waitFor();
    await hoverSays(page, value('subIterations'), '--iter');
    await page.keyboard.press('Escape');
    await hoverSays(page, value('six'), /pattern/);
    await page.keyboard.press('Escape');
    await goToLine(page, 4);
    await page.keyboard.press('End');
    await page.keyboard.type('"volumeW');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'volumeWarpGrid' }).first().waitFor();
    await keepScreenshot(page, 'refine-settings');
    await page.keyboard.press('Escape');
    await runCommand(page, 'File: Revert File');
  });

  /** Line, from 1, of the first place where a file has a text. */
  async function goToText(text: string): Promise<void> {
    const lines = readFileSync(file('TS_1.xml'), 'utf8').split('\n');
    await goToLine(page, lines.findIndex((line) => line.includes(text)) + 1);
  }

  function value(text: string): Locator {
    // In some themes a bracket has the color of its tag, and both are one span.
    const whole = new RegExp(`^\\s*<?"?${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?\\s*$`);
    return page.locator('.editor-instance:visible .view-line span > span', { hasText: whole }).first();
  }

  async function colorOf(text: string): Promise<string> {
    return value(text).evaluate((span) => getComputedStyle(span).color);
  }

  /** A screenshot that leaves the pointer, and so the hover, where it is. */
  async function keepHover(name: string): Promise<void> {
    await page.screenshot({ path: path.join('test-results', `${name}.png`) });
    if (process.env.UPDATE_SCREENSHOTS === '1')
      copyFileSync(path.join('test-results', `${name}.png`), path.join('docs', `${name}.png`));
  }
});

function writeFiles(folder: string): void {
  const file = (name: string): string => path.join(folder, name);
  const series = readFileSync('test/fixtures/warp/TS_1.xml', 'utf8');
  writeFileSync(file('TS_1.xml'), series.replace('Name="Voltage" Value="300"', 'Name="Voltage" Value="3E2"'));
  writeFileSync(file('other.xml'), '<project><Param Name="a" Value="1" /></project>\n');
  writeFileSync(
    file('hiv.population'),
    `<Population>
	<Param Name="Name" Value="hiv" />
	<Species>
		<Species GUID="797f75c2-0000-4000-8000-000000000000" Path="species/gone.species" />
	</Species>
</Population>
`,
  );
  writeFileSync(file('try.refine.json'), '{\n  "subIterations": 3,\n  "imageWarpGrid": "six",\n  \n}\n');
}
