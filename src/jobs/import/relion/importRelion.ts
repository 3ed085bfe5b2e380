/** Takes over tomograms of RELION 4 and 5: into a new project, or into one that has the same series. */
import { resolve } from 'node:path';
import { Problem } from '../../../../shared/problem';
import { relionProject } from '../../../model/relionProject';
import { readRelionTomograms } from '../../../model/relionTomograms';
import { readAberrations } from './aberrations';
import { newRelionProject, type NewRelionProject } from './newProject';
import { updateFromRelion, type UpdatedSeries } from './updateSeries';

export interface ImportRelionOptions {
  /** A table of tomograms, or an optimisation set. */
  readonly tomograms: string;
  /** Folder that RELION was started in; looked for above the tables when missing. */
  readonly project?: string | undefined;
  /** Names of tomograms; all when missing. */
  readonly series?: readonly string[] | undefined;
  /** Folder of the new project. */
  readonly output?: string | undefined;
  /** Settings of the project whose series are to be updated, instead of a new one. */
  readonly settings?: string | undefined;
  /** Of the volume, pixels of the tilt images, where the tables have no size. */
  readonly dimensions?: readonly number[] | undefined;
  /** Take pixel sizes and volumes that contradict the images or the project. */
  readonly anySizes: boolean;
  /** Discard deformations that were refined where the alignment changes. */
  readonly overwrite: boolean;
  /** Only say what would come of it. */
  readonly dryRun?: boolean;
}

export type ImportedRelion =
  | ({ readonly made: 'project' } & NewRelionProject)
  | { readonly made: 'update'; readonly settings: string; readonly series: readonly UpdatedSeries[] };

/** Throws Problem; then nothing has been written. */
export async function importRelion(options: ImportRelionOptions): Promise<ImportedRelion> {
  const { output, settings, anySizes, overwrite, dryRun = false } = options;
  if ((output === undefined) === (settings === undefined))
    throw new Problem('expected either a folder for a new project or the settings of one that is there', {
      remedy: 'give --output or --settings',
    });
  const path = resolve(options.tomograms);
  const project = relionProject(options.project);
  const tomograms = await readRelionTomograms(path, { project, names: options.series });
  const aberrations = await readAberrations(path);
  if (settings !== undefined) {
    const where = resolve(settings);
    const series = await updateFromRelion(tomograms, where, { anySizes, overwrite, aberrations, dryRun });
    return { made: 'update', settings: where, series };
  }
  const { dimensions } = options;
  const made = await newRelionProject(tomograms, resolve(output ?? ''), {
    dimensions,
    anySizes,
    aberrations,
    dryRun,
  });
  return { made: 'project', ...made };
}
