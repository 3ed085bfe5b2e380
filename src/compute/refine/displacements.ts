/** How far a refinement moved things, as they appear in the images. */
import type { TiltSeries } from '../../model/tiltSeries';
import { TiltPlacer } from '../geometry/tiltPlacer';
import { euler, toRotationVector } from '../../../shared/math/rotations';
import { sampleTrajectory } from '../../../shared/math/trajectory';
import { identity3, multiply, transpose } from '../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import type { SeriesParticles } from '../parameters/views';

export interface Displacement {
  /** Root mean square over all particles and tilts: Å in the image, and rad. */
  readonly position: number;
  readonly angle: number;
  /** The largest. */
  readonly furthestPosition: number;
  readonly furthestAngle: number;
  /** (tilt) root mean square over all particles, Å. */
  readonly perTilt: readonly number[];
  /** (species, particle) root mean square over all tilts, Å. */
  readonly perParticle: readonly (readonly number[])[];
}

export function displacements(
  before: TiltSeries,
  particlesBefore: readonly SeriesParticles[],
  after: TiltSeries,
  particlesAfter: readonly SeriesParticles[],
): Displacement {
  let position = 0;
  let angle = 0;
  let furthestPosition = 0;
  let furthestAngle = 0;
  let count = 0;
  const perTilt = new Float64Array(before.tiltCount);
  const perParticle = particlesBefore.map((old) => new Float64Array(old.count));
  for (let tilt = 0; tilt < before.tiltCount; tilt++) {
    const from = new Placed(before, tilt);
    const to = new Placed(after, tilt);
    particlesBefore.forEach((old, species) => {
      for (let particle = 0; particle < old.count; particle++) {
        from.place(old, particle);
        to.place(particlesAfter[species], particle);
        const distance = Math.hypot(from.placer.x - to.placer.x, from.placer.y - to.placer.y);
        const turn = Math.hypot(...toRotationVector(multiply(from.rotation, transpose(to.rotation))));
        position += distance ** 2;
        perTilt[tilt] += distance ** 2;
        perParticle[species][particle] += distance ** 2;
        angle += turn ** 2;
        furthestPosition = Math.max(furthestPosition, distance);
        furthestAngle = Math.max(furthestAngle, turn);
        count++;
      }
    });
  }
  const n = Math.max(count, 1);
  const rms = (sums: Float64Array, of: number): number[] =>
    Array.from(sums, (sum) => Math.sqrt(sum / Math.max(of, 1)));
  return {
    position: Math.sqrt(position / n),
    angle: Math.sqrt(angle / n),
    furthestPosition,
    furthestAngle,
    perTilt: rms(perTilt, count / Math.max(before.tiltCount, 1)),
    perParticle: perParticle.map((sums) => rms(sums, before.tiltCount)),
  };
}

/** Particles as they lie in one tilt. */
class Placed {
  readonly placer: TiltPlacer;
  /** Reference to image, of the particle that was placed last. */
  rotation: Matrix3 = identity3;

  private readonly position = new Float64Array(3);
  private readonly angles = new Float64Array(3);

  constructor(series: TiltSeries, tilt: number) {
    this.placer = new TiltPlacer(series, tilt);
  }

  place({ samples, positions, angles }: SeriesParticles, particle: number): void {
    const first = particle * samples * 3;
    const last = first + samples * 3;
    sampleTrajectory(positions.subarray(first, last), 3, this.placer.u, this.position);
    sampleTrajectory(angles.subarray(first, last), 3, this.placer.u, this.angles);
    this.placer.place(this.position as unknown as Vector3);
    const [rot, tilt, psi] = this.angles;
    this.rotation = multiply(this.placer.rotation, euler(rot, tilt, psi));
  }
}
