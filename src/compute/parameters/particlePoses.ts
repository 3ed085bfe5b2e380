/** Particle poses: (particle, sample, x y z in Å and a rotation vector in rad), turned in the volume's frame. */
import { euler, nearestSpelling, rotationVector, toEuler } from '../../../shared/math/rotations';
import { multiply } from '../../../shared/math/vector';
import type { Vector3 } from '../../../shared/math/vector';
import { shift } from '../channels/shift';
import { volumeTurn } from '../channels/volumeTurn';
import type { SeriesParticles } from './views';
import { keepsSeries } from './group';
import type { ParameterGroup } from './group';
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
    move(view, of, emit) {
      if (of !== species) return;
      const hats = hatWeights(samples, view.u);
      hats.forEach((share, sample) => {
        const first = (view.particle * samples + sample) * parameters;
        for (let i = 0; i < 3; i++) {
          emit(shift, 0, first + i, share * view.dPosition[i]);
          emit(shift, 1, first + i, share * view.dPosition[3 + i]);
          emit(volumeTurn, i, first + 3 + i, share);
        }
      });
    },
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

/** Piecewise linear shares of evenly spaced samples at `u`. */
export function hatWeights(samples: number, u: number): Float64Array {
  const hats = new Float64Array(samples);
  const at = Math.min(Math.max(u, 0), 1) * (samples - 1);
  const first = Math.min(Math.floor(at), Math.max(samples - 2, 0));
  hats[first] = 1 - (at - first);
  if (samples > 1) hats[first + 1] = at - first;
  return hats;
}
