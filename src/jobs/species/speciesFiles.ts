/** What lies beside a species' file, as it is written: by a new species, by an edit and by every round of a refinement. */
import type { FscCurves } from '../../compute/maps/resolution';
import type { Volume } from '../../compute/maps/volume';
import type { FileContent } from '../../files/durableFile';
import { encodeMrc } from '../../formats/mrc';
import { formatFsc } from '../../model/fscFile';
import { encodeParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import type { CompanionSuffix } from '../../model/species';

export interface MeasuredSpecies {
  readonly half1: Volume;
  readonly half2: Volume;
  readonly curves: FscCurves;
  readonly particles: ParticleTable;
}

/** By what follows the species' name; there is no table where there are no particles. */
export function speciesFiles(
  { half1, half2, curves, particles }: MeasuredSpecies,
  companions: ReadonlyMap<CompanionSuffix, FileContent>,
): Map<CompanionSuffix, FileContent> {
  const files = new Map<CompanionSuffix, FileContent>([
    ['_half1.mrc', encodeMap(half1)],
    ['_half2.mrc', encodeMap(half2)],
    ...companions,
    ['_fsc.star', formatFsc(curves)],
  ]);
  if (particles.count > 0) files.set('_particles.star', encodeParticles(particles));
  return files;
}

export function encodeMap({ size, pixelSize, data }: Volume): Uint8Array {
  return encodeMrc({ size: [size, size, size], pixelSize, data });
}
