/** Every kind of command that changes a project, on the small population of writePopulation, without a GPU. */
import { nothingRefined } from '../../src/compute/parameters/refinedParameters';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createPopulation } from '../../src/jobs/project/createPopulation';
import { createSource } from '../../src/jobs/sources/createSource';
import { saveNewSpecies } from '../../src/jobs/species/createSpecies';
import { importAlignments } from '../../src/jobs/import/importAlignments';
import { importDefocus } from '../../src/jobs/import/importDefocus';
import { flipHand } from '../../src/jobs/optics/flipHand';
import { rotateSpecies, shiftSpecies } from '../../src/jobs/species/moveSpecies';
import { selectParticles } from '../../src/jobs/particles/particleSets';
import { labelVersion } from '../../src/jobs/project/labelVersion';
import { addSource, addSpecies, removeMember } from '../../src/jobs/project/populationMembers';
import { pruneVersions } from '../../src/jobs/project/pruneVersions';
import { loadProject } from '../../src/jobs/refinement/project';
import { saveRound } from '../../src/jobs/refinement/saveRound';
import { relocateSource } from '../../src/jobs/sources/relocateSource';
import { rescanSource } from '../../src/jobs/sources/rescanSource';
import { resampleTrajectories } from '../../src/jobs/species/resampleTrajectories';
import { restore } from '../../src/jobs/project/restore';
import { selectSeries } from '../../src/jobs/sources/selectSeries';
import { selectTilts } from '../../src/jobs/sources/selectTilts';
import { encodeMrc } from '../../src/formats/mrc';
import { changeProject } from '../../src/model/changeProject';
import { formatFsc } from '../../src/model/fscFile';
import { encodeParticles, readParticles } from '../../src/model/particleFile';
import { companion, newSpecies, readSpecies, type CompanionSuffix } from '../../src/model/species';
import { listVersions } from '../../src/model/versions';

/** Where a population of writePopulation lies, and what is in it. */
export interface Place {
  readonly folder: string;
  readonly population: string;
  readonly species: string;
  readonly source: string;
}

export function placeIn(folder: string, population = join(folder, 'p.population')): Place {
  return {
    folder,
    population,
    species: join(folder, 'species', 'ball', 'ball.species'),
    source: join(folder, 'warp_tiltseries', 'a.source'),
  };
}

/** A source of the series that the first one does not list. */
async function thirdSeries({ folder, population }: Place, name: string): Promise<unknown> {
  const settings = join(folder, 'warp_tiltseries.settings');
  return createSource({ population, settings, name, files: join(folder, 'third.txt') });
}

/** What else the commands need: alignments, defocus, a third series, a species and a source that no population has. */
export async function writeInputs(place: Place): Promise<void> {
  const { folder, population } = place;
  await writeFile(join(folder, 'third.txt'), 'TS_3.tomostar\n');
  await copyFile(join(folder, 'tomostar', 'TS_1.tomostar'), join(folder, 'tomostar', 'TS_3.tomostar'));
  await copyFile(join(folder, 'warp_tiltseries', 'TS_1.xml'), join(folder, 'warp_tiltseries', 'TS_3.xml'));
  for (const name of ['alignments', 'ctf']) await mkdir(join(folder, name), { recursive: true });
  for (const series of ['TS_1', 'TS_2']) {
    await writeFile(join(folder, 'alignments', `${series}.xf`), '1 0 0 1 2 3\n'.repeat(3));
    await writeFile(join(folder, 'alignments', `${series}.tlt`), '-30\n0\n30\n');
    const rows = [-30, 0, 30].map((tilt, i) => `${i + 1} ${i + 1} ${tilt} ${tilt} 3100 2900 20 0`);
    await writeFile(join(folder, 'ctf', `${series}.defocus`), `5 0 0 0 0 3\n${rows.join('\n')}\n`);
  }
  await thirdSeries(place, 'spare');
  await newBall(place, 'spare');
  await removeMember(population, 'sources', 'spare');
  await removeMember(population, 'species', 'spare');
}

