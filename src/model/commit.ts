/** M's version control: a new version of a source or species is a full copy in `versions/`, named by its fingerprint. */
import { constants } from 'node:fs';
import { access, copyFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from '../formats/atomicFile';
import { makeFolder } from '../formats/durableFile';
import { errorCode, fileProblem, readBytes } from '../formats/fileProblem';
import { readMrcSections } from '../formats/mrc';
import { resolveFrom, safeName } from '../formats/paths';
import { decodeXml, parseXml, type XmlElement } from '../formats/xml';
import { attribute, child, textOf } from '../formats/xmlEdit';
import { Problem } from '../problem';
import { fingerprint, hashedBytes, utf16 } from './hashes';
import { readParticles } from './particleFile';
import { movieProcessingHash, tiltSeriesProcessingHash } from './processingHash';
import { formatSource, seriesXmlPath, type DataSource } from './source';
import { companion, formatSpecies, withSpecies, type Species } from './species';
import { movieXmlPath } from './tiltMovies';
import { degree } from './tiltSeriesXml';

/**
 * Saves the source. If anything that refinement changes differs from the last version, it becomes a new version, with
 * its series' XML files copied beside it. Returns the source as saved.
 */
export async function commitSource(source: DataSource): Promise<DataSource> {
  const hashes: string[] = [];
  for (const file of source.files) hashes.push(await seriesProcessingHash(seriesXmlPath(source, file.name)));
  const version = fingerprint(utf16(hashes.join('')));
  if (version === source.version) {
    await writeFileAtomically(source.path, formatSource(source));
    return source;
  }
  const committed: DataSource = { ...source, previousVersion: source.version, version };
  if (!source.dontVersion)
    await snapshot(source.path, version, async (folder) => {
      const copies = source.files.map((file) => seriesXmlPath(source, file.name));
      await copyInto(folder, copies);
      const copy = join(dirname(source.path), 'versions', version, basename(source.path));
      // References are worked out for the place where the folder ends up.
      await writeFileAtomically(
        join(folder, basename(source.path)),
        formatSource({ ...committed, path: copy }),
      );
    });
  await writeFileAtomically(source.path, formatSource(committed));
  return committed;
}

/** Saves the species; a new version, with its particles and maps, when particles, half-maps or mask differ from the last. */
export async function commitSpecies(species: Species): Promise<Species> {
  const version = await speciesVersion(species);
  if (version === species.version) {
    await writeFileAtomically(species.path, formatSpecies(species));
    return species;
  }
  const committed = withSpecies(species, { previousVersion: species.version, version });
  if (!species.dontVersion)
    await snapshot(species.path, version, async (folder) => {
      await copyInto(folder, await companionFiles(species));
      await writeFileAtomically(join(folder, basename(species.path)), formatSpecies(committed));
    });
  await writeFileAtomically(species.path, formatSpecies(committed));
  return committed;
}

/** First eight characters of the fingerprint of particles, half-maps and mask. */
async function speciesVersion(species: Species): Promise<string> {
  const table = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  const maps = [];
  for (const suffix of ['_half1.mrc', '_half2.mrc', '_mask.mrc'] as const)
    maps.push(fingerprint(await startOfMap(companion(species, suffix))));
  const parts = [
    fingerprint(float32(Float32Array.from(table.positions))),
    fingerprint(float32(Float32Array.from(table.angles, (angle) => angle / degree))),
    ...maps,
  ];
  return fingerprint(utf16(parts.join(''))).slice(0, 8);
}

async function startOfMap(path: string): Promise<Uint8Array> {
  const sections = async (count: number) => readMrcSections(path, 0, count);
  const { header } = await sections(0);
  const needed = Math.ceil(hashedBytes / 4 / (header.size[0] * header.size[1]));
  const { data } = await sections(Math.min(needed, header.size[2]));
  return float32(data).subarray(0, hashedBytes);
}

/** From the XML files of the series and of its tilt movies. */
async function seriesProcessingHash(xmlPath: string): Promise<string> {
  const text = decodeXml(await readBytes(xmlPath));
  if (!text.includes('<TiltSeries')) return movieProcessingHash(parseXml(text, xmlPath, 'Movie').root);
  const { root } = parseXml(text, xmlPath, 'TiltSeries');
  const folder = resolveFrom(xmlPath, attribute(root, 'DataDirectory') || '.');
  const hashes: string[] = [];
  for (const movie of movieNames(root)) hashes.push(await movieHash(movieXmlPath(resolve(folder, movie))));
  return tiltSeriesProcessingHash(root, hashes);
}

function movieNames(root: XmlElement): readonly string[] {
  const list = child(root, 'MoviePath');
  const text = list === undefined ? '' : textOf(list).trim();
  return text === '' ? [] : text.split('\n').map((line) => line.trim());
}

async function movieHash(xmlPath: string): Promise<string> {
  try {
    return movieProcessingHash(parseXml(decodeXml(await readBytes(xmlPath)), xmlPath, 'Movie').root);
  } catch (error) {
    if (error instanceof Problem && errorCode(error.cause) === 'ENOENT')
      return movieProcessingHash(undefined);
    throw error;
  }
}

/** Fills `versions/<version>` beside `path` under another name first, so that a half-made version is never mistaken for one. */
async function snapshot(
  path: string,
  version: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const versions = join(dirname(path), 'versions');
  const target = join(versions, version);
  if (await isThere(target)) return;
  const unfinished = join(versions, `.${version}.unfinished`);
  await rm(unfinished, { recursive: true, force: true });
  await makeFolder(unfinished);
  try {
    await fill(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw fileProblem(error, target, 'cannot keep a copy of this version');
  }
}

async function copyInto(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files)
    await copyFile(file, join(folder, basename(file)), constants.COPYFILE_FICLONE).catch((error: unknown) => {
      throw fileProblem(error, file, 'cannot copy the file into the new version');
    });
}

/** All files of the species but its own: maps, tables, weights. */
export async function companionFiles(species: Species): Promise<readonly string[]> {
  const folder = dirname(species.path);
  const stem = `${safeName(species.name)}_`;
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(stem) && /\.(mrc|star|pt)$/.test(name))
    .map((name) => join(folder, name));
}

function float32(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
