/** Refinements that lose a process on their way, and what is kept of what they made: as one sees it in VS Code, and on the disk. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listJobs, readRunner } from '../../src/jobs/runs/jobFolder';
import { readSpecies } from '../../src/model/species';
import { listVersions } from '../../src/model/versions';
import { copyTinyProject, type TinyProject } from '../support/tinyProject';
import { until } from '../support/until';
import { HeldEngine, newestJob } from './heldEngine';
import { keepScreenshot } from './pictures';
import { murmur } from './project';
import {
  clearNotifications,
  closeAllEditors,
  contextMenu,
  expand,
  notification,
  quickInput,
  rowDescription,
  runCommand,
  showMurmuration,
  treeRow,
  webview,
} from './vscodePage';
import { openShortRefinement } from './refinementForm';
import { useWindow } from './window';

describe('a small project in VS Code', () => {
  let project: TinyProject;
  let engine: HeldEngine;
  const window = useWindow({
    workbench(inSuite) {
      engine = new HeldEngine(inSuite('node'));
      return {};
    },
    async fill(folder) {
      project = await copyTinyProject(folder);
      // Of the folder: a window that is opened later has not always read the user's.
      mkdirSync(path.join(folder, '.vscode'));
      writeFileSync(
        path.join(folder, '.vscode', 'settings.json'),
        JSON.stringify({ 'murmuration.nodePath': engine.node }),
      );
    },
    ready: showMurmuration,
  });

  /** Fills in the form of a refinement of one sub-iteration and starts it. */
  async function refine(rounds: number, workers: number): Promise<void> {
    const { page } = window;
    const form = await openShortRefinement(page, 'tiny', rounds);
    const perCard = form.getByRole('textbox', { name: 'Processes per GPU' });
    if (!(await perCard.isVisible())) await form.getByText('Advanced', { exact: true }).click();
    await perCard.fill(String(workers));
    const before = (await listJobs(project.population)).length;
    await form.getByRole('button', { name: 'Refine', exact: true }).click();
    await until('it is started', async () => {
      const jobs = await listJobs(project.population);
      const newest = jobs.at(-1);
      return newest !== undefined && jobs.length > before && (await readRunner(newest)) !== null;
    });
  }

  const finished = () =>
    window.page.getByRole('treeitem', { name: /^tiny finished in .* particle [\d.]+ Å/ });

  it('goes on where one of two workers is killed, and says so', async () => {
    const { page } = window;
    const before = await finished().count();
    engine.holdAt(/{"step"/);
    await refine(1, 2);
    const [first] = await engine.standingWorkers(project.population, 2);
    process.kill(first, 'SIGKILL');
    await engine.letWorkersGo(project.population, async () => (await finished().count()) > before);

    const said = /^a worker was ended by SIGKILL in the middle of TS_\d; a new one does it again$/;
    assert.match(await rowDescription(page, 'Warning'), said);
    const done = notification(page, /Refined tiny: particle [\d.]+ Å/);
    await done.getByRole('button', { name: 'Show Report' }).click();
    const report = webview(page);
    await report.locator('main[data-ready]').waitFor();
    const warnings = report.getByRole('list', { name: 'Warnings' }).getByRole('listitem');
    assert.match(await warnings.innerText(), /^Warning: a worker was ended by SIGKILL/);
    assert.equal(await report.locator('section[data-series]').getAttribute('data-series'), '2');
    await warnings.scrollIntoViewIfNeeded();
    await keepScreenshot(page, 'recovery-worker');
    const { log } = await newestJob(project.population);
    assert.match(readFileSync(log, 'utf8'), /^warning: a worker was ended by SIGKILL/m);
    await clearNotifications(page);
    await closeAllEditors(page);
  });

  it('resumes a refinement that was killed, where it had come to', async () => {
    const { page } = window;
    engine.holdAt(/"event":"series","round":2/);
    await refine(2, 1);
    await page.locator('.statusbar-item', { hasText: 'round 2/2 · 1/2 series' }).waitFor();
    await engine.kill(project.population);
    const failed = page.getByRole('treeitem', {
      name: /^tiny failed: the engine was killed or crashed on its way/,
    });
    await failed.waitFor();
    await notification(page, /Refining tiny failed: the engine was killed or crashed/).waitFor();
    await keepScreenshot(page, 'recovery-killed');
    await clearNotifications(page);
    const killed = await newestJob(project.population);

    const before = await finished().count();
    await failed.hover();
    await failed.getByRole('button', { name: 'Resume Refinement' }).click();
    await notification(page, /Refined tiny: particle [\d.]+ Å/).waitFor();
    // The newest is on top, and moves those of before, as one that is being hovered over.
    await until('it is shown as finished', async () => (await finished().count()) > before);
    const resumed = await newestJob(project.population);
    assert.notEqual(resumed.directory, killed.directory);
    assert.deepEqual(
      JSON.parse(readFileSync(resumed.settings, 'utf8')),
      JSON.parse(readFileSync(killed.settings, 'utf8')),
    );
    await finished().first().hover();
    await finished().first().getByRole('button', { name: 'Show Log' }).click();
    await page
      .getByText('round 1 of 2 was saved by a run that was interrupted: going on with round 2')
      .waitFor();
    await keepScreenshot(page, 'recovery-resumed');
    assert.match(readFileSync(resumed.log, 'utf8'), /TS_\d: taken up from an interrupted run/);
    await clearNotifications(page);
    await closeAllEditors(page);
  });

  it('labels a version, compares it with another, and deletes the old ones but those', async () => {
    const { page } = window;
    const { path: file } = await readSpecies(project.species);
    const options = ['-p', project.population, '-s', 'particle'];
    for (const step of ['12', '24']) murmur('shift_species', ...options, '--x', step, '--y', '0', '--z', '0');
    await runCommand(page, 'Murmuration: Refresh');
    const refinements = page.locator('.pane-header', { hasText: 'Refinements' });
    await refinements.click();
    await expand(page, 'particle');
    await expand(page, 'Versions');
    const versions = await listVersions(file);
    const newest = versions.length;
    await treeRow(page, `Version ${newest}`).waitFor();

    await runCommand(page, 'Murmuration: Label Version...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Version 1' }).first().waitFor();
    await quickInput(page).fill('Version 1');
    await page.keyboard.press('Enter');
    await answer('A label of a few words', 'as imported');
    await answer('A note', 'before anything was shifted');
    await until('its row says so', async () =>
      (await rowDescription(page, 'Version 1')).startsWith('as imported · '),
    );
    assert.deepEqual(
      (await listVersions(file)).map(({ label }) => label),
      ['as imported', ...versions.slice(1).map(() => '')],
    );

    await contextMenu(page, 'Version 1', 'Compare with Another Version...');
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: `Version ${newest}` })
      .first()
      .click();
    const compared = webview(page);
    await compared.getByRole('heading', { name: `particle: version 1 and version ${newest}` }).waitFor();
    await compared.getByRole('img', { name: 'FSC of particle' }).waitFor();
    await keepScreenshot(page, 'recovery-compared');

    await contextMenu(page, 'Versions', 'Delete Old Versions...');
    const question = page.locator('.quick-input-widget:visible', { hasText: 'Old versions of particle' });
    await question.locator('input').first().fill('0');
    await question.getByText('A whole number between 1 and 9999.').waitFor();
    await question.locator('input').first().fill('1');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^Version 2, \d{4}-\d\d-\d\d: [\d.]+ [kM]B/m).waitFor();
    await dialog.getByText(/This frees [\d.]+ [kM]B, and cannot be undone/).waitFor();
    await keepScreenshot(page, 'recovery-pruning');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await notification(page, /versions? deleted, [\d.]+ [kM]B freed/).waitFor();
    assert.deepEqual(
      (await listVersions(file)).map(({ version }) => version),
      [versions[0], versions[newest - 1]].map(({ version }) => version),
    );
    await treeRow(page, 'Version 3').waitFor({ state: 'hidden' });
    assert.match(await rowDescription(page, 'Version 1'), /^as imported · /);
    await refinements.click();
    await clearNotifications(page);
    await closeAllEditors(page);
  });

  async function answer(question: string, text: string): Promise<void> {
    const box = window.page.locator('.quick-input-widget:visible', { hasText: question });
    await box.waitFor();
    await box.locator('input').first().fill(text);
    await window.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }
});
