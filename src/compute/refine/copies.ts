/**
 * A squared transfer function is half a constant and half a wave: an image that it was multiplied with holds the particle,
 * and copies that stand as far from it as the wave is fast. What is left of a copy under the particle's circle.
 */
import type { SpeciesGeometry } from './boxShapes';
import { circleOf } from './circle';

const values = 32;
/** Heights and azimuths at which a shell of the particle is sampled. */
const samples = 24;

/** Å; copies that are further away have left the circle. */
export function maxCopyDistance({
  diameter,
  pixelSize,
}: Pick<SpeciesGeometry, 'diameter' | 'pixelSize'>): number {
  return diameter + circleOf(diameter, pixelSize).edge * pixelSize;
}

/**
 * @param powerByRadius the particle's squared density by distance from its middle, one value per pixel
 * @returns (32) share of a copy's power under the circle, moved by 0 up to `maxCopyDistance`
 */
export function delocalizedShare(
  powerByRadius: Float64Array,
  geometry: Pick<SpeciesGeometry, 'diameter' | 'pixelSize'>,
): Float64Array {
  const circle = circleOf(geometry.diameter, geometry.pixelSize);
  const step = maxCopyDistance(geometry) / geometry.pixelSize / (values - 1);
  const left = new Float64Array(values);
  let whole = 0;
  powerByRadius.forEach((power, radius) => {
    if (!(power > 0)) return;
    whole += power;
    // A sphere has as much surface at every height.
    for (let height = 0; height < samples; height++) {
      const seen = radius * Math.sqrt(1 - ((height + 0.5) / samples) ** 2);
      for (let turn = 0; turn < samples; turn++) {
        const cosine = Math.cos((Math.PI * (turn + 0.5)) / samples);
        for (let i = 0; i < values; i++) {
          const moved = i * step;
          const distance = Math.sqrt(seen * seen + moved * moved + 2 * seen * moved * cosine);
          left[i] += (power * circleAt(distance, circle)) / samples ** 2;
        }
      }
    }
  });
  return left.map((value) => (whole > 0 ? value / whole : 0));
}

function circleAt(
  distance: number,
  { radius, edge }: { readonly radius: number; readonly edge: number },
): number {
  const beyond = (distance - radius) / edge;
  if (beyond <= 0) return 1;
  return beyond >= 1 ? 0 : 0.5 * (1 + Math.cos(Math.PI * beyond));
}
