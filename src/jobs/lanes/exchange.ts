/** Two computers take turns at replacing a file in a shared folder: how long does each wait for the other's? */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../../../shared/problem';
import { replaceOwnFile } from '../../files/atomicFile';

/** So often each takes its turn. */
export const turns = 5;
/** A turn that is not seen for so long is lost, ms. */
const patience = 60_000;
/** ms between two looks. */
const pause = 10;

const fileOf = { submitter: 'asked', job: 'answered' } as const;

/** Throws Problem where the other side's turn is not seen. @returns ms that each turn took, there and back */
export async function takeFirstTurns(folder: string, signal: AbortSignal): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    const start = performance.now();
    await put(folder, 'submitter', turn);
    await seen(folder, 'job', turn, signal);
    times.push(performance.now() - start);
  }
  return times;
}

/** Throws Problem where the other side's turn is not seen. */
export async function answerTurns(folder: string, signal?: AbortSignal): Promise<void> {
  for (let turn = 1; turn <= turns; turn++) {
    await seen(folder, 'submitter', turn, signal);
    await put(folder, 'job', turn);
  }
}

type Side = keyof typeof fileOf;

/** Under another name first: it appears by a rename, over the one of the turn before. */
async function put(folder: string, side: Side, turn: number): Promise<void> {
  await replaceOwnFile(path.join(folder, fileOf[side]), String(turn));
}

async function seen(folder: string, side: Side, turn: number, signal?: AbortSignal): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end;) {
    signal?.throwIfAborted();
    const text = await readFile(path.join(folder, fileOf[side]), 'utf8').catch(() => '');
    if (text === String(turn)) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Problem(`what the ${side} renamed in the folder is not seen after ${patience / 1000} s`, {
    where: folder,
    remedy: 'mount the file system without caching of attributes, or work in another one',
  });
}
