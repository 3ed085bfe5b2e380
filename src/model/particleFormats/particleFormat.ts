/** What a format of particle tables is: one file that knows and reads those of one program, in the list of `particleFormats`. */
import type { ImportedParticles } from '../importedParticles';
import type { RelionInput } from '../optimisationSet';
import type { RelionImportOptions, SampleShifts } from '../relionParticles';
import type { NamedSeries } from '../seriesNames';

export interface ParticleFormat {
  /** In options and forms: `relion` makes `--particles_relion`. */
  readonly key: string;
  /** `RELION` */
  readonly name: string;
  /** All programs that write it: `RELION or WarpTools`. */
  readonly from: string;
  /** Where another set of a species' particles comes from: `M, or an earlier version of the species`. */
  readonly another: string;
  /** What a file is called: `particle STAR file`. */
  readonly file: string;
  /** What dialogs offer. */
  readonly filter: { readonly name: string; readonly endings: readonly string[] };
  /** Labels of columns that only its tables have, with what these are; the first that is there counts. */
  readonly labels: readonly (readonly [label: string, kind: string])[];
  /** Files may leave out, or say wrong, in which pixels and volumes they count: it can be given. */
  readonly hasUnits: boolean;
  /** Particles are in classes that can be chosen. */
  readonly hasClasses: boolean;
  /** Throws Problem, also for names of no series unless they are ignored. */
  readonly read: (path: string, options: ParticleReading) => Promise<ImportedParticles>;
}

export interface ParticleReading extends Omit<RelionImportOptions, 'tomograms' | 'motion'> {
  /** That particles may belong to. */
  readonly series: readonly NamedSeries[];
  /** What trajectories move particles by, beside what the files of their series say already. */
  readonly shiftsOf: (motion: NonNullable<RelionInput['motion']>) => Promise<SampleShifts>;
}
