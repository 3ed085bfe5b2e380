/** Particle poses: (particle, sample, x y z in Å and a rotation vector in rad), turned in the volume's frame. */
import { euler, nearestSpelling, rotationVector, toEuler } from '../../../shared/math/rotations';
import { multiply } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { shift } from '../channels/shift';
import { volumeTurn } from '../channels/volumeTurn';
import type { SeriesParticles, Views } from './views';
import { keepsSeries } from './group';
import type { ParameterGroup } from './group';
import { ownTurns, type GroupMotion } from './groupMotion';
import { refinedParameter } from './parameter';

const parameters = 6;
const deviations = { position: 5, angle: (5 * Math.PI) / 180 };

export const particlePoses = refinedParameter({
  key: 'particlePoses',
  name: 'particle poses',
  label: 'Particle poses',
  help: 'Positions and orientations, at as many times over the exposure as the species has temporal samples.',
  option: 'refine_particles',
  optionHelp: 'refine positions and orientations of particles',
  paramsOfM: { on: 'DoParticlePoses' },
  writes: [],
  xml: [],
  groups: (_: true, __, species) => species.map((particles, index) => posesGroup(index, particles)),
});

export function posesGroup(species: number, particles: SeriesParticles): ParameterGroup {
  const { samples } = particles;
  return {
    name: particlePoses.name,
    count: particles.count * samples * parameters,
    block: samples * parameters,
    channels: [shift, volumeTurn],
    motion: (views, of) => (of === species ? motion(samples, views) : null),
    prior: {
      sigma: (parameter) => (parameter % parameters < 3 ? deviations.position : deviations.angle),
      neighbors: [],
    },
    takeCommon(own, kind, common) {
      const offset = kind === 'shift' ? 0 : 3;
      for (let at = 0; at < own.length; at += parameters)
        for (let i = 0; i < 3; i++) own[at + offset + i] += common[i];
    },
    withSeries: keepsSeries,
    withParticles: (before, of, increments) => (of === species ? moved(before, increments) : before),
  };
}

/** The two temporal samples around a view's dose. */
function motion(samples: number, { count, particle, u, dPosition }: Views): GroupMotion {
  const nodes = Math.min(samples, 2);
  const weights = new Float64Array(count * nodes);
  const base = new Int32Array(count);
  for (let view = 0; view < count; view++) {
    const { first, share } = hatAt(samples, u[view]);
    base[view] = (particle[view] * samples + first) * parameters;
    weights[nodes * view] = 1 - share;
    if (nodes > 1) weights[nodes * view + 1] = share;
  }
  return {
    axisStride: 1,
    directions: [{ nodes, stride: parameters }],
    base,
    weights,
    parts: [{ channel: shift, firstAxis: 0, axes: 3, matrix: dPosition }, ownTurns(volumeTurn, 3)],
  };
}

function moved(particles: SeriesParticles, increments: Float64Array): SeriesParticles {
  const positions = Float64Array.from(particles.positions);
  const angles = Float64Array.from(particles.angles);
  for (let node = 0; node < particles.count * particles.samples; node++) {
    const first = node * parameters;
    const at = node * 3;
    for (let i = 0; i < 3; i++) positions[at + i] += increments[first + i];
    const turn: Vector3 = [increments[first + 3], increments[first + 4], increments[first + 5]];
    if (turn.every((value) => value === 0)) continue;
    const before: Vector3 = [angles[at], angles[at + 1], angles[at + 2]];
    const after = toEuler(multiply(rotationVector(turn), euler(...before)));
    angles.set(nearestSpelling(after, before), at);
  }
  return { ...particles, positions, angles };
}

/** Evenly spaced samples around `u`, piecewise linear: the first of them, and the share of the second. */
export function hatAt(samples: number, u: number): { readonly first: number; readonly share: number } {
  const at = Math.min(Math.max(u, 0), 1) * (samples - 1);
  const first = Math.min(Math.floor(at), Math.max(samples - 2, 0));
  return { first, share: at - first };
}
