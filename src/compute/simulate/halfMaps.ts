/** Reconstructs the two half-maps of a project from tilt images and given poses, plainly and in double precision. */
import type { Volume } from '../maps/volume';
import type { Placement } from '../geometry/projection';
import { multiply, type Matrix3 } from '../../../shared/math/vector';
import type { TiltSeries } from '../../model/tiltSeries';
import { particleImage, type TiltImage } from './particleImages';
import { planReconstruction } from './referenceReconstruction';

export interface HalfMaps {
  /** Adds all particles of a tilt image; those whose box reaches beyond it are left out. */
  add(image: TiltImage, series: TiltSeries, tilt: number, particles: readonly PlacedParticle[]): void;
  finish(): readonly [Volume, Volume];
}

export interface PlacedParticle {
  /** Where it lies, with the rotation from the reference frame to the image frame. */
  readonly placement: Placement;
  /** 0 or 1 */
  readonly halfSet: number;
}

/** @param operators of the particle's point group */
export function planHalfMaps(size: number, pixelSize: number, operators: readonly Matrix3[]): HalfMaps {
  const halves = [planReconstruction(size), planReconstruction(size)] as const;
  return {
    add(image, series, tilt, particles) {
      for (const { placement, halfSet } of particles) {
        const particle = particleImage(image, { series, tilt, placement }, { size, pixelSize });
        if (particle === undefined) continue;
        for (const operator of operators)
          halves[halfSet].insert(particle, multiply(placement.rotation, operator), series.magnification);
      }
    },
    finish() {
      const volume = (data: Float64Array): Volume => ({ size, pixelSize, data: Float32Array.from(data) });
      return [volume(halves[0].finish()), volume(halves[1].finish())];
    },
  };
}
