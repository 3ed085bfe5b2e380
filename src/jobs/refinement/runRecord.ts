/**
 * How many rounds of a run are saved. A run that was killed or cancelled is taken up where it was by the same command, as
 * long as the project is what its last round left: the record is saved together with the round, and holds a fingerprint of it.
 * One that was killed after its last round was saved is told by the plan of that round, which it still had to remove.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileContent } from '../../files/durableFile';
import { errorCode, fileProblem } from '../../files/fileProblem';
import { runRecordPath } from '../../model/refinementFolder';
import { seriesXmlPath } from '../../model/source';
import { companion } from '../../model/species';
import type { SourceChange, SpeciesChange } from '../../model/stageChanges';
import type { RefinementOptions } from './refinementOptions';
import { seriesSettings } from './seriesSettings';

export interface RunProgress {
  /** Everything that makes it another run. */
  readonly settings: string;
  readonly roundsDone: number;
  /** Nothing is left to do. */
  readonly ended: boolean;
  /** Of the last round: `markOf` its plan. */
  readonly plan: string;
}

/** What a run that was interrupted has left to do. */
export interface LeftToDo {
  readonly roundsDone: number;
  /** All of it is saved: only its end was not told. */
  readonly isOver: boolean;
  /** The plan that still lies there is of the last round that was saved. */
  readonly planIsDone: boolean;
}

type RunRecord = RunProgress & { readonly project: string };

/** What a round reads and writes: as it lies on the disk, or as it is about to. */
export interface ProjectFiles {
  readonly sources: readonly SourceChange[];
  readonly species: readonly SpeciesChange[];
}

/** What tells one run from another: what is refined, how, and how often. */
export function runSettings(options: RefinementOptions): string {
  const { rounds, minParticles } = options;
  return JSON.stringify({ ...seriesSettings(options), rounds, minParticles });
}

/** The record's path and content, for the project as it will be. */
export async function runRecord(
  population: string,
  progress: RunProgress,
  project: ProjectFiles,
): Promise<[path: string, content: string]> {
  const record: RunRecord = { ...progress, project: await fingerprintOf(project) };
  return [runRecordPath(population), `${JSON.stringify(record)}\n`];
}

/**
 * Of this very run: nothing is done where the project has changed since, or no run was interrupted.
 * @param plan `markOf` the plan that still lies there; null without one
 */
export async function leftToDo(
  population: string,
  settings: string,
  { project, plan }: { readonly project: ProjectFiles; readonly plan: string | null },
): Promise<LeftToDo> {
  const none = { roundsDone: 0, isOver: false, planIsDone: false };
  const record = await readRecord(runRecordPath(population));
  if (record === undefined || record.settings !== settings) return none;
  const planIsDone = record.plan === plan;
  if (record.ended && !planIsDone) return none;
  if (record.project !== (await fingerprintOf(project))) return none;
  return { roundsDone: record.roundsDone, isOver: record.ended, planIsDone };
}

async function readRecord(file: string): Promise<RunRecord | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileProblem(error, file, 'cannot read how far the last run came');
  }
  try {
    const content = JSON.parse(text) as Partial<RunRecord> | null;
    const { settings, roundsDone, ended, plan, project } = content ?? {};
    if (typeof settings !== 'string' || typeof roundsDone !== 'number' || typeof project !== 'string')
      return undefined;
    return { settings, roundsDone, ended: ended !== false, plan: String(plan), project };
  } catch {
    // Not ours: the run begins with its first round.
    return undefined;
  }
}

/** Of every file that a round reads and writes, whether it is on disk already or about to be. */
async function fingerprintOf({ sources, species }: ProjectFiles): Promise<string> {
  const hash = createHash('sha256');
  const add = async (file: string, content: FileContent | undefined): Promise<void> => {
    hash.update(`${path.basename(file)}\n`);
    if (content === undefined) hash.update(await readFile(file));
    else if (typeof content === 'string' || content instanceof Uint8Array) hash.update(content);
    else throw new Error(`${file} has content that is not at hand`);
  };
  for (const { source, series } of sources)
    for (const { name } of source.files) {
      const xml = seriesXmlPath(source, name);
      await add(xml, series?.get(xml));
    }
  for (const { species: one, files } of species)
    for (const suffix of ['_particles.star', '_half1.mrc', '_half2.mrc', '_mask.mrc'] as const)
      await add(companion(one, suffix), files?.get(suffix));
  return hash.digest('hex');
}
