/** A report, or two versions side by side, as a file for any browser. */
import { resolve } from 'node:path';
import { writeFileAtomically } from '../../files/atomicFile';
import type { VersionComparison } from '../../../shared/records/comparison';
import { comparisonHtml } from './comparisonHtml';
import type { Report } from './readReport';
import { reportHtml } from './reportHtml';

export async function writeReport(file: string, report: Report): Promise<void> {
  await writeFileAtomically(resolve(file), reportHtml(report));
}

export async function writeComparison(file: string, comparison: VersionComparison): Promise<void> {
  await writeFileAtomically(resolve(file), comparisonHtml(comparison));
}
