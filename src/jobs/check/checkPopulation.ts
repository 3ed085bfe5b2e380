/** Goes through a whole project and finds every inconsistency that would spoil or stop a refinement. Changes nothing. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Vector3 } from '../../../shared/math/vector';
import { readPopulation, type Population } from '../../model/population';
import { holdsTiltSeries, readSource, type DataSource } from '../../model/source';
import { readSpecies, type Species } from '../../model/species';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';
import { checkFolders } from './checkFolders';
import { checkHandOf } from './checkHandOf';
import { checkSeries } from './checkSeries';
import { checkSpecies } from './checkSpecies';
import { error, readOrFind, warning, type Finding } from './finding';

export type { Finding } from './finding';

export interface CheckResult {
  readonly series: number;
  readonly species: number;
  readonly findings: readonly Finding[];
}

/** Throws Problem when the population itself cannot be read. */
export async function checkPopulation(
  path: string,
  report: (message: string) => void = () => undefined,
): Promise<CheckResult> {
  const population = await readPopulation(path);
  const findings: Finding[] = [];
  checkReferences(population, findings);
  const sources: DataSource[] = [];
  for (const reference of population.sources) {
    const source = await readOrFind(reference.path, findings, () => readSource(reference.path));
    if (source === undefined) continue;
    checkGuid(source, reference.guid, findings);
    sources.push(source);
  }
  const volumes = new Map<string, Vector3>();
  let count = 0;
  for (const source of sources) {
    report(`data source ${source.name}`);
    count += await checkSource(source, volumes, findings);
  }
  const species: Species[] = [];
  for (const reference of population.species) {
    const one = await readOrFind(reference.path, findings, () => readSpecies(reference.path));
    if (one === undefined) continue;
    report(`species ${one.name}`);
    checkGuid(one, reference.guid, findings);
    await checkSpecies(
      one,
      volumes,
      sources.map(({ pixelSize }) => pixelSize),
      findings,
    );
    species.push(one);
  }
  await checkFolders(population.path, sources, species, findings);
  for (const source of sources) await checkHandOf(source, population.path, findings);
  return { series: count, species: species.length, findings: errorsFirst(findings) };
}

function checkReferences({ path, species, sources }: Population, findings: Finding[]): void {
  if (sources.length === 0) findings.push(error(path, 'it has no data source', 'add one with create_source'));
  if (species.length === 0) findings.push(warning(path, 'it has no species', 'add one with create_species'));
  for (const reference of [...species, ...sources]) {
    const from = relative(path, reference.path);
    if (/[^\w./\\+()@,=~-]/.test(from))
      findings.push(
        warning(
          reference.path,
          'its path has blanks or other characters that M cannot open',
          'rename the folder',
        ),
      );
  }
}

function checkGuid(
  { path, guid }: { readonly path: string; readonly guid: string },
  expected: string,
  findings: Finding[],
): void {
  if (guid !== expected)
    findings.push(
      error(
        path,
        `its GUID is ${guid}, the population has ${expected}`,
        'restore the file that belongs here',
      ),
    );
}

/** @returns the number of series that can be read; fills in `volumes` by data hash */
async function checkSource(
  source: DataSource,
  volumes: Map<string, Vector3>,
  findings: Finding[],
): Promise<number> {
  const { path, files, gainPath } = source;
  if (files.length === 0)
    findings.push(error(path, 'it lists no series', 'make it again with create_source'));
  else if (!holdsTiltSeries(source))
    findings.push(error(path, 'it holds frame series, which are not refined here', 'remove it'));
  if (gainPath !== '' && !existsSync(gainPath))
    findings.push(
      warning(path, `the gain reference ${gainPath} is missing`, 'M refines tilt movies with it'),
    );
  const read: TiltSeriesFile[] = [];
  for (const entry of holdsTiltSeries(source) ? files : []) {
    if (volumes.has(entry.hash))
      findings.push(error(path, `${entry.name} is in the population twice`, 'remove one <File> entry'));
    const file = await checkSeries(source, entry, findings);
    if (file === undefined) continue;
    volumes.set(entry.hash, file.series.volumeSize);
    read.push(file);
  }
  const inverted = read.filter(({ series }) => series.anglesInverted).length;
  if (inverted > 0 && inverted < read.length)
    findings.push(
      error(
        path,
        `the handedness (AreAnglesInverted) is True in ${inverted} and False in ${read.length - inverted} series`,
        'refine once, and find out which is right with check_hand; flip_hand turns it',
      ),
    );
  return read.length;
}

function errorsFirst(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...findings.filter(({ level }) => level === 'error'),
    ...findings.filter(({ level }) => level === 'warning'),
  ];
}