export const commands: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  refine: refinedRound,
  create_species: async (place) => newBall(place, `of-${basename(place.population)}`),
  rotate_species: async (place) => rotateSpecies(choice(place), [30, 0, 0]),
  shift_species: async (place) => shiftSpecies(choice(place), [10, 0, 0]),
  particles: async (place) =>
    selectParticles(choice(place), { column: { label: 'myScore', from: 0.55, to: 1 } }),
  resample_trajectories: async (place) => resampleTrajectories(choice(place), 3),
  restore: async ({ population, species }) => {
    const [{ version }] = await listVersions(species);
    return restore({ population, species: 'ball', version });
  },
  label_version: async ({ population, species }) => {
    const [{ version }] = await listVersions(species);
    return labelVersion({ population, species: 'ball', version, label: 'first', note: 'as it came' });
  },
  prune_versions: async ({ population }) =>
    pruneVersions({ population, rules: { keepLast: 1, olderThan: 0, alsoLabeled: false }, dryRun: false }),
  select_tilts: async ({ population }) => selectTilts({ population, series: 'TS_1', use: [], leaveOut: [1] }),
  flip_hand: async ({ population }) => flipHand({ population, source: 'a', series: ['TS_2'] }),
  select_series: async ({ population }) =>
    selectSeries({ population, series: ['TS_2'], selection: 'deselected' }),
  import_alignments: async ({ folder }) =>
    importAlignments({
      settings: join(folder, 'warp_tiltseries.settings'),
      alignments: join(folder, 'alignments'),
      invertAngles: false,
      overwrite: true,
    }),
  import_defocus: async ({ folder }) =>
    importDefocus({
      settings: join(folder, 'warp_tiltseries.settings'),
      defocus: join(folder, 'ctf'),
      optics: {},
      invertAngles: false,
      overwrite: true,
    }),
  rescan_source: async ({ population }) => rescanSource({ population, source: 'a', includeDeselected: true }),
  relocate_source: async ({ folder, population }) =>
    relocateSource({ population, source: 'a', dataDirectory: join(folder, 'tomostar') }),
  create_source: async (place) => thirdSeries(place, 'another'),
  remove_source: async ({ population }) => removeMember(population, 'sources', 'a'),
  add_source: async ({ folder, population }) =>
    addSource(population, join(folder, 'warp_tiltseries', 'spare.source')),
  remove_species: async ({ population }) => removeMember(population, 'species', 'ball'),
  add_species: async ({ folder, population }) =>
    addSpecies(population, join(folder, 'spare', 'spare.species')),
  create_population: async ({ folder }) => createPopulation({ folder, name: 'p' }),
};

function choice({ population }: Place): { population: string; species: string } {
  return { population, species: 'ball' };
}

/** A round that moves every particle by 1 Å and warps the images of every series; its maps are twice as dense. */
async function refinedRound({ population }: Place): Promise<void> {
  await changeProject('refine', population, async (changing) => {
    for (const { path } of await changing.readSources()) await changing.ownSource(path);
    for (const { path } of await changing.readSpecies()) await changing.ownSpecies(path);
    const project = await loadProject(changing.population.path);
    const grid = { size: [1, 1, 1], values: Float64Array.of(2), margins: [0, 0, 0] } as const;
    const groups = { ...nothingRefined, imageWarp: [1, 1], particlePoses: true } as const;
    await saveRound(changing, {
      species: project.species.map((one) => ({
        state: {
          ...one,
          particles: { ...one.particles, positions: one.particles.positions.map((value) => value + 1) },
          half1: { ...one.half1, data: one.half1.data.map((value) => 2 * value) },
          half2: { ...one.half2, data: one.half2.data.map((value) => 2 * value) },
          curves,
          resolution: 25,
          resolutionAtHalf: 40,
          dips: [],
        },
        maps: { files: new Map([['_filt.mrc', map(7)]]), bfactor: -10 },
      })),
      series: project.series.map((of) => ({
        of: { ...of, file: { ...of.file, series: { ...of.file.series, imageWarp: { x: grid, y: grid } } } },
        report: { stages: [], movement: [] as never, species: [] },
        residuals: [null],
        statistics: [null],
      })),
      groups,
      sources: project.sources,
      options: {
        population,
        groups,
        subIterations: 1,
        rounds: 2,
        firstFraction: 1,
        adaptive: false,
        prior: true,
        minParticles: 1,
        weightThreshold: 0.05,
        memory: 1e9,
        adapters: [],
        workers: 1,
      },
      progress: { settings: 'these', roundsDone: 1, ended: false, plan: 'this' },
    });
  });
}

async function newBall({ folder, population, species: present }: Place, name: string): Promise<void> {
  await changeProject('create_species', population, async (project) => {
    const ball = await readSpecies(present);
    const path = await project.ownNewSpecies(join(folder, name, `${name}.species`));
    const { xml: _, ...fields } = ball;
    const draft = newSpecies({
      ...fields,
      path,
      name,
      guid: `0b1c2d3e-0000-4000-8000-${String(name.length).padStart(12, '0')}`,
      version: '',
      previousVersion: '',
    });
    const table = await readParticles(companion(ball, '_particles.star'), ball.temporalSamples);
    await saveNewSpecies(
      project,
      draft,
      new Map<CompanionSuffix, Uint8Array | string>([
        ['_half1.mrc', map(3)],
        ['_half2.mrc', map(5)],
        ['_mask.mrc', map(2)],
        ['_fsc.star', formatFsc(curves)],
        ['_particles.star', encodeParticles(table)],
      ]),
    );
  });
}

function map(seed: number): Uint8Array {
  const data = Float32Array.from({ length: 16 ** 3 }, (_, i) => (seed === 2 ? i % 2 : ((i * seed) % 7) - 3));
  return encodeMrc({ size: [16, 16, 16], pixelSize: 10, data });
}

const shells = Float64Array.from({ length: 8 }, (_, shell) => 1 - shell / 9);
const curves = {
  resolution: shells.map((_, shell) => 160 / shell),
  unmasked: shells,
  randomised: shells,
  corrected: shells,
  masked: shells,
};
