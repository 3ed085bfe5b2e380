/** The shared collection of small inputs that people brought, each in a folder with its README. */
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

const folder = '../shared/data/cases';

/** Copies a case into a folder; skips the running test where the collection is absent. */
export async function copyCase(test: Mocha.Context, name: string, into: string): Promise<void> {
  if (!existsSync(folder)) test.skip();
  await cp(join(folder, name), into, { recursive: true });
}
