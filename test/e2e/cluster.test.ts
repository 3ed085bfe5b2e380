/** Lanes and refinements on a cluster, with real Slurm: made, tried, chosen, filled in, followed and cancelled in VS Code. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultLaneJson, defaultLaneScript } from '../../src/jobs/lanes/defaultLane';
import { listJobs, readRunner } from '../../src/jobs/runs/jobFolder';
import type { JobFiles } from '../../src/jobs/runs/jobRecords';
import type { SlurmRecord } from '../../src/jobs/runs/runners/slurm';
import { useSlurm } from '../support/slurm';
import { copyTinyProject, type TinyProject } from '../support/tinyProject';
import { until } from '../support/until';
import { keepScreenshot } from './pictures';
import {
  clearNotifications,
  closeAllEditors,
  isKept,
  notification,
  pick,
  quickInput,
  rowSays,
  runCommand,
  showMurmuration,
  webview,
} from './vscodePage';
import { openShortRefinement } from './refinementForm';
import { useWindow } from './window';

/** What a job of this project needs, by the labels of the controls. */
const small = { 'Memory (GB)': '1', 'Processor cores': '1', GPUs: '0', 'Time limit': '10' };

/** Jobs of this lane wait in their node for a file of this name in their folder. */
const gate = 'go';

