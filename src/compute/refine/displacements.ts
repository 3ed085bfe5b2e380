/** How far a refinement moved things, as they appear in the images. */
import type { TiltSeries } from '../../model/tiltSeries';
import { place } from '../geometry/projection';
import { euler, toRotationVector } from '../../../shared/math/rotations';
import { sampleTrajectory } from '../../../shared/math/trajectory';
import { multiply, transpose } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { doseFraction } from '../geometry/projection';
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
  particlesBefore.forEach((old, species) => {
    const fresh = particlesAfter[species];
    for (let tilt = 0; tilt < before.tiltCount; tilt++) {
      const u = doseFraction(before, tilt);
      for (let particle = 0; particle < old.count; particle++) {
        const from = pose(old, particle, u);
        const to = pose(fresh, particle, u);
        const a = place(before, tilt, from.position);
        const b = place(after, tilt, to.position);
        const turnA = multiply(a.rotation, euler(...from.angles));
        const turnB = multiply(b.rotation, euler(...to.angles));
        const distance = Math.hypot(a.x - b.x, a.y - b.y);
        const turn = Math.hypot(...toRotationVector(multiply(turnA, transpose(turnB))));
        position += distance ** 2;
        perTilt[tilt] += distance ** 2;
        perParticle[species][particle] += distance ** 2;
        angle += turn ** 2;
        furthestPosition = Math.max(furthestPosition, distance);
        furthestAngle = Math.max(furthestAngle, turn);
        count++;
      }
    }
  });
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

function pose(
  particles: SeriesParticles,
  particle: number,
  u: number,
): { position: Vector3; angles: Vector3 } {
  const first = particle * particles.samples * 3;
  const last = first + particles.samples * 3;
  const at = (values: Float64Array): Vector3 =>
    sampleTrajectory(values.subarray(first, last), 3, u) as unknown as Vector3;
  return { position: at(particles.positions), angles: at(particles.angles) };
}
