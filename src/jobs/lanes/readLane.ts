/** Lanes from their files: `lanes/<name>.json` beside the population, and in a folder of the user's; the job script beside each. */
import { readdir } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { Problem } from '../../../shared/problem';
import { readText } from '../../files/fileProblem';
import { queueCommands } from '../runs/slurm/queueCommands';
import { ownPlaceholders, type Lane } from './lane';
import { readVariables } from './readVariables';
import { namesOfTemplate } from './template';

/** Those of the project come first. */
export type LaneFolders = readonly string[];

export interface FoundLane {
  readonly name: string;
  /** Its JSON. */
  readonly file: string;
  /** Null where it cannot be used. */
  readonly lane: Lane | null;
  /** Why it cannot be used. */
  readonly problem: string | null;
}

/**
 * @param population beside which lanes may be; the folder that it is run in without one
 * @param user where the user keeps others; `~/.config/murmuration/lanes` without it
 */
export function laneFolders(population: string | undefined, user = ''): LaneFolders {
  const project = population === undefined ? '.' : path.dirname(population);
  const config = process.env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config');
  return [
    path.resolve(project, 'lanes'),
    user === '' ? path.join(config, 'murmuration', 'lanes') : path.resolve(user),
  ];
}

/** All there are, the project's first; of two with one name the first. */
export async function listLanes(folders: LaneFolders): Promise<readonly FoundLane[]> {
  const found: FoundLane[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const file of names.filter((name) => name.endsWith('.json')).sort()) {
      const name = path.basename(file, '.json');
      if (!found.some((one) => one.name === name)) found.push(await foundLane(name, path.join(folder, file)));
    }
  }
  return found;
}

/** Throws Problem where there is none of the name, or it cannot be used. */
export async function readLane(folders: LaneFolders, name: string): Promise<Lane> {
  const lanes = await listLanes(folders);
  const found = lanes.find((one) => one.name === name);
  if (found !== undefined) return readLaneFile(found.file);
  throw new Problem(`there is no lane "${name}"`, {
    where: folders.join(', '),
    remedy:
      lanes.length === 0
        ? `make one: murmur lane create ${name}`
        : `there are: ${lanes.map((one) => one.name).join(', ')}`,
  });
}

/** Throws Problem with the file, and the line of the script. */
export async function readLaneFile(file: string): Promise<Lane> {
  const scriptPath = file.replace(/\.json$/, '.sh');
  return laneOf(file, parseJson(await readText(file), file), await readText(scriptPath));
}

const members = [
  'description',
  'send',
  'submit',
  'status',
  'show',
  'accounting',
  'cancel',
  'pollSeconds',
  'variables',
];

/** @param file of the lane; its script is beside it. Throws Problem. */
export function laneOf(file: string, json: Readonly<Record<string, unknown>>, script: string): Lane {
  const scriptPath = file.replace(/\.json$/, '.sh');
  for (const key of Object.keys(json))
    if (!members.includes(key))
      throw new Problem(`"${key}" has no meaning here`, {
        where: file,
        remedy: `a lane has ${members.join(', ')}`,
      });
  const { description = '', variables: asked = [] } = json;
  if (typeof description !== 'string') throw new Problem('"description" is no text', { where: file });
  const lane: Lane = {
    name: path.basename(file, '.json'),
    description,
    scriptPath,
    script: script.replaceAll('\r\n', '\n'),
    variables: readVariables(asked, file),
    commands: queueCommands(json, file),
  };
  checkScript(lane);
  return lane;
}

/** Who submits, where a shell takes the name as it is. */
export function userName(): string {
  return userInfo().username.replace(/[^\w.@-]/g, '_');
}

function checkScript({ script, scriptPath: where, variables }: Lane): void {
  if (!/^#!.*\b(ba)?sh\b/.test(script))
    throw new Problem('the job script does not start with #!/bin/bash', {
      where: `${where}:1`,
      remedy: 'write it for bash or sh',
    });
  const names = namesOfTemplate(script, where);
  if (!names.has('command'))
    throw new Problem('the job script has no {{ command }}', {
      where,
      remedy: 'put it on a line of its own where murmur is to run',
    });
  const known = [...Object.keys(ownPlaceholders), ...variables.map(({ name }) => name)];
  for (const [name, value] of names)
    if (value === undefined && !known.includes(name))
      throw new Problem(`{{ ${name} }} has no value`, {
        where: `${where}:${lineWith(script, name)}`,
        remedy: `add it to the variables of the lane, or take one of ${known.join(', ')}`,
      });
}

function lineWith(script: string, name: string): number {
  const inBraces = new RegExp(`\\{[{%][^}]*\\b${name}\\b`);
  return script.split('\n').findIndex((line) => inBraces.test(line)) + 1;
}

async function foundLane(name: string, file: string): Promise<FoundLane> {
  try {
    return { name, file, lane: await readLaneFile(file), problem: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { name, file, lane: null, problem: error.message };
  }
}

/** An object. Throws Problem. */
export function parseJson(text: string, where: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem(`it is no JSON: ${cause instanceof Error ? cause.message : ''}`, { where, cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem('it is no JSON object', { where });
  return value as Readonly<Record<string, unknown>>;
}
