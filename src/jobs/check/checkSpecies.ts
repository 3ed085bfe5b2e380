/** What may be wrong with a species: maps, mask, particle table, and how they fit the data sources. */
import { existsSync } from 'node:fs';
import { boxSize } from '../../compute/maps/boxSize';
import { readMrc, readMrcHeader } from '../../formats/mrc';
import { readParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import { companion, type CompanionSuffix, type Species } from '../../model/species';
import type { Vector3 } from '../../../shared/math/vector';
import { checkMapScale, checkPoses } from './checkScale';
import { findingOf } from './doubt';
import { mapDoubtsOf, particleDoubts } from './speciesDoubts';
import { readOwnMaps } from '../species/ownMaps';
import { error, readOrFind, warning, type Finding } from './finding';

/**
 * @param volumes size of the volume (Å) by data hash, of every series of the population
 * @param pixelSizes of the data sources, Å
 */
export async function checkSpecies(
  species: Species,
  volumes: ReadonlyMap<string, Vector3>,
  pixelSizes: readonly number[],
  findings: Finding[],
): Promise<void> {
  const suffixes = ['_half1.mrc', '_half2.mrc', '_mask.mrc'] as const;
  const sizes = [];
  for (const suffix of suffixes) sizes.push(await checkMap(species, suffix, findings));
  const [first] = sizes;
  if (first !== undefined && sizes.some((size) => size !== undefined && size !== first))
    findings.push(
      error(species.path, `its maps are ${sizes.join(', ')} voxels wide`, 'give all maps the same size'),
    );
  const box = boxSize(species.diameter, species.pixelSize);
  if (first !== undefined && first !== box)
    findings.push(
      warning(
        species.path,
        `its maps are ${first} voxels wide, twice its diameter of ${species.diameter} Å is ${box}`,
        'M works with twice the diameter: correct DiameterAngstrom or make the species again',
      ),
    );
  await checkMask(companion(species, '_mask.mrc'), findings);
  if (first !== undefined && sizes.every((size) => size === first)) await checkMaps(species, findings);
  checkResolution(species, findings);
  const table = companion(species, '_particles.star');
  const particles = await readOrFind(table, findings, () => readParticles(table, species.temporalSamples));
  checkMapScale(species, pixelSizes, findings);
  if (particles === undefined) return;
  checkParticles(table, particles, volumes, findings);
  checkPoses(table, particles, volumes, findings);
  const { doubts, remarks } = particleDoubts(species, particles);
  findings.push(...doubts.map(findingOf), ...remarks.map(({ what, remedy }) => warning(table, what, remedy)));
}

/** Symmetry, mask and diameter against what the maps show. */
async function checkMaps(species: Species, findings: Finding[]): Promise<void> {
  const maps = await readOrFind(species.path, findings, () =>
    readOwnMaps(species, ['_half1.mrc', '_half2.mrc', '_mask.mrc']),
  );
  const [half1, half2, mask] = [maps?.get('_half1.mrc'), maps?.get('_half2.mrc'), maps?.get('_mask.mrc')];
  if (half1 === undefined || half2 === undefined || mask === undefined) return;
  findings.push(...mapDoubtsOf(species, { half1, half2, mask }).map(findingOf));
}

/** @returns its edge in voxels, undefined when it cannot be used */
async function checkMap(
  species: Species,
  suffix: CompanionSuffix,
  findings: Finding[],
): Promise<number | undefined> {
  const path = companion(species, suffix);
  const header = await readOrFind(path, findings, () => readMrcHeader(path));
  if (header === undefined) return undefined;
  const [x, y, z] = header.size;
  const [pixel] = header.pixelSize;
  if (x !== y || y !== z)
    findings.push(error(path, `it is ${header.size.join(' x ')} voxels`, 'give a cubic map'));
  // M allows this much.
  if (pixel > 0 && Math.abs(pixel - species.pixelSize) > 0.02)
    findings.push(
      error(path, `its pixel size is ${pixel} Å, the species' is ${species.pixelSize} Å`, 'rescale the map'),
    );
  return x;
}

async function checkMask(path: string, findings: Finding[]): Promise<void> {
  if (!existsSync(path)) return;
  const mask = await readOrFind(path, findings, () => readMrc(path));
  if (mask === undefined) return;
  const inside = mask.data.reduce((count, value) => count + (value >= 0.5 ? 1 : 0), 0);
  const soft = mask.data.some((value) => value !== 0 && value !== 1);
  if (inside === 0) findings.push(error(path, 'the mask is empty', 'make a mask of the particle'));
  else if (soft)
    findings.push(
      warning(
        path,
        'the mask is not binary',
        'give a tight mask of 0 and 1, it is widened and softened when used',
      ),
    );
}

function checkResolution(species: Species, findings: Finding[]): void {
  const { path, globalResolution, pixelSize } = species;
  if (!(globalResolution > 0))
    findings.push(warning(path, 'its resolution is unknown', 'run a refinement without parameters first'));
  else if (globalResolution < 2 * pixelSize * 0.999)
    findings.push(
      warning(
        path,
        `its resolution of ${globalResolution} Å is beyond what ${pixelSize} Å pixels can show`,
        'resample the maps to smaller pixels',
      ),
    );
  if (!existsSync(companion(species, '_fsc.star')))
    findings.push(warning(path, 'it has no FSC curve', 'run a refinement without parameters first'));
  if (species.applyDenoising && !existsSync(companion(species, '_noisenet.pt')))
    findings.push(
      warning(
        path,
        'ApplyDenoising is on, but there are no weights of the network',
        'M would stop here: set ApplyDenoising to False',
      ),
    );
}

function checkParticles(
  where: string,
  particles: ParticleTable,
  volumes: ReadonlyMap<string, Vector3>,
  findings: Finding[],
): void {
  const { count, samples } = particles;
  const inSecond = particles.halfSet.reduce((sum, half) => sum + half, 0);
  if (inSecond === 0 || inSecond === count)
    findings.push(
      error(where, 'all particles are in one half-set', 'assign half-sets in RELION and import again'),
    );
  let unmatched = 0;
  let outside = 0;
  for (let i = 0; i < count; i++) {
    const volume = volumes.get(particles.sourceHash[i]);
    const position = particles.positions.subarray(i * samples * 3, i * samples * 3 + 3);
    if (volume === undefined) unmatched++;
    else if (position.some((value, axis) => value < 0 || value > volume[axis])) outside++;
  }
  const of = `of ${count} particles`;
  if (unmatched > 0)
    findings.push(
      (unmatched === count ? error : warning)(
        where,
        `${unmatched} ${of} belong to no series of this population`,
        'add their data source, or check wrpSourceHash',
      ),
    );
  if (outside > 0)
    findings.push(
      (2 * outside > count ? error : warning)(
        where,
        `${outside} ${of} lie outside the volume`,
        'check the pixel size of coordinates and the size of the volume',
      ),
    );
}
