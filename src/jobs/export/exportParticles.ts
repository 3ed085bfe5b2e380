/** Writes the particles of a species for RELION, with everything that RELION needs to find them in the tilt images. */
import { basename, dirname, join } from 'node:path';
import { boxSize } from '../../compute/maps/boxSize';
import { replaceFilesTogether } from '../../files/save';
import { makeFolder } from '../../files/durableFile';
import { formatStar } from '../../formats/star';
import { readParticles } from '../../model/particleFile';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { companion } from '../../model/species';
import { chooseSpecies } from '../species/chooseSpecies';
import { lostSamples, nothingToExport, seriesToExport } from './exportedSeries';
import { exportedSeries, relion5Set } from './relion5Set';
import { relionProject } from '../../model/relionProject';
import { untoldAberrations } from './aberrationLines';
import { deviationLines, rigidDeviation } from './rigidDeviation';
import { relion31Tables, relion5Particles, relion5Trajectories, type ExportedSeries } from './relionTables';
import { starOutput } from '../particles/starOutput';

export interface ExportOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** STAR file of the particles; the other files go beside it. */
  readonly output: string;
  readonly format: 'relion5' | 'relion31';
  /** Of RELION 3.1 coordinates, Å; the species' own by default. */
  readonly pixelSize?: number | undefined;
  /** Folder where RELION is started, which paths are taken from; that of the output by default. */
  readonly project?: string | undefined;
  /** Take series that are deselected, too. */
  readonly includeDeselected?: boolean | undefined;
}

/** Throws Problem; then nothing has been written. */
export async function exportParticles(options: ExportOptions): Promise<{
  readonly particles: number;
  readonly series: number;
  readonly files: readonly string[];
  /** What is not in them, in words. */
  readonly left: readonly string[];
}> {
  const population = await readPopulation(options.population);
  const all = await readPopulationSpecies(population);
  const species = chooseSpecies(all, options.species, population.path);
  const output = starOutput(options.output, all);
  const particles = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  const chosen = await seriesToExport(
    await readPopulationSources(population),
    particles,
    options.includeDeselected === true,
  );
  const series: ExportedSeries[] = [];
  for (const { file, name, rows, source } of chosen.series)
    series.push(await exportedSeries(file, name, rows, source.pixelSize));
  const count = series.reduce((sum, { rows }) => sum + rows.length, 0);
  if (count === 0) throw nothingToExport(companion(species, '_particles.star'), chosen);
  const pixelSize = options.pixelSize ?? species.pixelSize;
  const project = relionProject(options.project);
  const files =
    options.format === 'relion5'
      ? relion5Set(
          output,
          series,
          { path: output, tables: relion5Particles(particles, series) },
          { trajectories: relion5Trajectories(particles, series), project },
        )
      : new Map([
          [
            output,
            formatStar(
              relion31Tables(particles, series, {
                pixelSize,
                boxSize: boxSize(species.diameter, pixelSize),
              }),
            ),
          ],
        ]);
  await makeFolder(dirname(output));
  await replaceFilesTogether(files, join(dirname(output), `.${basename(output)}.journal`));
  const isRelion5 = options.format === 'relion5';
  const left = [
    ...chosen.left,
    ...(isRelion5 ? lostSamples(particles) : []),
    ...deviationLines(rigidDeviation(particles, series), isRelion5),
    ...untoldAberrations(series.map((one) => one.series)),
  ];
  return { particles: count, series: series.length, files: [...files.keys()], left };
}
