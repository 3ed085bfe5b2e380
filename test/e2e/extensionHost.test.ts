/** Runs the suites that live inside the extension host; a desktop VS Code runs the same ones (`npm run test:electron`). */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { useSuiteFolder } from '../support/temporaryFolder';
import { hostSuites } from './hostSuites';
import { extensionFolder, Workbench } from './workbench';

describe('inside the extension host', () => {
  const inSuite = useSuiteFolder();
  const report = (): string => inSuite('report.json');
  let workbench: Workbench;
  before(async () => {
    mkdirSync(inSuite('project'));
    workbench = await Workbench.start({ env: { MURMURATION_TEST_REPORT: report() } });
  });
  after(() => workbench.stop());

  it('all suites pass', async () => {
    const suites = path.join(extensionFolder(), 'dist', 'test', 'e2e', 'host', 'index.entry.cjs');
    const { passed, failures } = await hostSuites(workbench, inSuite('project'), suites, report());
    console.log(`      ${passed} passed inside the extension host`);
    assert.deepEqual(failures, []);
    assert.ok(passed >= 11);
  });
});
