/**
 * What older versions left in a job's folder, so that reports and estimates of their runs stay: `options.json` with the
 * arguments of `murmur`, and `process.json` with the process that worked on it. Nothing writes these any more.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLineOf, isHere, processHere, type ProcessIdentity } from '../../files/processes';
import { checkSettings } from '../refinementSettings/check';
import { settingFields, type RefinementSettings, type SettingField } from '../refinementSettings/fields';
import type { JobOptions, RunnerRecord } from './jobRecords';

interface OldOptions {
  /** Absolute path. */
  readonly population: string;
  readonly populationName: string;
  /** Of `murmur`, the command first. */
  readonly arguments: readonly string[];
  readonly created: string;
}

interface OldProcess {
  readonly processId: number;
  readonly host: string;
}

/** As the runner of this computer has it now. */
type OldRecord = RunnerRecord & ProcessIdentity;

/** Null where there are none. */
export async function readOldOptions(folder: string): Promise<JobOptions | null> {
  const old = await readJson<OldOptions>(folder, 'options.json');
  if (old === null) return null;
  const { population, populationName, created } = old;
  return { settings: { ...settingsOf(old.arguments), population }, populationName, created };
}

/** Null where there is none. */
export async function readOldProcess(folder: string): Promise<OldRecord | null> {
  const old = await readJson<OldProcess>(folder, 'process.json');
  if (old === null) return null;
  const record: OldRecord = {
    kind: 'local',
    host: old.host,
    pid: old.processId,
    processStart: null,
  };
  const options = await readJson<OldOptions>(folder, 'options.json');
  const startedWith = isHere(old) ? await commandLineOf(old.processId) : null;
  if (startedWith === null || options === null) return record;
  const isOwn = options.arguments.every((argument) => startedWith.includes(argument));
  return { ...record, processStart: isOwn ? (await processHere(old.processId)).processStart : 'another' };
}

/** As VS Code wrote them; of other spellings, and of settings files beside them, nothing is known. */
function settingsOf(args: readonly string[]): RefinementSettings {
  const given: Record<string, unknown> = {};
  for (const field of settingFields) {
    const at = args.findIndex((arg) => arg === `--${field.option}` || arg === `--no-${field.option}`);
    if (at < 0) continue;
    given[field.key] = valueOf(field, args[at], args[at + 1]);
    if (field.of !== undefined) given[field.of] = true;
  }
  return checkSettings(given).settings;
}

function valueOf(field: SettingField, option: string, next: string | undefined): unknown {
  if (field.kind === 'switch') return !option.startsWith('--no-');
  return field.kind === 'number' ? Number(next) / (field.optionFactor ?? 1) : next;
}

async function readJson<Content>(folder: string, name: string): Promise<Content | null> {
  try {
    return JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Content;
  } catch {
    return null;
  }
}
