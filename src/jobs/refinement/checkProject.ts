/** Finds out, before any work, what would stop a refinement on its way: series, images, particles, folders. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectParticles } from '../../compute/parameters/views';
import { files } from '../../files/files';
import { removeTree } from '../../files/durableFile';
import { errorCode, fileProblem } from '../../files/fileProblem';
import { companion } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { checkDoses } from '../check/doses';
import { rowsBySeries, takeRows } from './particlesOfSeries';
import type { Project, ProjectSeries, ProjectSpecies } from './project';
import { reasonToSkip } from './seriesToRefine';
import { checkTiltAverages } from './tiltAverages';

type RowsBySeries = ReturnType<typeof rowsBySeries>;

/** Throws Problem. Changes nothing. */
export async function checkProject(project: Project, minParticles: number): Promise<void> {
  const grouped = project.species.map(({ particles }) => rowsBySeries(particles, project.series));
  project.species.forEach((one, i) => checkTable(one, grouped[i]));
  const taking = [...project.series.entries()].filter(([index, one]) => {
    const rows = grouped.map((ofSpecies) => ofSpecies[index]);
    checkTilts(one, rows);
    return reasonToSkip(one, rows, minParticles) === null;
  });
  const working = taking.map(([, one]) => one);
  checkTakingPart(project, working);
  for (const one of working) {
    checkExposures(one);
    await checkTiltAverages(one.file);
  }
  for (const [i, one] of project.species.entries())
    checkVisible(
      one,
      taking.map(([index, { file }]) => ({ file, rows: grouped[i][index] })),
    );
  await checkFolders(project);
}

/** @param rows of each series */
function checkTable({ species, particles }: ProjectSpecies, rows: RowsBySeries): void {
  const where = companion(species, '_particles.star');
  const { count, halfSet } = particles;
  if (count === 0)
    throw new Problem('it holds no particles', {
      where,
      remedy: 'restore the table, or make the species again',
    });
  const inSecond = halfSet.reduce((sum, half) => sum + half, 0);
  if (inSecond === 0 || inSecond === count)
    throw new Problem(
      `all ${count} particles are in half-set ${inSecond === 0 ? 1 : 2}, none in half-set ${inSecond === 0 ? 2 : 1}`,
      {
        where,
        remedy: 'refinement needs two half-sets: make the species again from particles that have them',
      },
    );
  if (!rows.some((some) => some.length > 0))
    throw new Problem(`none of its ${count} particles belongs to a series of this population`, {
      where,
      remedy: 'add the data source that they belong to, or check wrpSourceName and wrpSourceHash',
    });
}

/** A series that is selected and has no tilt left is a slip; one that is not to take part is deselected. */
function checkTilts({ file }: ProjectSeries, rows: readonly (readonly number[])[]): void {
  if (file.unselected || file.series.used.includes(true) || rows.every((some) => some.length === 0)) return;
  throw new Problem('all its tilts are switched off, and it is not deselected', {
    where: file.path,
    remedy: 'switch tilts on (UseTilt), or deselect the series with murmur select_series --as deselected',
  });
}

function checkTakingPart(project: Project, working: readonly ProjectSeries[]): void {
  if (working.length > 0) return;
  throw new Problem('no series takes part: each is deselected or has too few particles', {
    where: project.population.path,
    remedy: 'select series (UnselectManual), or lower --min_particles',
  });
}

/** One image says nothing about depth, and without an order of exposures there is no weighting by dose. */
function checkExposures({ file }: ProjectSeries): void {
  const { tiltCount, dose } = file.series;
  checkDoses(dose, file.path);
  if (tiltCount < 2)
    throw new Problem('it has one tilt, a series needs two or more', {
      where: file.path,
      remedy: 'deselect this series (UnselectManual="True"), or import it again with all its tilts',
    });
  if (!dose.every(Number.isFinite) || dose.every((value) => value === dose[0]))
    throw new Problem(`the dose is ${dose[0]} e/Å² in all ${tiltCount} tilts`, {
      where: file.path,
      remedy: 'import the series again with the dose of a tilt (ts_import --tilt_exposure)',
    });
}

/** Both halves must be seen somewhere, or there is nothing to make a map of. */
function checkVisible(
  { species, particles }: ProjectSpecies,
  working: readonly (Pick<ProjectSeries, 'file'> & { readonly rows: readonly number[] })[],
): void {
  const seen = new Set<number>();
  for (const { file, rows } of working)
    for (const row of rows) {
      if (seen.has(particles.halfSet[row])) continue;
      const views = projectParticles(file.series, takeRows(particles, [row]), species.diameter / 2);
      if (views.count > 0) seen.add(particles.halfSet[row]);
      if (seen.size === 2) return;
    }
  const which = seen.size === 0 ? 'all its particles' : `all particles of half-set ${seen.has(0) ? 2 : 1}`;
  throw new Problem(`${which} lie outside the tilt images, or nearer to their borders than half a diameter`, {
    where: companion(species, '_particles.star'),
    remedy: 'check the coordinates, their pixel size (--angpix_coords) and the size of the volume',
  });
}

/** Folders that results go to: better to learn now than after an hour's work that one cannot be written. */
async function checkFolders({ sources, species }: Project): Promise<void> {
  const owners = [...sources, ...species.map((one) => one.species)];
  for (const { path, dontVersion } of owners) {
    const folder = dirname(path);
    await checkWritable(folder);
    const versions = join(folder, 'versions');
    if (!dontVersion && (await isFolder(versions))) await checkWritable(versions);
  }
}

async function checkWritable(folder: string): Promise<void> {
  // Always one name: what a process leaves that is killed here goes with the next check.
  const probe = join(folder, '.murmur.000000000000.tmp');
  await removeTree(probe);
  try {
    await (await files().create(probe)).close();
  } catch (error) {
    // Another command is checking the same folder, and could write into it.
    if (errorCode(error) === 'EEXIST') return;
    throw fileProblem(error, folder, 'cannot write into the folder');
  } finally {
    await removeTree(probe).catch(() => undefined);
  }
}

/** False where there is nothing yet. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileProblem(error, path, 'cannot look into the folder');
  });
  if (found?.isDirectory() === false)
    throw new Problem('cannot keep versions here, a file of that name is in the way', {
      where: path,
      remedy: 'move that file elsewhere',
    });
  return found !== undefined;
}
