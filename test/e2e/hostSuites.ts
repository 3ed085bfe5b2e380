/** Runs suites inside the extension host of a window. */
import { readFileSync } from 'node:fs';
import type { Workbench } from './workbench';

export interface HostReport {
  readonly passed: number;
  readonly failures: readonly string[];
}

/** @param report the file that MURMURATION_TEST_REPORT names there */
export async function hostSuites(
  workbench: Workbench,
  folder: string,
  suites: string,
  report: string,
): Promise<HostReport> {
  await new Promise<void>((resolve, reject) => {
    workbench
      .open(folder, suites, async (page) => {
        await page.exposeFunction('codeAutomationExit', () => resolve());
        await page.exposeFunction('codeAutomationLog', () => undefined);
      })
      .catch(reject);
  });
  return JSON.parse(readFileSync(report, 'utf8')) as HostReport;
}
