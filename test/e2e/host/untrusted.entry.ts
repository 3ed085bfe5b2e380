/** What VS Code calls inside its extension host in a folder that nobody has trusted. */
import { runSuites } from './runSuites';

export function run(): Promise<void> {
  return runSuites(async () => {
    await import('./untrusted.suite');
  });
}
