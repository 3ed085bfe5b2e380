/** New particle tables from old ones: other poses, other rows, other samples. */
import { euler, nearestSpelling, toEuler } from '../../shared/math/rotations';
import { sampleTrajectory } from '../../shared/math/trajectory';
import type { Matrix3, Vector3 } from '../../shared/math/vector';
import type { ParticleTable } from './particles';

export interface Pose {
  /** Å, from the corner of the volume. */
  readonly position: Vector3;
  /** Reference to volume. */
  readonly orientation: Matrix3;
}

/** Changes the pose of every sample of every particle. Angles go on from one sample to the next without jumps. */
export function withPoses<Table extends Pick<ParticleTable, 'count' | 'samples' | 'positions' | 'angles'>>(
  table: Table,
  change: (pose: Pose, particle: number) => Pose,
): Table {
  const positions = new Float64Array(table.positions.length);
  const angles = new Float64Array(table.angles.length);
  for (let node = 0; node < table.count * table.samples; node++) {
    const at = 3 * node;
    const sample = node % table.samples;
    const pose: Pose = {
      position: [table.positions[at], table.positions[at + 1], table.positions[at + 2]],
      orientation: euler(table.angles[at], table.angles[at + 1], table.angles[at + 2]),
    };
    const next = change(pose, (node - sample) / table.samples);
    const found = toEuler(next.orientation);
    const before: Vector3 = [angles[at - 3], angles[at - 2], angles[at - 1]];
    positions.set(next.position, at);
    angles.set(sample === 0 ? found : nearestSpelling(found, before), at);
  }
  return { ...table, positions, angles };
}

/** The particles of some rows, in their order; a row may come more than once. */
export function withRows(table: ParticleTable, rows: readonly number[]): ParticleTable {
  const width = table.samples * 3;
  const take = (values: Float64Array): Float64Array => {
    const taken = new Float64Array(rows.length * width);
    rows.forEach((row, i) => taken.set(values.subarray(row * width, (row + 1) * width), i * width));
    return taken;
  };
  const texts = (values: readonly string[]): readonly string[] => rows.map((row) => values[row]);
  return {
    count: rows.length,
    samples: table.samples,
    positions: take(table.positions),
    angles: take(table.angles),
    halfSet: Uint8Array.from(rows, (row) => table.halfSet[row]),
    sourceName: texts(table.sourceName),
    sourceHash: texts(table.sourceHash),
    extra: new Map(Array.from(table.extra, ([label, values]) => [label, texts(values)])),
  };
}

/** The same trajectories through another number of samples over the exposure. */
export function resampled(table: ParticleTable, samples: number): ParticleTable {
  if (samples === table.samples) return table;
  const resample = (values: Float64Array): Float64Array => {
    const out = new Float64Array(table.count * samples * 3);
    const row = table.samples * 3;
    for (let particle = 0; particle < table.count; particle++) {
      const trajectory = values.subarray(particle * row, (particle + 1) * row);
      for (let i = 0; i < samples; i++) {
        const u = samples === 1 ? 0.5 : i / (samples - 1);
        out.set(sampleTrajectory(trajectory, 3, u), (particle * samples + i) * 3);
      }
    }
    return out;
  };
  return { ...table, samples, positions: resample(table.positions), angles: resample(table.angles) };
}

/** The particles of both tables; columns that only one of them has are `null` in the other's rows. Samples must agree. */
export function joined(a: ParticleTable, b: ParticleTable): ParticleTable {
  const floats = (x: Float64Array, y: Float64Array): Float64Array => {
    const both = new Float64Array(x.length + y.length);
    both.set(x);
    both.set(y, x.length);
    return both;
  };
  const missing = (count: number): readonly string[] => Array.from({ length: count }, () => 'null');
  const labels = new Set([...a.extra.keys(), ...b.extra.keys()]);
  return {
    count: a.count + b.count,
    samples: a.samples,
    positions: floats(a.positions, b.positions),
    angles: floats(a.angles, b.angles),
    halfSet: Uint8Array.from([...a.halfSet, ...b.halfSet]),
    sourceName: [...a.sourceName, ...b.sourceName],
    sourceHash: [...a.sourceHash, ...b.sourceHash],
    extra: new Map(
      Array.from(labels, (label) => [
        label,
        [...(a.extra.get(label) ?? missing(a.count)), ...(b.extra.get(label) ?? missing(b.count))],
      ]),
    ),
  };
}