describe('a cluster in VS Code', () => {
  const slurm = useSlurm();
  let project: TinyProject;
  const window = useWindow({
    workbench: (inSuite) => ({ settings: { 'murmuration.lanes': inSuite('lanes') } }),
    async fill(folder) {
      project = await copyTinyProject(folder);
      // Asked often: tests wait for what the queue says.
      writeLane(folder, 'quick', { ...defaultLaneJson, pollSeconds: 0.2 });
    },
    ready: showMurmuration,
  });

  const lanesOf = (...names: string[]): string => path.join(project.folder, 'm', 'lanes', ...names);

  beforeEach(async () => {
    slurm().run('scancel', '--quiet', '--user', process.env.USER ?? 'root');
    await clearNotifications(window.page);
    await closeAllEditors(window.page);
  });

  it('has lanes that are made, imported and opened', async () => {
    const { page } = window;
    await runCommand(page, 'Murmuration: New Lane...');
    const form = webview(page);
    const name = form.getByRole('textbox', { name: 'Name' });
    await name.fill('two words');
    await form.getByText('Letters, digits, _ and - are allowed.').waitFor();
    await name.fill('quick');
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await form
      .getByText(/quick\.json: the file is there already; choose another name for the lane/)
      .waitFor();
    await name.fill('made');
    await keepScreenshot(page, 'lane-new');
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('tab', { name: 'made.sh' }).waitFor();
    await page.getByRole('tab', { name: 'made.json', selected: true }).waitFor();
    assert.equal(readFileSync(lanesOf('made.sh'), 'utf8'), defaultLaneScript);

    const cluster = path.join(project.folder, 'cluster', 'cluster_info.json');
    mkdirSync(path.dirname(cluster));
    writeFileSync(
      cluster,
      JSON.stringify({ name: 'site', title: 'Our cards', qsub_cmd_tpl: 'sbatch {{ script_path_abs }}' }),
    );
    writeFileSync(
      path.join(path.dirname(cluster), 'cluster_script.sh'),
      '#!/bin/bash\n#SBATCH --partition={{ queue }}\n{{ run_cmd }}\n',
    );
    await runCommand(page, 'Murmuration: Import Lane...');
    const importing = webview(page);
    await importing.getByRole('textbox', { name: 'Cluster file' }).fill(cluster);
    await keepScreenshot(page, 'lane-import');
    await importing.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('tab', { name: 'site.json', selected: true }).waitFor();
    assert.match(readFileSync(lanesOf('site.sh'), 'utf8'), /--partition=\{\{ queue \}\}\n\{\{ command \}\}/);

    await closeAllEditors(page);
    writeFileSync(lanesOf('broken.json'), '{ "descripton": "x" }');
    writeFileSync(lanesOf('broken.sh'), defaultLaneScript);
    await runCommand(page, 'Murmuration: Show Lanes...');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: /broken.*"descripton" has no meaning here/s }).waitFor();
    await keepScreenshot(page, 'lane-list');
    await rows.filter({ hasText: 'Our cards' }).click();
    await page.getByRole('tab', { name: 'site.json', selected: true }).waitFor();
  });

  it('is tried with a job of a few seconds', async () => {
    const { page } = window;
    await runCommand(page, 'Murmuration: Test Lane...');
    await pick(page, 'quick');
    await fillIn(small);
    await webview(page).getByRole('button', { name: 'Test', exact: true }).click();
    const line = (text: RegExp) => page.locator('.view-line', { hasText: text });
    await line(/^lane\s+quick:\sjob\s\d+\sran\son\s\S+\safter/).waitFor();
    await line(/^renames\s+seen\sthere\sand\sback\swithin/).waitFor();
    await keepScreenshot(page, 'lane-tested');
    await runCommand(page, 'View: Revert and Close Editor');
    await line(/^lane/).waitFor({ state: 'hidden' });
  });

  it('runs a refinement that waits, starts, is followed and comes to its end', async () => {
    const { page } = window;
    writeLane(project.folder, 'gated', { ...defaultLaneJson, pollSeconds: 0.2 }, gated);
    const node = slurm().run('sbatch', '--parsable', '--exclusive', '--output=/dev/null', '--wrap=sleep 600');
    await refineOn('gated');
    const form = webview(page);
    await fillIn({ ...small, Partition: 'a; b', 'Processor cores': '0', 'Memory (GB)': 'much' });
    await form.getByText(/Letters, digits and .* are allowed, as job scripts are read by a shell/).waitFor();
    await form.getByText('Between 1 and 1024.').waitFor();
    await form.getByText('This is not a number.').waitFor();
    await keepScreenshot(page, 'lane-wrong');
    await fillIn({ ...small, Partition: 'main' });
    await form.getByText('Between 1 and 1024.').waitFor({ state: 'hidden' });
    const job = await submitted();
    const { id } = (await readRunner(job)) as SlurmRecord;

    const row = (what: string) => page.getByRole('treeitem', { name: new RegExp(`^tiny ${what}`) }).first();
    await row(`queued · Slurm job ${id}: waiting`).waitFor();
    await page.locator('.statusbar-item', { hasText: `queued · Slurm job ${id}: waiting` }).waitFor();
    await keepScreenshot(page, 'cluster-waiting');
    slurm().run('scancel', node.trim());
    await row('starting').waitFor();
    await rowSays(page, 'Where', new RegExp(`^Slurm job ${id} on ${slurm().node}, \\d+ s$`));
    await row('starting').hover();
    await row('starting').getByRole('button', { name: 'Show Log' }).click();
    await page.getByRole('tab', { name: 'log.txt', selected: true }).waitFor();
    await keepScreenshot(page, 'cluster-running');
    writeFileSync(path.join(job.directory, gate), '');
    await notification(page, /Refined tiny: particle [\d.]+ Å/).waitFor();
    await row('finished in ').waitFor();
    // Opened anew: VS Code may not have watched the file yet when it changed.
    await closeAllEditors(page);
    await row('finished in ').hover();
    await row('finished in ').getByRole('button', { name: 'Show Log' }).click();
    await page.locator('.view-line', { hasText: /^round\s1\sdone:\sparticle/ }).waitFor();
    await keepScreenshot(page, 'cluster-done');

    // What was answered is there again, also in another window.
    await closeAllEditors(page);
    await until('VS Code keeps it', () => isKept(page, /answers of Slurm: gated/));
    await page.reload();
    await showMurmuration(page);
    await refineOn('gated');
    for (const [label, value] of Object.entries({ ...small, Partition: 'main' }))
      await until(`${label} is ${value}`, async () => {
        const box = webview(page).getByRole('textbox', { name: label, exact: true });
        return (await box.inputValue()) === value;
      });
  });

  it('cancels a refinement that waits', async () => {
    const { page } = window;
    slurm().run('sbatch', '--exclusive', '--output=/dev/null', '--wrap=sleep 600');
    await refineOn('quick');
    await fillIn(small);
    const job = await submitted();
    const { id } = (await readRunner(job)) as SlurmRecord;
    const waiting = page.getByRole('treeitem', { name: `queued · Slurm job ${id}: waiting` });
    await waiting.hover();
    await waiting.getByRole('button', { name: 'Cancel Refinement' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel Refinement' }).click();
    await notification(page, 'Cancelled the refinement of tiny').waitFor();
    await page
      .getByRole('treeitem', { name: /^tiny cancelled/ })
      .first()
      .waitFor();
    assert.equal(
      slurm()
        .run('squeue', '-h', '-t', 'all', '-j', id ?? '', '-o', '%T')
        .trim(),
      'CANCELLED',
    );
    assert.ok(!existsSync(job.events));
  });

  /** Opens the form of a refinement of one round, and chooses a lane for it. */
  async function refineOn(lane: string): Promise<void> {
    const { page } = window;
    const form = await openShortRefinement(page, 'tiny', 1);
    await form.getByRole('button', { name: 'Refine', exact: true }).click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'This computer' }).waitFor();
    await quickInput(page).fill(`Slurm: ${lane}`);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: `Refine tiny: Slurm: ${lane}`, selected: true }).waitFor();
  }

  async function fillIn(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values))
      await webview(window.page).getByRole('textbox', { name: label, exact: true }).fill(value);
  }

  /** Submits the form of a lane; the new job, once Slurm has it. */
  async function submitted(): Promise<JobFiles> {
    const before = (await listJobs(project.population)).length;
    await webview(window.page).getByRole('button', { name: 'Submit', exact: true }).click();
    let job: JobFiles | undefined;
    await until('Slurm has it', async () => {
      const jobs = await listJobs(project.population);
      job = jobs.length > before ? jobs.at(-1) : undefined;
      return job !== undefined && ((await readRunner(job)) as SlurmRecord | null)?.id != null;
    });
    assert.ok(job !== undefined);
    return job;
  }
});

const gated = defaultLaneScript.replace(
  '{{ command }}',
  `while [ ! -e {{ job_dir }}/${gate} ]; do sleep 0.1; done\n{{ command }}`,
);

function writeLane(folder: string, name: string, json: object, script = defaultLaneScript): void {
  const lanes = path.join(folder, 'm', 'lanes');
  mkdirSync(lanes, { recursive: true });
  writeFileSync(path.join(lanes, `${name}.json`), JSON.stringify(json));
  writeFileSync(path.join(lanes, `${name}.sh`), script);
}
