/**
 * The plan of a round: which series take part, in which shards, and what the work depends on. Shards belong to the plan and
 * not to who works on them, so that any number of workers adds the same numbers in the same order.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RefinedGroups } from '../../../compute/parameters/refinedParameters';
import type { CtfSettings } from '../../../compute/ctf/ctfParameters';
import { replaceOwnFile } from '../../../files/atomicFile';
import { errorCode, fileProblem } from '../../../files/fileProblem';
import { checkNoLinkedFolders } from '../../../model/ownFiles';
import { makeFolder } from '../../../files/durableFile';
import { Problem } from '../../../../shared/problem';
import type { Task } from './task';
import type { WorkFolder } from './workFolder';
import { idOf, type WorkKey } from './workKey';

/** What tasks need to know of what was asked. */
export interface TaskSettings {
  readonly groups: RefinedGroups;
  readonly ctf: CtfSettings;
  readonly subIterations: number;
  readonly firstFraction: number;
  readonly adaptive: boolean;
  readonly prior: boolean;
  readonly weightThreshold: number;
  /** Bytes of particle images that may stay on a GPU, for all its workers together; null for what it has free. */
  readonly memory: number | null;
  /** Processes per GPU. */
  readonly workers: number;
  readonly localReference: boolean;
  readonly sharedReference: boolean;
}

export interface PlannedSpecies {
  readonly name: string;
  /** Of the .species file. */
  readonly path: string;
}

export interface PlannedSeries {
  /** Of the .source file. */
  readonly source: string;
  readonly sourceGuid: string;
  readonly sourceName: string;
  /** As the source lists it. */
  readonly name: string;
  /** Its root name: `TS_1`. */
  readonly stem: string;
  readonly hash: string;
  /** Its XML and its images, as they were when the round was planned. */
  readonly content: string;
  /** Of all species. */
  readonly particles: number;
}

export interface RoundPlan {
  /** Absolute path. */
  readonly population: string;
  /** Counted from 1. */
  readonly round: number;
  /** Of everything but the series. */
  readonly key: WorkKey;
  readonly settings: TaskSettings;
  readonly species: readonly PlannedSpecies[];
  readonly series: readonly PlannedSeries[];
  /** (shard) the series in it, by their place in the list. */
  readonly shards: readonly (readonly number[])[];
}

/** A plan, and where its work lies. */
export interface PlannedRound {
  readonly plan: RoundPlan;
  readonly folder: WorkFolder;
}

/**
 * Tells the plan of one round from that of another: by the species as they were before it, wherever the project lies and
 * whoever works on it.
 */
export function markOf({ round, key }: RoundPlan): string {
  // A file of somebody else's has no key.
  const parts = Object.entries((key as WorkKey | undefined) ?? {});
  const species = parts.filter(([name]) => name.startsWith('species '));
  return idOf({ ...Object.fromEntries(species), round: String(round) });
}

/** Of what one series is refined by: what the others of its round are does not matter. */
export function keyOfSeries(plan: RoundPlan, index: number): string {
  return keyOf(plan, [index]);
}

export function keyOfShard(plan: RoundPlan, shard: number): string {
  return keyOf(plan, plan.shards[shard]);
}

/** Of what is made of all series. */
export function keyOfRound(plan: RoundPlan): string {
  // It is asked for at every series, and as long as they are many.
  const known = keysOfRounds.get(plan) ?? keyOf(plan, [...plan.series.keys()]);
  keysOfRounds.set(plan, known);
  return known;
}

const keysOfRounds = new WeakMap<RoundPlan, string>();

/** Of what a task leaves. */
export function keyOfTask(plan: RoundPlan, task: Task): string {
  return task.kind === 'series' ? keyOfShard(plan, task.shard) : keyOfRound(plan);
}

function keyOf(plan: RoundPlan, indices: readonly number[]): string {
  return idOf({ ...plan.key, ...seriesParts({ series: indices.map((index) => plan.series[index]) }) });
}

/** What work depends on besides the plan's key. */
export function seriesParts({ series }: Pick<RoundPlan, 'series'>): WorkKey {
  return Object.fromEntries(
    series.map(({ sourceName, name, content }) => [`series ${name} of ${sourceName}`, content]),
  );
}

/** Sums of a shard are two half-maps of each species on the disk: so many of them, and bytes, at most. */
const mostShards = 128;
const mostBytes = 32 * 2 ** 30;

/**
 * @param particles of each series
 * @param bytes of the sums of one shard
 * @returns neighbors together, about as many particles in each
 */
export function shardsOf(particles: readonly number[], bytes: number): readonly (readonly number[])[] {
  const count = Math.max(
    1,
    Math.min(particles.length, mostShards, Math.floor(mostBytes / Math.max(1, bytes))),
  );
  const total = particles.reduce((sum, some) => sum + some, 0);
  const shards: number[][] = [];
  let next = 0;
  let before = 0;
  for (let left = count - 1; left >= 0; left--) {
    const shard = [next];
    before += particles[next++];
    const share = left === 0 ? Infinity : (total * (count - left)) / count;
    // No shard after it is left without a series.
    while (next < particles.length - left && before + particles[next] / 2 <= share) {
      shard.push(next);
      before += particles[next++];
    }
    shards.push(shard);
  }
  return shards;
}

/** The plan is the last thing that is written before its work begins. */
export async function writePlan(folder: WorkFolder, plan: RoundPlan): Promise<void> {
  await checkNoLinkedFolders(path.dirname(plan.population), folder.plan);
  await makeFolder(path.dirname(folder.plan));
  await replaceOwnFile(folder.plan, `${JSON.stringify(plan, null, 1)}\n`);
}

/** Null where there is none that can be read. Throws Problem where the folder cannot be. */
export async function readPlan(folder: WorkFolder): Promise<RoundPlan | null> {
  try {
    const plan = JSON.parse(await readFile(folder.plan, 'utf8')) as Partial<RoundPlan> | null;
    return Array.isArray(plan?.series) && Array.isArray(plan.shards) ? (plan as RoundPlan) : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw fileProblem(error, folder.plan, 'cannot read the plan of the round');
  }
}

/** Throws Problem where there is no plan. */
export async function needPlan(folder: WorkFolder): Promise<RoundPlan> {
  const plan = await readPlan(folder);
  if (plan === null)
    throw new Problem('there is no plan of a round here', {
      where: folder.plan,
      remedy: 'tasks are run by `murmur refine`, in the folder of a round that is not finished',
    });
  return plan;
}
