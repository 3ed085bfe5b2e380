/** What VS Code calls inside its extension host: all suites that need no more than a folder. */
import { runSuites } from './runSuites';

export function run(): Promise<void> {
  return runSuites(async () => {
    await import('./projects.suite');
    await import('./engine.suite');
    await import('./editors.suite');
    await import('./language.suite');
  });
}
