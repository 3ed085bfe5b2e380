/** Files beside the population that say how the last refinement of a series went; M has its own in the same folder. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { diagnosticsFolder } from '../../model/refinementFolder';
import type { SpeciesResiduals } from '../../../shared/records/report';

/** `refinement_temp/<source>/<series><suffix>` */
export function diagnosticPath(
  populationPath: string,
  of: { readonly source: string; readonly series: string },
  suffix: string,
): string {
  return path.join(diagnosticsFolder(populationPath, of.source), `${of.series}${suffix}`);
}

export const residualsSuffix = '_phaseresiduals.json';

/** None for a series that was never worked on, or whose file is not readable. */
export async function readSeriesResiduals(
  populationPath: string,
  of: { readonly source: string; readonly series: string },
): Promise<readonly SpeciesResiduals[]> {
  try {
    const text = await readFile(diagnosticPath(populationPath, of, residualsSuffix), 'utf8');
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? (found as SpeciesResiduals[]) : [];
  } catch {
    return [];
  }
}
