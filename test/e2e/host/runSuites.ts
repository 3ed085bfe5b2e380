/** Runs suites inside the extension host, and fails when one of them does. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** @param load imports the suites, which describe themselves to the globals that are there by then */
export async function runSuites(load: () => Promise<void>): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 600_000, reporter: 'spec', color: false });
  mocha.suite.emit('pre-require', globalThis, 'host', mocha);
  await load();
  const failures: string[] = [];
  let passed = 0;
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', () => passed++)
      .on('fail', (test, error: Error) =>
        failures.push(`${test.fullTitle()}: ${error.stack ?? error.message}`),
      );
  });
  // Output arrives unformatted where VS Code runs in a browser; a file says it plainly.
  const report = process.env.MURMURATION_TEST_REPORT;
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failures }));
  if (failures.length > 0) throw new Error(`${failures.length} failed\n${failures.join('\n')}`);
}
