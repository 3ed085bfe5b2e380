/** `node dist/test/bench/explorer.entry.mjs`: how fast a project of 500 series and 20 species is shown, in a real VS Code. */
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectNodes } from '../../src/providers/projectNodes';
import { readProject } from '../../src/providers/readProject';
import { extensionFolder, Workbench } from '../e2e/workbench';
import { writeLargeProject } from '../support/largeProject';

const size = { series: 500, tilts: 60, species: 20, particles: 20_000, versions: 8 };
const folder = mkdtempSync(path.join(tmpdir(), 'murmuration-bench-'));
const report = `${folder}.json`;
const population = await writeLargeProject(folder, size);
console.log(
  `${size.series} series of ${size.tilts} tilts, ${size.species} species of ${size.particles} particles`,
);

const started = performance.now();
const [root] = projectNodes([await readProject(population)]);
line('read and made into rows, without VS Code', performance.now() - started, 'ms');
const listing = performance.now();
const rows = await root.children[0].children[0].lazy?.get();
line(`${rows?.length} series read, without VS Code`, performance.now() - listing, 'ms');

renameSync(population, path.join(folder, 'large.waiting'));
const workbench = await Workbench.start({ env: { MURMURATION_TEST_REPORT: report } });
try {
  const suite = path.join(extensionFolder(), 'dist', 'test', 'e2e', 'host', 'explorerBench.entry.cjs');
  await new Promise<void>((resolve, reject) => {
    workbench
      .open(folder, suite, async (page) => {
        await page.exposeFunction('codeAutomationExit', (code: number) =>
          code === 0 ? resolve() : reject(new Error(`the extension host ended with ${code}`)),
        );
        await page.exposeFunction('codeAutomationLog', () => undefined);
      })
      .catch(reject);
  });
  const told = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
  line('activation', told.activation, 'ms');
  line('explorer opens: population, sources, species with their files', told.opening, 'ms');
  line('a source opens: its series', told.listing, 'ms');
  line('all series open: 30,000 tilts', told.expanding, 'ms');
  line('memory that all of it added to the extension host', told.memory, 'MB');
  line('memory of the whole extension host', told.total, 'MB');
} finally {
  await workbench.stop();
  rmSync(folder, { recursive: true });
  rmSync(report, { force: true });
}

function line(what: string, value: number, unit: string): void {
  console.log(`| ${what} | ${value.toFixed(0)} ${unit} |`);
}
