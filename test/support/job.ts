/** What a job is asked for, with as little as there can be. */
import path from 'node:path';
import { defaultSettings, type RefinementSettings } from '../../src/jobs/refinementSettings/fields';
import type { JobOptions } from '../../src/jobs/runs/jobRecords';

export function jobOptions(population: string, settings: Partial<RefinementSettings> = {}): JobOptions {
  return {
    settings: { ...defaultSettings, ...settings, population },
    populationName: path.basename(population, '.population'),
    created: '2024-05-06T07:08:09.123Z',
  };
}
