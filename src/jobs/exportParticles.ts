/** Writes the particles of a species for RELION, with everything that RELION needs to find them in the tilt images. */
import { basename, dirname, join, relative } from 'node:path';
import { boxSize } from '../compute/maps/boxSize';
import { replaceFilesTogether } from '../formats/atomicFile';
import { makeFolder } from '../formats/durableFile';
import { readMrcHeader } from '../formats/mrc';
import { rootName } from '../formats/paths';
import { formatStar } from '../formats/star';
import { readParticles } from '../model/particleFile';
import type { ParticleTable } from '../model/particles';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../model/population';
import { seriesXmlPath } from '../model/source';
import { companion } from '../model/species';
import { readTiltSeries, tiltAveragePath } from '../model/tiltSeriesFile';
import { Problem } from '../problem';
import { chooseSpecies } from './chooseSpecies';
import { rowsOfSeries } from './refinement/particlesOfSeries';
import {
  relion31Tables,
  relion5Particles,
  relion5TiltTable,
  relion5Tomograms,
  relion5Trajectories,
  type ExportedSeries,
} from './relionTables';
import { starOutput } from './starOutput';

export interface ExportOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  /** STAR file of the particles; the other files go beside it. */
  readonly output: string;
  readonly format: 'relion5' | 'relion31';
  /** Of RELION 3.1 coordinates, Å; the species' own by default. */
  readonly pixelSize?: number | undefined;
}

/** Throws Problem; then nothing has been written. */
export async function exportParticles(
  options: ExportOptions,
): Promise<{ readonly particles: number; readonly series: number; readonly files: readonly string[] }> {
  const population = await readPopulation(options.population);
  const all = await readPopulationSpecies(population);
  const species = chooseSpecies(all, options.species, population.path);
  const output = starOutput(options.output, all);
  const particles = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  const series: ExportedSeries[] = [];
  for (const source of await readPopulationSources(population))
    for (const file of source.files) {
      const rows = rowsOfSeries(particles, file);
      if (rows.length > 0)
        series.push(await exportedSeries(seriesXmlPath(source, file.name), file.name, rows, source));
    }
  const count = series.reduce((sum, { rows }) => sum + rows.length, 0);
  if (count === 0)
    throw new Problem('none of its particles belongs to a series of this population', {
      where: companion(species, '_particles.star'),
      remedy: 'add the data source of its series first',
    });
  const pixelSize = options.pixelSize ?? species.pixelSize;
  const files =
    options.format === 'relion5'
      ? relion5Files(output, particles, series)
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
  return { particles: count, series: series.length, files: [...files.keys()] };
}

async function exportedSeries(
  xmlPath: string,
  sourceName: string,
  rows: readonly number[],
  source: Parameters<typeof readTiltSeries>[1],
): Promise<ExportedSeries> {
  const file = await readTiltSeries(xmlPath, source);
  const images = file.moviePaths.map((_, tilt) => tiltAveragePath(file, tilt));
  const [pixel] = (await readMrcHeader(images[0])).pixelSize;
  return {
    name: rootName(sourceName),
    sourceName,
    series: file.series,
    images,
    imagePixelSize: pixel > 0 ? pixel : source.pixelSize,
    rows,
  };
}

/** RELION takes paths from the folder where it is run, which is that of the particle file. */
function relion5Files(
  output: string,
  particles: ParticleTable,
  series: readonly ExportedSeries[],
): Map<string, string> {
  const folder = dirname(output);
  const stem = join(folder, basename(output, '.star'));
  const tableOf = ({ name }: ExportedSeries): string => join(`${stem}_tilt_series`, `${name}.star`);
  const here = (path: string): string => relative(folder, path);
  const set = {
    rlnTomoParticlesFile: here(output),
    rlnTomoTomogramsFile: here(`${stem}_tomograms.star`),
    rlnTomoTrajectoriesFile: here(`${stem}_motion.star`),
  };
  return new Map([
    [output, formatStar(relion5Particles(particles, series))],
    [`${stem}_tomograms.star`, formatStar([relion5Tomograms(series, (one) => here(tableOf(one)))])],
    ...series.map((one): [string, string] => [tableOf(one), formatStar([relion5TiltTable(one)])]),
    [`${stem}_motion.star`, formatStar(relion5Trajectories(particles, series))],
    [
      `${stem}_optimisation_set.star`,
      formatStar([{ name: '', columns: Object.keys(set), rows: [Object.values(set)] }]),
    ],
  ]);
}
