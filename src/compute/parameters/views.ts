/** Every particle in every tilt that shows it whole: where it is, how it is turned, and how that changes. */
import type { TiltSeries } from '../../model/tiltSeries';
import { TiltPlacer } from '../geometry/tiltPlacer';
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

/** Views by tilt, then particle: an array for each quantity. */
export interface Views {
  readonly count: number;
  readonly particle: Int32Array;
  readonly tilt: Int32Array;
  /** Å in the image. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Å */
  readonly defocus: Float64Array;
  /** (view, 3, 3) volume to image: stage angles times tilt matrix. */
  readonly rotation: Float64Array;
  /** (view, 3, 3) reference to volume. */
  readonly orientation: Float64Array;
  /** (view, 2, 3) d(x, y) / d(position); d(x, y) / d(centered): what a change of the volume warp does. */
  readonly dPosition: Float64Array;
  readonly dCentered: Float64Array;
  /** (view, 3) Å: from the volume's corner, and about its center with the volume warp. */
  readonly position: Float64Array;
  readonly centered: Float64Array;
  /** Fractions of the image where the image warp is read. */
  readonly gx: Float64Array;
  readonly gy: Float64Array;
  /** Dose fraction. */
  readonly u: Float64Array;
}

/**
 * A particle counts in a tilt if its center is half a diameter away from every border; a tilt that is switched off shows none.
 * @param margin Å
 */
export function projectParticles(series: TiltSeries, particles: SeriesParticles, margin: number): Views {
  const tilts = Array.from({ length: series.tiltCount }, (_, tilt) => tilt).filter(
    (tilt) => series.used[tilt],
  );
  const views = emptyViews(tilts.length * particles.count);
  const { samples } = particles;
  const position = new Float64Array(3);
  const angles = new Float64Array(3);
  const [width, height] = series.imageSize;
  let count = 0;
  for (const tilt of tilts) {
    const placer = new TiltPlacer(series, tilt);
    for (let particle = 0; particle < particles.count; particle++) {
      const first = particle * samples * 3;
      const own = (values: Float64Array): Float64Array => values.subarray(first, first + 3 * samples);
      sampleTrajectory(own(particles.positions), 3, placer.u, position);
      placer.place(position as unknown as Vector3);
      const { x, y } = placer;
      if (!(x >= margin && y >= margin && x <= width - margin && y <= height - margin)) continue;
      sampleTrajectory(own(particles.angles), 3, placer.u, angles);
      views.particle[count] = particle;
      views.tilt[count] = tilt;
      views.x[count] = x;
      views.y[count] = y;
      views.defocus[count] = placer.defocus;
      write(placer.rotation, views.rotation, count);
      write(euler(angles[0], angles[1], angles[2]), views.orientation, count);
      write(placer.dPosition, views.dPosition, count);
      write(placer.dCentered, views.dCentered, count);
      write(position, views.position, count);
      write(placer.centered, views.centered, count);
      views.gx[count] = placer.gx;
      views.gy[count] = placer.gy;
      views.u[count] = placer.u;
      count++;
    }
  }
  return viewsBetween(views, 0, count);
}

/** As row number `row`. */
function write(values: ArrayLike<number>, target: Float64Array, row: number): void {
  const at = row * values.length;
  for (let i = 0; i < values.length; i++) target[at + i] = values[i];
}

/** Those from number `first` on, before `end`: parts of the same arrays. */
export function viewsBetween(views: Views, first: number, end: number): Views {
  return mapped(views, end - first, (values, width) => values.subarray(first * width, end * width));
}

/** Those that are wanted, in arrays of their own. @param isWanted asked with the number of each */
export function viewsWhere(views: Views, isWanted: (view: number) => boolean): Views {
  return viewsAt(views, Array.from({ length: views.count }, (_, view) => view).filter(isWanted));
}

/** Those with these numbers, in arrays of their own. */
export function viewsAt(views: Views, wanted: readonly number[]): Views {
  return mapped(views, wanted.length, (values, width) => {
    const own = values.slice(0, wanted.length * width);
    for (let i = 0; i < wanted.length; i++)
      for (let j = 0; j < width; j++) own[i * width + j] = values[wanted[i] * width + j];
    return own;
  });
}

/** Reference to image. */
export function viewRotation({ rotation, orientation }: Views, view: number): Matrix3 {
  const at = (values: Float64Array): Matrix3 => values.subarray(9 * view, 9 * view + 9) as unknown as Matrix3;
  return multiply(at(rotation), at(orientation));
}

type Quantity = Exclude<keyof Views, 'count'>;

/** Numbers of a view. */
const widths: Readonly<Record<Quantity, number>> = {
  particle: 1,
  tilt: 1,
  x: 1,
  y: 1,
  defocus: 1,
  rotation: 9,
  orientation: 9,
  dPosition: 6,
  dCentered: 6,
  position: 3,
  centered: 3,
  gx: 1,
  gy: 1,
  u: 1,
};

const quantities = Object.keys(widths) as readonly Quantity[];

function emptyViews(count: number): Views {
  const arrays = quantities.map((name) => [
    name,
    name === 'particle' || name === 'tilt' ? new Int32Array(count) : new Float64Array(count * widths[name]),
  ]);
  return { count, ...Object.fromEntries(arrays) } as Views;
}

function mapped(
  views: Views,
  count: number,
  change: (values: Int32Array | Float64Array, width: number) => Int32Array | Float64Array,
): Views {
  const arrays = quantities.map((name) => [name, change(views[name], widths[name])]);
  return { count, ...Object.fromEntries(arrays) } as Views;
}
