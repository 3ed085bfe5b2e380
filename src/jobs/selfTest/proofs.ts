/** Self-tests that were passed, kept for the user: one small file for each adapter, driver and version of the engine. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult } from '../../compute/selfTest/selfTest';
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder } from '../../files/durableFile';

/** What a self-test was passed by. */
export interface Tested {
  readonly adapter: string;
  readonly driver: string;
  /** Version. */
  readonly engine: string;
}

export interface Proof extends Tested {
  /** ISO 8601. */
  readonly date: string;
  readonly seconds: number;
  readonly checks: readonly CheckResult[];
}

/** Null where none is kept, or what is kept cannot be read: then there is nothing to rely on. */
export async function readProof(of: Tested, folder: string): Promise<Proof | null> {
  try {
    const proof = JSON.parse(await readFile(fileOf(of, folder), 'utf8')) as Partial<Proof>;
    const { adapter, driver, engine, checks } = proof;
    const isOfThese = adapter === of.adapter && driver === of.driver && engine === of.engine;
    if (!isOfThese || !Array.isArray(checks) || !checks.every(({ passed }) => passed === true)) return null;
    return proof as Proof;
  } catch {
    return null;
  }
}

/** @returns whether it could be kept; where not, the next run tests again */
export async function keepProof(proof: Proof, folder: string): Promise<boolean> {
  try {
    await makeFolder(folder);
    await replaceOwnFile(fileOf(proof, folder), `${JSON.stringify(proof, null, 2)}\n`);
    return true;
  } catch {
    return false;
  }
}

function fileOf({ adapter, driver, engine }: Tested, folder: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([adapter, driver, engine]))
    .digest('hex');
  return join(folder, `self-test-${hash.slice(0, 16)}.json`);
}
