/** A report as a file for any browser. */
import { resolve } from 'node:path';
import { writeFileAtomically } from '../../files/atomicFile';
import type { Report } from './readReport';
import { reportHtml } from './reportHtml';

export async function writeReport(file: string, report: Report): Promise<void> {
  await writeFileAtomically(resolve(file), reportHtml(report));
}
