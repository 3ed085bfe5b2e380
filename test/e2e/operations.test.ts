/** What can be done to data sources and species, by clicks: each is done once, and what came of it is read from the disk. */
import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { readMrc } from '../../src/formats/mrc';
import { readParticles } from '../../src/model/particleFile';
import type { ParticleTable } from '../../src/model/particles';
import { readPopulation } from '../../src/model/population';
import { companion, readSpecies, type CompanionSuffix } from '../../src/model/species';
import { listVersions } from '../../src/model/versions';
import { until } from '../support/until';
import { projectIn, putProject, type SimulatedProject, type Stage } from './project';
import { hashes } from './projectFiles';
import {
  chooseFile,
  closeAllEditors,
  contextMenu,
  expand,
  notification,
  openText,
  pick,
  quickInput,
  rowDescription,
  rowSays,
  runCommand,
  showMurmuration,
  treeRow,
  webview,
} from './vscodePage';
import { useWindow } from './window';

/** Å/px */
const pixel = 8;

describe('by clicks', () => {
  let project: SimulatedProject;
  let page: Page;

  /** A window on a project that is made so far. */
  function useProject(stage: Stage, row: string): void {
    const window = useWindow({
      fill: (folder) => void putProject(folder, stage),
      async ready(opened) {
        await showMurmuration(opened);
        await treeRow(opened, row).waitFor();
      },
    });
    beforeEach(() => {
      page = window.page;
      project = projectIn(window.file());
    });
  }

  async function sourcePaths(): Promise<readonly string[]> {
    return (await readPopulation(project.population)).sources.map((one) => one.path);
  }

  describe('a population without data sources', () => {
    useProject('population', 'ribosomes');

    it('gets one by a settings file that is dropped on it', async () => {
      await openText(page, path.join(project.folder, 'warp_tiltseries.settings'));
      await page.getByRole('tab', { name: 'warp_tiltseries.settings' }).dragTo(treeRow(page, 'ribosomes'));
      const form = webview(page);
      await form.getByText('2 processed').waitFor();
      await form.getByRole('textbox', { name: 'New source name' }).fill('tomograms');
      await form.getByRole('button', { name: 'Add Data Source' }).click();
      await treeRow(page, 'tomograms').waitFor();
      assert.deepEqual(await sourcePaths(), [
        path.join(project.folder, 'warp_tiltseries', 'tomograms.source'),
      ]);
    });
  });

  describe('data sources', () => {
    useProject('source', 'tomograms');

    it('are listed with their weight, and scanned again', async () => {
      const [source] = await sourcePaths();
      const text = readFileSync(source, 'utf8');
      writeFileSync(source, text.replace(/(Name="RelativeWeight" Value=")[^"]*/, '$10.5'));
      await runCommand(page, 'Murmuration: Refresh');
      const weighted = page.locator('.quick-input-list', { hasText: 'weight 0.5' });
      // The list is that of the last reading, and nobody tells when that is over.
      await until('the list has the weight', async () => {
        await manage();
        if (await weighted.isVisible()) return true;
        await page.keyboard.press('Escape');
        return false;
      });
      await buttonOf('Re-scan');
      await notification(page, 'tomograms has 2 series: nothing has changed.').waitFor();
    });

    it('are found again after they were moved', async () => {
      const [source] = await sourcePaths();
      const moved = path.join(project.folder, `${path.basename(path.dirname(source))}_moved`);
      renameSync(path.dirname(source), moved);
      await runCommand(page, 'Murmuration: Refresh');
      await treeRow(page, 'tomograms').locator('.codicon-warning').waitFor();
      await contextMenu(page, 'tomograms', 'Re-locate Moved Data...');
      await pick(page, 'The data source');
      await chooseFile(page, path.join(moved, 'tomograms.source'), 'Choose');
      await until(
        'its row is as before',
        async () => (await rowDescription(page, 'tomograms')) === '2 series · 8 Å/px',
      );
      assert.deepEqual(await sourcePaths(), [path.join(moved, 'tomograms.source')]);
    });

    it('are removed without their files, and taken in again as they are', async () => {
      const [source] = await sourcePaths();
      const before = hashes(path.dirname(source));
      await manage();
      await buttonOf('Remove');
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
      await treeRow(page, 'tomograms').waitFor({ state: 'hidden' });
      assert.deepEqual(await sourcePaths(), []);
      assert.deepEqual(hashes(path.dirname(source)), before);

      await contextMenu(page, 'Data Sources', 'Add Data Source...');
      const form = webview(page);
      await form.getByRole('combobox', { name: 'Source type' }).click();
      await form.getByRole('option', { name: 'Existing .source file' }).click();
      await form.getByRole('textbox', { name: 'Data source file' }).fill(source);
      await form.getByText('tomograms: 2 series, 8 Å/px').waitFor();
      await form.getByRole('button', { name: 'Add Data Source' }).click();
      await treeRow(page, 'tomograms').waitFor();
      assert.deepEqual(await sourcePaths(), [source]);
    });

    async function manage(): Promise<void> {
      await contextMenu(page, 'ribosomes', 'Manage Data Sources...');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'tomograms' }).waitFor();
    }

    async function buttonOf(name: string): Promise<void> {
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'tomograms' });
      await row.hover();
      await row.getByRole('button', { name, exact: true }).click();
    }
  });

  describe('species', () => {
    useProject('species', '70S');

    it('keep the particles that another set has too', async () => {
      const some = path.join(project.folder, 'relion', 'some.star');
      const lines = readFileSync(project.particles, 'utf8').trimEnd().split('\n');
      writeFileSync(some, `${lines.slice(0, -18).join('\n')}\n`);
      const { count } = await particles();
      await operate('Particle Sets...', { 'Particle STAR file': some }, 'Apply', async (form) => {
        await form.getByRole('checkbox', { name: 'In both' }).click();
        await form.getByText(`Result: 30 particles, ${count} before.`).waitFor();
      });
      assert.equal((await particles()).count, 30);
    });

    it('are rotated: maps and particles alike', async () => {
      const [map, before] = [await readMap('_half1.mrc'), await particles()];
      await operate('Rotate Species...', { 'Rot (°)': '90' }, 'Rotate');
      const [turned, after] = [await readMap('_half1.mrc'), await particles()];
      const ways = [quarterTurn(map), quarterTurn(quarterTurn(quarterTurn(map)))];
      const alike = ways.map((one) => correlation(one.data, turned.data));
      assert.ok(Math.max(...alike) > 0.98 && Math.min(...alike) < 0.9, alike.join(', '));
      const turns = Array.from(before.angles, (_, i) => after.angles[i] - before.angles[i]).filter(
        (_, i) => i % 3 === 0,
      );
      for (const turn of turns) assert.ok(Math.abs(Math.sin(turn)) > 0.999, `${turn} rad`);
    });

    it('are shifted: maps and particles alike', async () => {
      const [map, before] = [await readMap('_half1.mrc'), await particles()];
      await operate('Shift Species...', { 'X (Å)': String(2 * pixel) }, 'Shift');
      const [moved, after] = [await readMap('_half1.mrc'), await particles()];
      const alike = [-2, 0, 2].map((by) => correlation(shiftedX(map, by), moved.data));
      assert.ok(Math.max(alike[0], alike[2]) > 0.98 && alike[1] < 0.9, alike.join(', '));
      for (let i = 0; i < before.count; i++) {
        const [a, b] = [before, after].map(({ positions }) => positions.subarray(3 * i, 3 * i + 3));
        const apart = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        assert.ok(Math.abs(apart - 2 * pixel) < 0.01, `${apart} Å`);
      }
    });

    it('get a new mask from a map', async () => {
      const { data } = await readMap('_filt.mrc');
      const threshold = 0.3 * data.reduce((most, value) => Math.max(most, value), 0);
      await operate('Update Mask...', { 'Binarize at': String(threshold) }, 'Update Mask');
      const mask = await readMap('_mask.mrc');
      assert.deepEqual(
        mask.data.reduce((sum, value) => sum + value, 0),
        data.reduce((sum, value) => sum + (value >= threshold ? 1 : 0), 0),
      );
    });

    it('get more samples over the exposure', async () => {
      await operate('Resample Trajectories...', { 'Temporal samples for poses': '2' }, 'Resample');
      const { temporalSamples } = await species();
      assert.equal(temporalSamples, 2);
      assert.equal((await particles()).samples, 2);
    });

    it('are replaced by their symmetric copies', async () => {
      const { count } = await particles();
      await operate('Expand Symmetry...', { 'Use symmetry': 'C2' }, 'Expand');
      assert.equal((await species()).symmetry, 'C1');
      assert.equal((await particles()).count, 2 * count);
    });

    it('are exported for RELION', async () => {
      const output = path.join(project.folder, 'out', '70S.star');
      await operate('Export Particles...', { 'STAR file to write': output }, 'Export', async (form) => {
        await form.getByRole('combobox', { name: 'What to write' }).click();
        await form.getByRole('option', { name: /Volumes/ }).click();
        await form.getByRole('textbox', { name: 'Box size (px)' }).fill('24');
        await form.getByRole('textbox', { name: 'Particle diameter (Å)' }).fill('180');
      });
      const rows = readFileSync(output, 'utf8')
        .split('\n')
        .filter((line) => line.includes('.mrc'));
      assert.equal(rows.length, (await particles()).count);
      const [volume] = rows[0]
        .split(/\s+/)
        .filter((word) => /subtomo.*\dA\.mrc$/.test(word) && !word.includes('ctf'));
      const { header } = await readMrc(path.join(path.dirname(output), volume));
      assert.deepEqual([...header.size], [24, 24, 24]);
    });

    it('are compared with their versions', async () => {
      await operate('Shift Species...', { 'Y (Å)': String(pixel) }, 'Shift');
      await contextMenu(page, '70S', 'Compare With...');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Version 1' }).click();
      const tabs = page.getByRole('tab', { name: /^70S_filt\.mrc/ });
      await tabs.nth(1).waitFor();
      const shown = page.locator('iframe.webview.ready:visible');
      for (const i of [0, 1])
        await shown.nth(i).contentFrame().frameLocator('#active-frame').locator('[data-triangles]').waitFor();
    });

    it('have versions that are labeled, compared by numbers and deleted', async () => {
      await operate('Shift Species...', { 'Z (Å)': String(pixel) }, 'Shift');
      const { path: file } = await species();
      const kept = (await listVersions(file)).length;
      const [last, before] = [`Version ${kept}`, `Version ${kept - 1}`];
      // Room for all rows.
      const refinements = page.locator('.pane-header', { hasText: 'Refinements' });
      await refinements.click();
      await expand(page, 'Versions');
      await contextMenu(page, before, 'Label Version...');
      await answer('A label of a few words', 'before the shift');
      await answer('A note', '');
      await rowSays(page, before, /^before the shift · /);

      await contextMenu(page, before, 'Compare with Another Version...');
      await pick(page, last);
      const compared = webview(page);
      await compared.getByRole('heading', { name: `70S: version ${kept - 1} and version ${kept}` }).waitFor();
      await compared.getByRole('img', { name: 'FSC of 70S' }).waitFor();
      await compared.getByRole('row', { name: /^In both .*\b8\.00 Å/ }).waitFor();

      await contextMenu(page, before, 'Delete Version...');
      await notification(page, /"before the shift" of 70S is labeled, so it stays/).waitFor();
      await contextMenu(page, before, 'Label Version...');
      await answer('A label of a few words', '');
      await answer('A note', '');
      await rowSays(page, before, /^(?!before the shift)/);
      await contextMenu(page, before, 'Delete Version...');
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/This frees [\d.]+ [kM]B, and cannot be undone/).waitFor();
      await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
      await notification(page, /1 version deleted, [\d.]+ [kM]B freed/).waitFor();
      assert.equal((await listVersions(file)).length, kept - 1);
      await treeRow(page, last).waitFor({ state: 'hidden' });
      await refinements.click();
    });

    async function answer(question: string, text: string): Promise<void> {
      const box = page.locator('.quick-input-widget:visible', { hasText: question });
      await box.waitFor();
      await box.locator('input').first().fill(text);
      await page.keyboard.press('Enter');
      await box.waitFor({ state: 'hidden' });
    }

    it('are found in the explorer from a map that is open, and their files by path', async () => {
      await closeAllEditors(page);
      const half = companion(await species(), '_half2.mrc');
      await treeRow(page, 'Half-map 2').click();
      await page.getByRole('tab', { name: path.basename(half) }).waitFor();
      await treeRow(page, 'Species').click();
      await treeRow(page, '70S').waitFor({ state: 'hidden' });
      await runCommand(page, 'Murmuration: Show in Project');
      const row = page.locator('.monaco-list-row.selected', { hasText: 'Half-map 2' });
      await row.waitFor();
      await contextMenu(page, 'Half-map 2', 'Copy Path');
      // The clipboard is written to when the menu is gone.
      await until('the path is on the clipboard', async () => {
        if (!(await quickInput(page).isVisible())) {
          await page.keyboard.press('F1');
          return false;
        }
        await quickInput(page).fill('');
        await quickInput(page).press('Control+V');
        return (await quickInput(page).inputValue()) === half;
      });
      await page.keyboard.press('Escape');
    });

    /**
     * Fills in a form of the species' menu and sends it; before that, a word in every number, which has to be refused.
     * @param more what else there is to do in it
     */
    async function operate(
      entry: string,
      values: Readonly<Record<string, string>>,
      button: string,
      more: (form: ReturnType<typeof webview>) => Promise<void> = () => Promise.resolve(),
    ): Promise<void> {
      const before = await species();
      await contextMenu(page, '70S', entry);
      const form = webview(page);
      const submit = form.getByRole('button', { name: button, exact: true });
      await submit.waitFor();
      const numbers = form.locator('.field.number:not([hidden])');
      const typed: string[] = [];
      for (const field of await numbers.all()) {
        const box = field.getByRole('textbox');
        typed.push(await box.inputValue());
        await box.fill('word');
      }
      for (const field of await numbers.all()) {
        await field.locator('xpath=self::*[contains(@class, "wrong")]').waitFor();
        await field.getByText('This is not a number.').waitFor();
      }
      if (typed.length > 0) await submit.click({ force: true });
      assert.equal((await species()).version, before.version);
      for (const [i, field] of (await numbers.all()).entries())
        await field.getByRole('textbox').fill(typed[i]);
      for (const [name, value] of Object.entries(values))
        await form.getByRole('textbox', { name, exact: true }).fill(value);
      await more(form);
      await submit.click();
      const tab = page.getByRole('tab', { name: ': 70S' });
      await tab.waitFor({ state: 'hidden' });
    }

    async function species(): ReturnType<typeof readSpecies> {
      const [one] = (await readPopulation(project.population)).species;
      return readSpecies(one.path);
    }

    async function particles(): Promise<ParticleTable> {
      const one = await species();
      return readParticles(companion(one, '_particles.star'), one.temporalSamples);
    }

    async function readMap(suffix: CompanionSuffix): Promise<Map> {
      const { header, data } = await readMrc(companion(await species(), suffix));
      return { edge: header.size[0], data };
    }
  });
});

interface Map {
  readonly edge: number;
  readonly data: Float32Array;
}

/** About Z through the voxel at edge / 2. */
function quarterTurn({ edge, data }: Map): Map {
  const turned = new Float32Array(data.length);
  for (let z = 0; z < edge; z++)
    for (let y = 1; y < edge; y++)
      for (let x = 0; x < edge; x++)
        turned[(z * edge + x) * edge + (edge - y)] = data[(z * edge + y) * edge + x];
  return { edge, data: turned };
}

function shiftedX({ data }: Map, by: number): Float32Array {
  return data.map((_, i) => data[i + by] ?? 0);
}

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
