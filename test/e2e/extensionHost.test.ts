/** Runs the suites that live inside the extension host; a desktop VS Code runs the same ones (`npm run test:electron`). */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extensionFolder, Workbench } from './workbench';

describe('inside the extension host', () => {
  let folder: string;
  let workbench: Workbench;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-host-'));
    workbench = await Workbench.start({ env: { MURMURATION_TEST_REPORT: path.join(folder, 'report.json') } });
  });
  after(async () => {
    await workbench.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('all suites pass', async () => {
    const suites = path.join(extensionFolder(), 'dist', 'test', 'e2e', 'host', 'index.entry.cjs');
    const code = await new Promise<number>((resolve, reject) => {
      workbench
        .open(folder, suites, async (page) => {
          await page.exposeFunction('codeAutomationExit', resolve);
          await page.exposeFunction('codeAutomationLog', () => undefined);
        })
        .catch(reject);
    });
    const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as {
      passed: number;
      failures: string[];
    };
    console.log(`      ${report.passed} passed inside the extension host`);
    assert.deepEqual(report.failures, []);
    assert.ok(report.passed >= 11);
    assert.equal(code, 0);
  });
});
