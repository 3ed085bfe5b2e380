/** What creating a species needs to be told, and what cannot be right. */
import { symmetryOperators } from '../../../shared/math/symmetry';
import type { DoubtName } from '../check/doubt';
import { checkMapChanges, type MapChanges } from './mapChanges';
import { safeName } from '../../formats/paths';
import type { ClassChoice } from '../../model/particleClasses';
import { checkUnits, type ParticleFile } from '../../model/particleFormats';
import { Problem } from '../../../shared/problem';

export interface CreateSpeciesOptions {
  readonly population: string;
  readonly name: string;
  /** Å */
  readonly diameter: number;
  readonly symmetry: string;
  /** Units 1 for no helix; twist in degrees, rise and height in Å. */
  readonly helix: {
    readonly units: number;
    readonly twist: number;
    readonly rise: number;
    readonly height: number;
  };
  /** kDa; kept for M, which shows it. */
  readonly molecularWeight?: number | undefined;
  readonly temporalSamples: number;
  readonly half1: string;
  readonly half2: string;
  readonly mask: string;
  /** What brings half-maps and mask to what the particles show. */
  readonly mapChanges?: MapChanges | undefined;
  /** Å; overrides the header of half-map 1. */
  readonly pixelSize?: number | undefined;
  /** Å; resamples the maps to it. */
  readonly resampledPixelSize?: number | undefined;
  /** Å; filters the maps to this resolution and declares it as theirs. */
  readonly lowPass?: number | undefined;
  readonly particles: ParticleFile;
  /** Å; for formats whose files may not say them. */
  readonly coordinatePixelSize?: number | undefined;
  readonly shiftPixelSize?: number | undefined;
  /** Take pixel and volume sizes of the table that are not those of the data source. */
  readonly anySizes?: boolean | undefined;
  /** List of which tomogram of the table is which series. */
  readonly nameMap?: string | undefined;
  readonly ignoreUnmatched: boolean;
  /** Names of the data sources that particles are matched to; all by default. */
  readonly sources?: readonly string[] | undefined;
  /** Which of RELION's classes to take; a table of several is asked about. */
  readonly classes?: ClassChoice | undefined;
  /** What to do about particles that lie where others do; asked about by default. */
  readonly duplicates?: 'remove' | 'one_half' | undefined;
  /** Doubts that do not stop it. */
  readonly accept?: readonly DoubtName[] | undefined;
  /** Where the .species goes; by default a folder of its own beside the population. */
  readonly output?: string | undefined;
  readonly dontVersion: boolean;
  /** GPU to use. */
  readonly adapter?: string | undefined;
}

/** Throws Problem for what is impossible before any file is read. */
export function checkSpeciesOptions(options: CreateSpeciesOptions): void {
  if (safeName(options.name) === '')
    throw new Problem('a species needs a name with at least one letter or digit', {
      remedy: 'correct --name',
    });
  if (!Number.isInteger(options.diameter) || options.diameter <= 0)
    throw new Problem(`the diameter is a positive whole number of Å, not ${options.diameter}`, {
      remedy: 'correct --diameter',
    });
  if (
    !Number.isInteger(options.temporalSamples) ||
    options.temporalSamples < 1 ||
    options.temporalSamples > 99
  )
    throw new Problem(`temporal samples are 1 to 99, not ${options.temporalSamples}`, {
      remedy: 'correct --temporal_samples',
    });
  symmetryOperators(options.symmetry);
  checkMapChanges(options.mapChanges ?? {});
  checkHelix(options.helix);
  for (const [value, what] of [
    [options.pixelSize, 'the pixel size'],
    [options.resampledPixelSize, 'the pixel size to resample to'],
    [options.coordinatePixelSize, 'the pixel size of coordinates'],
    [options.shiftPixelSize, 'the pixel size of shifts'],
    [options.lowPass, 'the low-pass resolution'],
    [options.molecularWeight, 'the molecular weight'],
  ] as const)
    if (value !== undefined && !(value > 0))
      throw new Problem(`${what} must be more than 0, not ${value}`, {
        remedy: 'correct it, or leave it out',
      });
  const hasUnits = options.coordinatePixelSize !== undefined || options.shiftPixelSize !== undefined;
  checkUnits(options.particles.format, hasUnits);
  if (options.output !== undefined && !options.output.endsWith('.species'))
    throw new Problem('the file name of a species must end in .species', {
      where: options.output,
      remedy: 'correct --output',
    });
}

/** Averaging over more would take longer than the refinement. */
const mostUnits = 9999;

function checkHelix({ units, twist, rise, height }: CreateSpeciesOptions['helix']): void {
  if (units === 1 && twist === 0 && rise === 0 && height === 0) return;
  if (!Number.isInteger(units) || units < 2 || units > mostUnits)
    throw wrongHelix(`a helix has 2 to ${mostUnits} units, not ${units}`);
  if (!(rise > 0)) throw wrongHelix(`the rise of a helix is more than 0 Å, not ${rise}`);
  if (twist === 0) throw wrongHelix('the twist of a helix cannot be 0 degrees');
  if (!(height > 0) || height < rise * (units - 1))
    throw wrongHelix(`the height of this helix must be at least ${rise * (units - 1)} Å, not ${height}`);
}

function wrongHelix(what: string): Problem {
  return new Problem(what, { remedy: 'correct the helical options, or leave all of them out' });
}
