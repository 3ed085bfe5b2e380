/** The numbers that a report is to show, from the command line and from the files. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../src/jobs/report/readReport';
import { readFsc, type FscTable } from '../../src/model/fscFile';
import { murmur } from './project';

/** What the command line tells of the same run. */
export function murmurReport(
  folder: string,
): Pick<Report, 'project'> & { readonly run: NonNullable<Report['run']> } {
  return JSON.parse(murmur('report', path.join(folder, 'ribosomes.population'), '--json')) as ReturnType<
    typeof murmurReport
  >;
}

/** Of the version in use, from the file beside the species. */
export async function newestFsc(folder: string): Promise<FscTable> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const file = names.find((name) => name.endsWith('_fsc.star') && !name.includes('versions'));
  return readFsc(path.join(folder, file ?? ''));
}

/** The first number of a text, with commas between thousands. */
export function numberIn(text: string): number {
  return Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
}
