/** The fingerprints that M names the versions of a source and of a species by: of what a refinement changes in their files. */
import { errorCode, readBytes } from '../files/fileProblem';
import { readMrcSections } from '../formats/mrc';
import { resolveFrom, resolveIn } from '../formats/paths';
import { decodeXml, parseXml, type XmlElement } from '../formats/xml';
import { attribute, child, textOf } from '../formats/xmlEdit';
import { Problem } from '../../shared/problem';
import { fingerprint, hashedBytes, utf16 } from './hashes';
import { readParticles } from './particleFile';
import { movieProcessingHash, tiltSeriesProcessingHash } from './processingHash';
import { seriesXmlPath, type DataSource } from './source';
import { companion, type Species } from './species';
import { movieXmlPath } from './tiltMovies';
import { degree } from './tiltSeriesXml';

/** Where a file lies while it waits to be put in its place. */
export type Whereabouts = (path: string) => string;

const inPlace: Whereabouts = (path) => path;

/** 27 characters. Throws Problem for a missing or broken XML file. */
export async function sourceFingerprint(source: DataSource, at: Whereabouts = inPlace): Promise<string> {
  const hashes: string[] = [];
  for (const file of source.files)
    hashes.push(await seriesProcessingHash(seriesXmlPath(source, file.name), at));
  return fingerprint(utf16(hashes.join('')));
}

/** The first eight characters, of particles, half-maps and mask. Throws Problem for missing and broken files. */
export async function speciesFingerprint(species: Species, at: Whereabouts = inPlace): Promise<string> {
  const table = await readParticles(at(companion(species, '_particles.star')), species.temporalSamples);
  const maps = [];
  for (const suffix of ['_half1.mrc', '_half2.mrc', '_mask.mrc'] as const)
    maps.push(fingerprint(await startOfMap(at(companion(species, suffix)))));
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
async function seriesProcessingHash(xmlPath: string, at: Whereabouts): Promise<string> {
  const text = decodeXml(await readBytes(at(xmlPath)));
  if (!text.includes('<TiltSeries')) return movieProcessingHash(parseXml(text, xmlPath, 'Movie').root);
  const { root } = parseXml(text, xmlPath, 'TiltSeries');
  const folder = resolveFrom(xmlPath, attribute(root, 'DataDirectory') || '.');
  const hashes: string[] = [];
  for (const movie of movieNames(root)) hashes.push(await movieHash(movieXmlPath(resolveIn(folder, movie))));
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

function float32(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
