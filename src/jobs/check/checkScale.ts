/** Whether a species can have come from its data: the pixel size of its maps, where its particles lie, how they are turned. */
import type { Vector3 } from '../../../shared/math/vector';
import { isInCorner } from '../../model/importedParticles';
import { rowBeyondTurn } from '../../model/eulerRange';
import type { ParticleTable } from '../../model/particles';
import type { Species } from '../../model/species';
import { degree } from '../../model/tiltSeriesXml';
import { error, warning, type Finding } from './finding';

/** @param pixelSizes of the data sources, Å */
export function checkMapScale(
  { path, pixelSize }: Species,
  pixelSizes: readonly number[],
  findings: Finding[],
): void {
  const finest = Math.min(...pixelSizes);
  if (pixelSize < 0.495 * finest)
    findings.push(
      warning(
        path,
        `its maps have ${pixelSize} Å per voxel, less than half of the ${finest} Å of the data`,
        'a header of 1 Å is a default of many programs: make the species again with --angpix, unless its maps were resampled',
      ),
    );
}

/** @param volumes size of the volume (Å) by data hash */
export function checkPoses(
  where: string,
  particles: ParticleTable,
  volumes: ReadonlyMap<string, Vector3>,
  findings: Finding[],
): void {
  const { count, samples, angles, sourceHash } = particles;
  const homes = sourceHash.map((hash) => {
    const volumeSize = volumes.get(hash);
    return volumeSize === undefined ? undefined : { volumeSize };
  });
  if (isInCorner(particles, homes))
    findings.push(
      warning(
        where,
        `all ${count} particles lie in one corner of their volumes`,
        'their coordinates may have been counted in binned pixels: import them again with --angpix_coords',
      ),
    );
  const far = rowBeyondTurn(particles);
  if (far !== undefined)
    findings.push(
      error(
        where,
        `the tilt of particle ${far + 1} is ${(angles[3 * samples * far + 1] / degree).toFixed(1)} degrees, expected 180 or less`,
        'its angles may have been multiplied by 57.29578: divide them, and make the species again',
      ),
    );
}
