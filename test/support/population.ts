/** A small population on disk, as after create_population, create_source and create_species, without a GPU. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeMrc } from '../../src/formats/mrc';
import { createPopulation } from '../../src/jobs/project/createPopulation';
import { createSource } from '../../src/jobs/sources/createSource';
import { formatFsc } from '../../src/model/fscFile';
import { formatParticles } from '../../src/model/particleFile';
import type { ParticleTable } from '../../src/model/particles';
import { formatPopulation } from '../../src/model/population';
import type { DataSource } from '../../src/model/source';
import { companion, formatSpecies, newSpecies, type Species } from '../../src/model/species';
import { commitSpecies } from './versions';
import { writeWarpProject } from './warpProject';

export interface WrittenPopulation {
  readonly path: string;
  readonly source: DataSource;
  readonly species: Species;
  readonly particles: ParticleTable;
}

/** One source of two series, one species of four particles with two samples each. */
export async function writePopulation(folder: string): Promise<WrittenPopulation> {
  const settings = await writeWarpProject(folder);
  const population = await createPopulation({ folder, name: 'p' });
  const { source } = await createSource({ population: population.path, settings, name: 'a' });
  const draft = newSpecies({
    path: join(folder, 'species', 'ball', 'ball.species'),
    guid: '0b1c2d3e-0000-4000-8000-000000000000',
    version: '',
    previousVersion: '',
    dontVersion: false,
    name: 'ball',
    pixelSize: 10,
    diameter: 80,
    symmetry: 'C1',
    helicalUnits: 1,
    helicalTwist: 0,
    helicalRise: 0,
    helicalHeight: 0,
    temporalSamples: 2,
    globalResolution: 31.5,
    globalBfactor: 0,
    applyDenoising: false,
    doEwald: false,
    ewaldReverse: true,
  });
  const particles = particleTable(source);
  await mkdir(dirname(draft.path), { recursive: true });
  for (const [suffix, seed] of [
    ['_half1.mrc', 3],
    ['_half2.mrc', 5],
    ['_mask.mrc', 2],
  ] as const)
    await writeFile(companion(draft, suffix), map(seed));
  await writeFile(companion(draft, '_particles.star'), formatParticles(particles));
  await writeFile(companion(draft, '_fsc.star'), formatFsc(curves));
  await writeFile(draft.path, formatSpecies(draft));
  const species = await commitSpecies(draft);
  const sources = [{ guid: source.guid, path: source.path }];
  const listed = { ...population, sources, species: [{ guid: species.guid, path: species.path }] };
  await writeFile(population.path, formatPopulation(listed));
  return { path: population.path, source, species, particles };
}

/** The same, with all particles in the middle of the volume, where every tilt shows them. */
export async function writeCenteredPopulation(folder: string): Promise<WrittenPopulation> {
  const written = await writePopulation(folder);
  const positions = written.particles.positions.map((_, i) => [300, 400, 100][i % 3]);
  await writeFile(
    companion(written.species, '_particles.star'),
    formatParticles({ ...written.particles, positions }),
  );
  return written;
}

function map(seed: number): Uint8Array {
  const inBall = (i: number): boolean =>
    Math.hypot((i % 16) - 8, (Math.floor(i / 16) % 16) - 8, Math.floor(i / 256) - 8) < 4;
  const data = Float32Array.from({ length: 16 ** 3 }, (_, i) =>
    seed === 2 ? Number(inBall(i)) : ((i * seed) % 7) - 3 + (inBall(i) ? 20 : 0),
  );
  return encodeMrc({ size: [16, 16, 16], pixelSize: 10, data });
}

function particleTable({ files }: DataSource): ParticleTable {
  const count = 4;
  return {
    count,
    samples: 2,
    positions: Float64Array.from({ length: count * 6 }, (_, i) => 50 + ((i * 37) % 100)),
    angles: Float64Array.from({ length: count * 6 }, (_, i) => (i % 5) / 5),
    halfSet: Uint8Array.of(0, 1, 0, 1),
    sourceName: Array.from({ length: count }, (_, i) => files[i % 2].name),
    sourceHash: Array.from({ length: count }, (_, i) => files[i % 2].hash),
    extra: new Map([['myScore', ['0.5', '0.6', '0.7', '']]]),
  };
}

const shells = Float64Array.from({ length: 8 }, (_, shell) => 1 - shell / 8);
const curves = {
  resolution: shells.map((_, shell) => 160 / shell),
  unmasked: shells,
  randomised: shells,
  corrected: shells,
  masked: shells,
};
