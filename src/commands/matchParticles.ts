/** murmur match_particles */
import { command } from './command';
import { tableGiven } from '../model/particleFormats';
import { tableFields, unitsOf } from './particleTable';

export const matchParticles = command({
  name: 'match_particles',
  description: 'Say which series the particles of a table belong to, as create_species would find them.',
  target: 'population',
  fields: {
    ...tableFields(),
    ...unitsOf('particleKind'),
    sources: {
      kind: 'sources',
      option: '--sources <names...>',
      help: 'match to these data sources only (default: all)',
    },
  },
  async run({ population, coordinatePixel, shiftPixel, anySizes, nameMap, sources, ...given }) {
    const particles = tableGiven({ ...given });
    const job = await import('../jobs/particles/matchParticles');
    return job.matchParticles(population, {
      particles,
      coordinatePixelSize: coordinatePixel,
      shiftPixelSize: shiftPixel,
      anySizes,
      nameMap,
      sources,
    });
  },
  done: ({ particles, matched, unmatched, pixelSizes, recognized, warnings }) => [
    `${matched.reduce((sum, one) => sum + one.particles, 0)}/${particles} particles matched to available data sources`,
    ...matched.map((one) => `  ${one.series}: ${one.particles}`),
    ...unmatched.map(
      (one) => `  ${one.name}: ${one.particles} match no series (closest is ${one.closest ?? 'none'})`,
    ),
    ...pixelSizes.map(
      ({ of, pixelSize, from, particles: used }) =>
        `  ${of} of ${used} particles: ${pixelSize} Å per unit, from ${from}`,
    ),
    ...recognized,
    ...warnings,
  ],
});
