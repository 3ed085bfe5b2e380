/** Every webview page can be used by everybody, in every theme; forms take what is typed, and run nothing that is wrong. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { seriousFaults, seriousFaultsNow } from './axe';
import { keepScreenshot } from './pictures';
import { murmur, simulateProject, type SimulatedProject } from './project';
import { contextMenu, pick, quickInput, runCommand, showMurmuration, treeRow, webview } from './vscodePage';
import { Workbench } from './workbench';

/** Forms about a species: the entry of its menu, and a field; those with every kind of control in every theme. */
const operations = [
  ['Rotate...', 'Rot (°)'],
  ['Shift Center...', 'X (Å)'],
  ['Expand Symmetry...', 'Use symmetry'],
  ['Update Mask...', 'Binarize at'],
  ['Resample Trajectories...', 'Temporal samples for poses'],
  ['Particle Sets...', 'Use a tolerance distance of (Å)'],
  ['Export Particles...', 'Output will be scaled to (Å/px)'],
] as const;

describe('webview pages', () => {
  let project: SimulatedProject;
  let workbench: Workbench;
  let page: Page;
  const settings = () => path.join(project.folder, 'ribosomes.refine.json');

  before(async () => {
    project = simulateProject();
    const population = path.join(project.folder, 'ribosomes.population');
    murmur('create_population', '-d', project.folder, '-n', 'ribosomes');
    const warp = path.join(project.folder, 'warp_tiltseries.settings');
    murmur('create_source', '-p', population, '-s', warp, '-n', 'tomograms');
    const maps = ['--half1', project.half1, '--half2', project.half2, '--mask', project.mask];
    const particles = ['--particles_relion', project.particles];
    murmur('create_species', '-p', population, '-n', '70S', '-d', '260', ...maps, ...particles);
    workbench = await Workbench.start();
    page = await workbench.open(project.folder);
    await showMurmuration(page);
    await treeRow(page, '70S').waitFor({ timeout: 30_000 });
  });
  after(async () => {
    await workbench.stop();
    rmSync(project.parent, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await page.screenshot({ path: 'test-results/failed.png' });
  });

  it('refinement settings are one document as form and as text', async () => {
    await contextMenu(page, 'ribosomes', 'Refine...');
    const form = webview(page);
    const rounds = form.getByRole('textbox', { name: 'Most rounds' });
    await rounds.waitFor();
    const noted = readFileSync(settings(), 'utf8')
      .replace('"rounds": 3,', '"rounds": 3,\n\t"note":  "mine",')
      .replace('"minParticles": 10', '"minParticles": 17');
    writeFileSync(settings(), noted);
    const least = form.getByRole('textbox', { name: 'Only use series with at least so many particles' });
    await until(async () => (await least.inputValue()) === '17');
    await rounds.fill('5');
    await page.locator('.tab.dirty', { hasText: 'ribosomes.refine.json' }).waitFor();
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty').waitFor({ state: 'hidden' });
    assert.equal(readFileSync(settings(), 'utf8'), noted.replace('"rounds": 3', '"rounds": 5'));

    await form.getByRole('button', { name: 'Check without refinement' }).click();
    const iterations = form.getByRole('textbox', { name: 'Refine for so many sub-iterations' });
    await until(async () => (await iterations.inputValue()) === '0');
    await form.locator('h1').click();
    await runCommand(page, 'Undo');
    await until(async () => (await iterations.inputValue()) === '3');
  });

  it('a wrong value shows its error at its field, in form and file, and nothing is run', async () => {
    const form = webview(page);
    await form.getByRole('textbox', { name: 'Image warp grid (columns x rows)' }).fill('3 by 3');
    await form.getByText('Expected two numbers with an x between them').waitFor();
    await form.getByRole('button', { name: 'Refine', exact: true }).click();
    await page.waitForTimeout(500);
    assert.equal(await page.locator('.statusbar-item', { hasText: 'round' }).count(), 0);
    assert.equal(await page.getByText('Nothing has been refined here yet.').count(), 1);
    await keepScreenshot(page, 'refinement-error');
    assert.deepEqual(await seriousFaults(page, project.folder), []);
  });

  it('new species has no serious fault on any of its pages', async () => {
    await contextMenu(page, 'ribosomes', 'New Species...');
    const form = webview(page);
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('other');
    const faults = [...(await seriousFaults(page, project.folder))];
    const next = form.getByRole('button', { name: 'Next', exact: true });
    await next.click();
    await form.getByRole('textbox', { name: 'Half-map 1', exact: true }).fill(project.half1);
    await form.getByRole('textbox', { name: 'File of half-map 2' }).fill(project.half2);
    await form.locator('.previews [data-triangles]').nth(1).waitFor({ timeout: 30_000 });
    faults.push(...(await seriousFaults(page, project.folder)));
    await next.click();
    await form.getByRole('textbox', { name: 'Mask file' }).fill(project.mask);
    await form.locator('[data-voxels]').waitFor();
    faults.push(...(await seriousFaults(page, project.folder)));
    await next.click();
    await form.getByRole('textbox', { name: 'Particle STAR file' }).fill(project.particles);
    await form.getByText('48/48 particles').waitFor({ timeout: 30_000 });
    faults.push(...(await seriousFaults(page, project.folder)));
    assert.deepEqual(faults, []);
  });

  for (const [entry, field] of operations)
    it(`${entry} has no serious fault`, async () => {
      await contextMenu(page, '70S', entry);
      await webview(page).getByRole('textbox', { name: field, exact: true }).waitFor();
      const everyTheme = /Sets|Export/.test(entry);
      assert.deepEqual(await (everyTheme ? seriousFaults(page, project.folder) : seriousFaultsNow(page)), []);
    });

  it('adding a data source has no serious fault', async () => {
    await contextMenu(page, 'ribosomes', 'Add Data Source...');
    const form = webview(page);
    await form.getByText('2 processed').waitFor({ timeout: 30_000 });
    assert.deepEqual(await seriousFaults(page, project.folder), []);
  });

  it('the report has no serious fault', async () => {
    await contextMenu(page, '70S', 'Show Report');
    await webview(page).locator('main[data-ready]').waitFor({ timeout: 30_000 });
    assert.deepEqual(await seriousFaults(page, project.folder), []);
  });

  it('the page of a series has no serious fault', async () => {
    for (const row of ['Data Sources', 'tomograms'])
      await expand(row, row === 'tomograms' ? 'TS_1' : 'tomograms');
    await treeRow(page, 'TS_1').click();
    await webview(page).locator('canvas[data-drawn]').nth(3).waitFor({ timeout: 30_000 });
    assert.deepEqual(await seriousFaults(page, project.folder), []);
  });

  it('the density editor has no serious fault, with its masks and what its header says', async () => {
    await openFile(project.half1);
    const editor = webview(page);
    await editor.locator('main[data-ready]').waitFor({ timeout: 30_000 });
    await editor.locator('[data-triangles]').waitFor();
    await editor.getByText('Make and Save').click();
    await editor.getByRole('button', { name: 'Make Mask' }).click();
    await editor.locator('.mask-studio[data-voxels]').waitFor();
    for (const closed of await editor.locator('details:not([open]) > summary:visible').all())
      await closed.click();
    assert.deepEqual(await seriousFaults(page, project.folder), []);
  });

  it('a STAR table has no serious fault', async () => {
    await openFile(project.particles);
    await page.locator('.codelens-decoration a', { hasText: 'Show as Table' }).first().click();
    const table = webview(page);
    await table.locator('main[data-ready]').waitFor({ timeout: 20_000 });
    assert.deepEqual(await seriousFaults(page, project.folder), []);
  });

  async function expand(label: string, child: string): Promise<void> {
    if (await treeRow(page, child).isVisible()) return;
    await treeRow(page, label).click();
    await treeRow(page, child).waitFor();
  }

  /** By its name, as Go to File has it. */
  async function openFile(file: string): Promise<void> {
    await page.keyboard.press('Control+P');
    await quickInput(page).fill(path.basename(file));
    await pick(page, path.basename(file));
  }
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
