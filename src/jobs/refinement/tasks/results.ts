/** Files that tasks leave: a result with the key of the work that it is of, from plan.ts. */
import { replaceOwnFile } from '../../../files/atomicFile';
import { encodeRecord, RecordFile, type Stored } from '../../../formats/record';
import { Problem, unlessProblem } from '../../../../shared/problem';

interface Kept<Result> {
  readonly key: string;
  readonly result: Result;
}

export async function saveResult(path: string, key: string, result: unknown): Promise<void> {
  const kept: Kept<unknown> = { key, result };
  await replaceOwnFile(path, encodeRecord(kept));
}

/** What was found for the same work; null where nothing was, and where a file of ours is damaged: it is made again. */
export async function readResult<Result>(path: string, key: string): Promise<Result | null> {
  const read = withResult<Result, Result>(path, key, async (file, stored) => file.readAll<Result>(stored));
  return (await unlessProblem(read)) ?? null;
}

/** Whether the work is done; its arrays are not read. */
export async function isDone(path: string, key: string): Promise<boolean> {
  return (await readHead(path, key)) !== null;
}

/** The result without its arrays, for what is small in it; null as for readResult. */
export async function readHead<Result>(path: string, key: string): Promise<Stored<Result> | null> {
  const read = withResult<Result, Stored<Result>>(path, key, async (_, stored) => Promise.resolve(stored));
  return (await unlessProblem(read)) ?? null;
}

/** For what must be there: an earlier task left it. Throws Problem where it is not. */
export async function needResult<Result>(path: string, key: string): Promise<Result> {
  return need(
    path,
    await withResult<Result, Result>(path, key, async (file, at) => file.readAll<Result>(at)),
  );
}

/** The same for parts of a large one. */
export async function needParts<Result, Parts>(
  path: string,
  key: string,
  take: (file: RecordFile<Kept<Result>>, stored: Stored<Result>) => Promise<Parts>,
): Promise<Parts> {
  return need(path, await withResult<Result, Parts>(path, key, take));
}

async function withResult<Result, Taken>(
  path: string,
  key: string,
  take: (file: RecordFile<Kept<Result>>, stored: Stored<Result>) => Promise<Taken>,
): Promise<Taken | null> {
  const file = await RecordFile.open<Kept<Result>>(path);
  if (file === null) return null;
  try {
    const { value } = file;
    const kept = value as unknown as { readonly key: string; readonly result: Stored<Result> };
    return kept.key === key ? await take(file, kept.result) : null;
  } finally {
    await file.close();
  }
}

function need<Found>(path: string, found: Found | null): Found {
  if (found === null)
    throw new Problem('what an earlier step of the round left here is not there, or is of other work', {
      where: path,
      remedy: 'start the refinement again: it does what is missing',
    });
  return found;
}
