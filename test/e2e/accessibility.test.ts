/** Every webview page can be used by everybody, in every theme; forms take what is typed, and run nothing that is wrong. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { listJobs } from '../../src/jobs/runs/jobFolder';
import { Themes } from './axe';
import { keepScreenshot } from './pictures';
import { projectIn, putProject, type SimulatedProject } from './project';
import { writeSyntheticRun } from '../support/syntheticRun';
import { until } from '../support/until';
import {
  contextMenu,
  expand,
  openFile,
  openText,
  runCommand,
  showMurmuration,
  treeRow,
  webview,
} from './vscodePage';
import { useWindow } from './window';

/** Forms about a species: the entry of its menu, a field, and what it says to a word that it has no use for. */
const operations = [
  ['Rotate Species...', 'Rot (°)', 'This is not a number.'],
  ['Shift Species...', 'X (Å)', 'This is not a number.'],
  ['Expand Symmetry...', 'Use symmetry', /^Not a point group/],
  ['Update Mask...', 'Binarize at', 'This is not a number.'],
  ['Resample Trajectories...', 'Temporal samples for poses', 'This is not a number.'],
  ['Particle Sets...', 'Use a tolerance distance of (Å)', 'This is not a number.'],
  ['Export Particles...', 'Output will be scaled to (Å/px)', 'This is not a number.'],
] as const;

/** Too pale on white; not on the others. */
const paleGray = '#8a8a8a';

