/** What the report of a refinement has to show, read as a person reads it, and compared with the files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { keepScreenshot } from './pictures';
import type { SimulatedProject } from './project';
import { murmurReport, newestFsc } from './reportNumbers';
import { chooseFile, clearNotifications, webview } from './vscodePage';

/** Of a project with one species, 70S, that was refined once. */
export async function readReport(page: Page, project: SimulatedProject): Promise<void> {
  const report = webview(page);
  await report.locator('main[data-ready]').waitFor();
  await clearNotifications(page);
  await report.getByText(/finished in .* · 70S/).waitFor();

  // Every value of the newest version's curves is the one in its file.
  const curves = report.locator('figure', { hasText: 'FSC of 70S' });
  await curves.getByText('Table', { exact: true }).click();
  await curves.locator('tbody tr').first().waitFor();
  const header = await curves.locator('th').allTextContents();
  const rows = await curves
    .locator('tbody tr')
    .evaluateAll((lines) =>
      lines.map((line) => [...line.querySelectorAll('td')].map((cell) => Number(cell.textContent))),
    );
  const file = await newestFsc(project.folder);
  const { versions } = murmurReport(project.folder).project.species[0];
  const kinds = ['corrected', 'masked', 'unmasked', 'randomised'] as const;
  for (const kind of kinds) {
    const column = header.indexOf(`${kind} · version ${versions.length}`);
    assert.ok(column > 1, header.join(', '));
    rows.forEach((row, shell) =>
      assert.ok(
        Math.abs(row[column] - file[kind][shell]) < 1e-5,
        `${kind}, shell ${shell}: ${row[column]}, in the file ${file[kind][shell]}`,
      ),
    );
  }
  assert.equal(rows.length, file.masked.length);
  await curves.getByText('Table', { exact: true }).click();

  // A version that is not chosen is not there; a curve that is switched off is not saved.
  await report.getByRole('checkbox', { name: /^1 · / }).uncheck();
  assert.equal(await curves.getByRole('button', { name: / · version 1$/ }).count(), 0);
  await curves.getByRole('button', { name: /^masked/ }).click();
  const csv = await saved('Save as CSV: FSC of 70S', 'fsc.csv');
  assert.equal(
    csv.split('\n')[0],
    `Spatial frequency (1/Å),Resolution (Å),${kinds
      .filter((kind) => kind !== 'masked')
      .map((kind) => `${kind} · version ${versions.length}`)
      .join(',')}`,
  );
  const svg = await saved('Save as SVG: FSC of 70S', 'fsc.svg');
  assert.ok(svg.startsWith('<svg ') && svg.includes('corrected') && !svg.includes('>masked'));
  await curves.getByRole('button', { name: /^masked/ }).click();
  await report.getByRole('checkbox', { name: /^1 · / }).check();

  // Read out with the keyboard.
  await curves.getByRole('img').first().press('ArrowRight');
  await curves.locator('output', { hasText: 'Resolution: ∞ Å' }).waitFor();

  // Stages, tilts and warps are there for each series.
  const run = murmurReport(project.folder).run;
  assert.equal(
    await report.locator('section[data-series]').getAttribute('data-series'),
    String(run.series.length),
  );
  await report
    .getByText(/of 48 particles/)
    .or(report.getByText(/^48 particles/))
    .first()
    .waitFor();
  await report.getByLabel('Each tilt by').selectOption('movement');
  const tilts = report.locator('figure', { hasText: 'movement of each tilt' });
  const legend = tilts.getByRole('button', { name: 'round 1' });
  await legend.waitFor();
  const slider = report.getByLabel('Image warp: tilt');
  await slider.focus();
  await page.keyboard.press('Home');
  await report.getByText('Tilt 1 of 9').waitFor();

  await report.locator('h1').scrollIntoViewIfNeeded();
  await keepScreenshot(page, 'tutorial/10-report');
  await report.getByText('Series and tilts').scrollIntoViewIfNeeded();
  await report.locator('.warps').scrollIntoViewIfNeeded();
  await keepScreenshot(page, 'tutorial/11-warp');

  async function saved(action: string, name: string): Promise<string> {
    await report.getByRole('button', { name: action }).click();
    const target = path.join(project.folder, name);
    await chooseFile(page, target, 'OK');
    await report.getByText(`Saved ${name}`).waitFor();
    return readFileSync(target, 'utf8');
  }
}
