/** Every particle in every tilt that shows it whole: where it is, how it is turned, and how that changes. */
import type { TiltSeries } from '../../model/tiltSeries';
import { doseFraction, placeWithDerivatives } from '../geometry/projection';
import { euler } from '../../../shared/math/rotations';
import { sampleTrajectory } from '../../../shared/math/trajectory';
import { multiply } from '../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';

/** Particles of one species in one series. */
export interface SeriesParticles {
  readonly count: number;
  readonly samples: number;
  /** (particle, sample, 3) Å */
  readonly positions: Float64Array;
  /** (particle, sample, 3) rot, tilt, psi, rad */
  readonly angles: Float64Array;
  readonly halfSet: Uint8Array;
}

export interface View {
  readonly particle: number;
  readonly tilt: number;
  /** Å in the image. */
  readonly x: number;
  readonly y: number;
  /** Å */
  readonly defocus: number;
  /** Volume to image: stage angles times tilt matrix. */
  readonly rotation: Matrix3;
  readonly stage: Matrix3;
  /** Reference to volume. */
  readonly orientation: Matrix3;
  /** d(x, y) / d(position), 2 x 3; d(x, y) / d(centered): what a change of the volume warp does. */
  readonly dPosition: Float64Array;
  readonly dCentered: Float64Array;
  /** Å: from the volume's corner, and about its center with the volume warp. */
  readonly position: Vector3;
  readonly centered: Vector3;
  /** Fractions of the image where the image warp is read. */
  readonly gx: number;
  readonly gy: number;
  /** Dose fraction. */
  readonly u: number;
}

/**
 * Views by tilt, then particle. A particle counts in a tilt if its center is half a diameter away from every border;
 * a tilt that is switched off shows none.
 * @param margin Å
 */
export function projectParticles(
  series: TiltSeries,
  particles: SeriesParticles,
  margin: number,
): readonly View[] {
  const views: View[] = [];
  const { samples } = particles;
  const position = new Float64Array(3);
  const angles = new Float64Array(3);
  const [width, height] = series.imageSize;
  for (let tilt = 0; tilt < series.tiltCount; tilt++) {
    if (!series.used[tilt]) continue;
    for (let particle = 0; particle < particles.count; particle++) {
      const first = particle * samples * 3;
      const u = doseFraction(series, tilt);
      sampleTrajectory(particles.positions.subarray(first, first + 3 * samples), 3, u, position);
      sampleTrajectory(particles.angles.subarray(first, first + 3 * samples), 3, u, angles);
      const placed = placeWithDerivatives(series, tilt, position as unknown as Vector3);
      const { x, y } = placed;
      if (!(x >= margin && y >= margin && x <= width - margin && y <= height - margin)) continue;
      views.push({
        particle,
        tilt,
        x,
        y,
        defocus: placed.defocus,
        rotation: placed.rotation,
        stage: placed.stage,
        orientation: euler(angles[0], angles[1], angles[2]),
        dPosition: placed.dPosition,
        dCentered: placed.dCentered,
        position: [position[0], position[1], position[2]],
        centered: placed.centered,
        gx: placed.gx,
        gy: placed.gy,
        u,
      });
    }
  }
  return views;
}

/** Reference to image. */
export function viewRotation(view: View): Matrix3 {
  return multiply(view.rotation, view.orientation);
}
