/** How long the language part keeps the extension host of a real VS Code waiting, provider by provider. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Workbench } from '../e2e/workbench';
import type { Waits } from '../e2e/host/waits.entry';

/** Prints a table. @param rows of a table of seven columns; VS Code keeps documents beyond 50 MB from extensions */
export async function measureWaits(rows: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'murmuration-waits-'));
  const workbench = await Workbench.start({
    env: { MURMURATION_BENCH_ROWS: String(rows) },
    // VS Code's search for merge conflicts reads every document whole, on the same thread.
    settings: {
      'files.autoSave': 'off',
      'merge-conflict.codeLens.enabled': false,
      'merge-conflict.decorators.enabled': false,
    },
  });
  try {
    const suite = path.resolve('dist/test/e2e/host/waits.entry.cjs');
    const code = await new Promise<number>((resolve, reject) => {
      workbench
        .open(folder, suite, async (page) => {
          await page.exposeFunction('codeAutomationExit', resolve);
          await page.exposeFunction('codeAutomationLog', () => undefined);
        })
        .catch(reject);
    });
    if (code !== 0) throw new Error(`the extension host ended with code ${code}`);
    const { megabytes, waits } = JSON.parse(readFileSync(path.join(folder, 'waits.json'), 'utf8')) as Waits;
    console.log(`extension host, ${rows.toLocaleString('en')} rows, 7 columns, ${megabytes.toFixed(0)} MB`);
    console.log('| the thread waits for | median | longest |');
    for (const [what, middle, longest] of waits)
      console.log(`| ${what} | ${middle.toFixed(1)} ms | ${longest.toFixed(1)} ms |`);
  } finally {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
