/** murmur list_species */
import { command } from './command';

export const listSpecies = command({
  name: 'list_species',
  description: 'List the species of a population.',
  target: 'population',
  fields: {},
  async run({ population }) {
    const [{ readPopulation, readPopulationSpecies }, { readParticles }, { companion }] = await Promise.all([
      import('../model/population'),
      import('../model/particleFile'),
      import('../model/species'),
    ]);
    const all = await readPopulationSpecies(await readPopulation(population));
    return {
      species: await Promise.all(
        all.map(async (species) => ({
          guid: species.guid,
          name: species.name,
          path: species.path,
          resolution: species.globalResolution > 0 ? species.globalResolution : null,
          particles: (await readParticles(companion(species, '_particles.star'), species.temporalSamples))
            .count,
          diameter: species.diameter,
          pixelSize: species.pixelSize,
          symmetry: species.symmetry,
        })),
      ),
    };
  },
  done: ({ species }) => species.map(({ name, guid, path }) => `'${name}' (${guid}), ${path}`),
});
