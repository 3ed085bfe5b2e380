/** What one tool says of itself; the server is made of a list of these. */
import type { JsonSchemaType } from '@modelcontextprotocol/server';
import type { OpenFolder } from './folder';
import type { Plans } from './plans';
import type { Program } from '../jobs/runs/jobRunner';

export interface Surroundings {
  readonly folder: OpenFolder;
  /** What was planned and may be started. */
  readonly plans: Plans;
  /** As refinements are started. */
  readonly murmur: Program;
}

export interface Tool {
  /** `list_projects` */
  readonly name: string;
  readonly title: string;
  /** What it does and returns, when to use it, and when not. */
  readonly description: string;
  readonly input: Readonly<Record<string, JsonSchemaType>>;
  /** Keys of `input` that have to be given. */
  readonly required: readonly string[];
  /** Looking changes nothing; starting changes what a plan said; stopping ends what runs. */
  readonly effect: 'looks' | 'starts' | 'stops' | 'replaces';
  /** Throws Problem. @returns what becomes JSON, with units in its keys */
  run(given: Given, surroundings: Surroundings): Promise<object>;
}

/** Values that fit the tool's input. */
export type Given = Readonly<Record<string, unknown>>;

export const text = (description: string): JsonSchemaType => ({ type: 'string', description });
export const populationInput = {
  population: text('The .population file, as list_projects names it.'),
} as const;

export function textOf(given: Given, key: string): string {
  const value = given[key];
  return typeof value === 'string' ? value : '';
}