describe('webview pages', () => {
  let project: SimulatedProject;
  let page: Page;
  let themes: Themes;
  const rooms = new Set<string>();
  const settings = () => path.join(project.folder, 'ribosomes.refine.json');
  const window = useWindow({
    async fill(folder) {
      const { population } = putProject(folder, 'species');
      await writeSyntheticRun({
        ...{ population, populationName: 'ribosomes', source: 'tomograms' },
        species: [{ guid: 'g', name: '70S', resolution: 30 }],
        ...{ series: ['TS_1', 'TS_2'], tilts: 9, rounds: 2, residualsOf: ['TS_1'] },
      });
    },
    async ready(opened) {
      await showMurmuration(opened);
      await treeRow(opened, '70S').waitFor();
    },
  });
  beforeEach(async () => {
    project = projectIn(window.file());
    if (page === window.page) return;
    page = window.page;
    await openSettings();
    themes = await Themes.learn(page, project.folder, rooms);
  });

  it('refinement settings are one document as form and as text', async () => {
    const form = webview(page);
    const rounds = form.getByRole('textbox', { name: 'Maximum rounds' });
    const noted = readFileSync(settings(), 'utf8')
      .replace('"rounds": 3,', '"rounds": 3,\n\t"note":  "mine",')
      .replace('"minParticles": 1,', '"minParticles": 17,');
    writeFileSync(settings(), noted);
    const least = form.getByRole('textbox', { name: 'Minimum particles per series' });
    await until('the form has what the file has', async () => (await least.inputValue()) === '17');
    await rounds.fill('5');
    await page.locator('.tab.dirty', { hasText: 'ribosomes.refine.json' }).waitFor();
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty').waitFor({ state: 'hidden' });
    assert.equal(readFileSync(settings(), 'utf8'), noted.replace('"rounds": 3', '"rounds": 5'));

    await form.getByRole('button', { name: 'Step 0: reconstruct only' }).click();
    const iterations = form.getByRole('textbox', { name: 'Sub-iterations per round' });
    await until('the preset is there', async () => (await iterations.inputValue()) === '0');
    await form.locator('h1').click();
    await runCommand(page, 'Undo');
    await until('it is undone', async () => (await iterations.inputValue()) === '4');
  });

  it('wears every theme, whose colors the rule of contrast sees', async () => {
    assert.deepEqual(await themes.seriousFaults(), []);
    const paleIn: string[] = [];
    for (const theme of themes.names) {
      const frame = await themes.wear(theme);
      await frame.evaluate((color) => {
        const line = document.createElement('p');
        line.id = 'pale';
        line.textContent = 'A line that is gray in every theme.';
        line.style.color = color;
        document.querySelector('main')?.append(line);
      }, paleGray);
      if ((await themes.faultsIn(theme)).some((fault) => fault.includes('#pale'))) paleIn.push(theme);
      await frame.evaluate(() => document.querySelector('#pale')?.remove());
    }
    assert.deepEqual(paleIn, ['Default Light Modern']);
  });

  it('a wrong value shows its error at its field, in form and file, and nothing is run', async () => {
    const form = webview(page);
    const grid = form.getByRole('textbox', { name: 'Image warp grid (columns x rows)' });
    await grid.fill('3 by 3');
    await form.getByText('Expected two numbers with an x between them').waitFor();
    await form.getByRole('button', { name: 'Refine', exact: true }).click();
    // The last that the button does.
    await until('the wrong field is in focus', () =>
      grid.evaluate((input) => (input.getRootNode() as Document | ShadowRoot).activeElement === input),
    );
    assert.equal(await page.locator('.statusbar-item', { hasText: 'round' }).count(), 0);
    // Beside the one that was there before.
    assert.equal((await listJobs(path.join(project.folder, 'ribosomes.population'))).length, 1);
    await keepScreenshot(page, 'refinement-error');
    assert.deepEqual(await themes.seriousFaults(), []);
  });

  it('new species has no serious fault on any of its pages', async () => {
    await contextMenu(page, 'ribosomes', 'New Species...');
    const form = webview(page);
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('other');
    const faults = [...(await themes.seriousFaults())];
    const next = form.getByRole('button', { name: 'Next', exact: true });
    await next.click();
    await form.getByRole('textbox', { name: 'Half-map 1', exact: true }).fill(project.half1);
    await form.getByRole('textbox', { name: 'File of half-map 2' }).fill(project.half2);
    await form.locator('.previews [data-triangles]').nth(1).waitFor();
    faults.push(...(await themes.seriousFaults()));
    await next.click();
    await form.getByRole('textbox', { name: 'Mask file' }).fill(project.mask);
    await form.locator('[data-voxels]').waitFor();
    faults.push(...(await themes.seriousFaults()));
    await next.click();
    await form.getByRole('textbox', { name: 'Particle STAR file' }).fill(project.particles);
    await form.getByText('48/48 particles').waitFor();
    faults.push(...(await themes.seriousFaults()));
    assert.deepEqual(faults, []);
  });

  it('new species is as it was after another tab was in front, with its maps', async () => {
    await contextMenu(page, 'ribosomes', 'New Species...');
    const form = webview(page);
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('third');
    await form.getByRole('button', { name: 'Next', exact: true }).click();
    await form.getByRole('textbox', { name: 'Half-map 1', exact: true }).fill(project.half1);
    await form.locator('.previews [data-triangles]').first().waitFor();
    await openText(page, project.particles);
    await page
      .getByRole('tab', { name: /^New Species/ })
      .last()
      .click();
    assert.equal(
      await form.getByRole('textbox', { name: 'Half-map 1', exact: true }).inputValue(),
      project.half1,
    );
    await form.locator('.previews [data-triangles]').first().waitFor();
  });

  it('a new population has no serious fault', async () => {
    await runCommand(page, 'Murmuration: New Population...');
    const form = webview(page);
    for (const name of ['x', '']) await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await form.getByText('A name is needed.').waitFor();
    assert.deepEqual(await themes.seriousFaults(), []);
  });

  for (const [entry, field, problem] of operations)
    it(`${entry} has no serious fault, also where it tells of one`, async () => {
      await contextMenu(page, '70S', entry);
      const form = webview(page);
      await form.getByRole('textbox', { name: field, exact: true }).fill('word');
      await form.getByText(problem).first().waitFor();
      assert.deepEqual(await themes.seriousFaults(), []);
    });

  it('adding a data source has no serious fault', async () => {
    await contextMenu(page, 'ribosomes', 'Add Data Source...');
    const form = webview(page);
    await form.getByText('2 processed').waitFor();
    assert.deepEqual(await themes.seriousFaults(), []);
  });

  it('the report has no serious fault, with a run and its phase residuals', async () => {
    await contextMenu(page, '70S', 'Show Report');
    const report = webview(page);
    await report.locator('main[data-ready]').waitFor();
    await report.locator('.residuals[data-images]:visible').nth(1).waitFor();
    const caution = report.getByText('the FSC is not gold-standard');
    await caution.scrollIntoViewIfNeeded();
    await keepScreenshot(page, 'report-run');
    await openAll(report.locator('details'));
    const picker = report.getByRole('combobox', { name: 'Series', exact: true });
    const offered = report.getByRole('listbox', { name: 'Series' }).getByRole('option');
    await picker.fill('2 tomo');
    assert.deepEqual((await offered.allInnerTexts()).map(nameOf), ['tomograms / TS_2']);
    await picker.press('Enter');
    await report.locator('figcaption', { hasText: 'TS_2: score of each tilt' }).waitFor();
    await picker.press('ArrowDown');
    assert.equal(await offered.count(), 2);
    await keepScreenshot(page, 'report-series');
    assert.deepEqual(await themes.seriousFaults(), []);
    await picker.press('Escape');
    assert.equal(await picker.inputValue(), 'tomograms / TS_2');
  });

  it('the page of a series has no serious fault', async () => {
    for (const row of ['Data Sources', 'tomograms']) await expand(page, row);
    await treeRow(page, 'TS_1').click();
    await webview(page).locator('canvas[data-drawn]').nth(3).waitFor();
    assert.deepEqual(await themes.seriousFaults(), []);
  });

  it('the density editor has no serious fault, with its masks and what its header says', async () => {
    await openFile(page, project.half1);
    const editor = webview(page);
    await editor.locator('main[data-ready]').waitFor();
    await editor.locator('[data-triangles]').waitFor();
    await editor.getByText('Tools').click();
    await editor.getByRole('button', { name: 'Make Mask' }).click();
    await editor.locator('.mask-studio[data-voxels]').waitFor();
    await openAll(editor.locator('details'));
    assert.deepEqual(await themes.seriousFaults(), []);
  });

  it('a STAR table has no serious fault', async () => {
    await openText(page, project.particles);
    await page.locator('.codelens-decoration a', { hasText: 'Show as Table' }).first().click();
    const table = webview(page);
    await table.locator('main[data-ready]').waitFor();
    assert.deepEqual(await themes.seriousFaults(), []);
  });

  it('no page was left out', function () {
    // A test that failed may not have come to its page.
    if (this.test?.parent?.tests.some(({ state }) => state === 'failed') === true) this.skip();
    const present = readdirSync('webview').filter((room) =>
      existsSync(path.join('webview', room, 'main.ts')),
    );
    assert.deepEqual([...rooms].sort(), present.sort());
  });

  async function openSettings(): Promise<void> {
    await contextMenu(page, 'ribosomes', 'Refine...');
    await webview(page).getByRole('textbox', { name: 'Maximum rounds' }).waitFor();
  }
});

/** Without the number behind it. */
function nameOf(option: string): string {
  return option.split('\n')[0];
}

async function openAll(details: Locator): Promise<void> {
  await details.evaluateAll((all) => {
    for (const one of all) (one as HTMLDetailsElement).open = true;
  });
}
