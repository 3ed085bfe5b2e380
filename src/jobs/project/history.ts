/** The versions of a population's species and sources: when, how good, and what changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refinedParameters } from '../../compute/parameters/refinedParameters';
import { readBytes } from '../../files/fileProblem';
import { rootName } from '../../formats/paths';
import { decodeXml, parseXml, type XmlElement } from '../../formats/xml';
import { attribute, child, textOf } from '../../formats/xmlEdit';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { readSource } from '../../model/source';
import { companion, readSpecies } from '../../model/species';
import { listVersions, type Version } from '../../model/versions';
import { unlessProblem } from '../../../shared/problem';

export interface HistoryEntry {
  readonly of: 'species' | 'source';
  readonly guid: string;
  readonly name: string;
  readonly version: string;
  /** ISO 8601, when the copy was made. */
  readonly date: string;
  /** The one that is in use. */
  readonly current: boolean;
  /** Å, of a species; null while unknown and for sources. */
  readonly resolution: number | null;
  /** Against the version before, in M's words: `image warp`, `stage angles`, `particle poses`. */
  readonly changed: readonly string[];
}

/** Oldest first. Throws Problem. */
export async function readHistory(populationPath: string): Promise<readonly HistoryEntry[]> {
  const population = await readPopulation(populationPath);
  const entries: HistoryEntry[] = [];
  for (const { path, guid, name, version: current } of await readPopulationSources(population)) {
    let before: Version | undefined;
    for (const version of await listVersions(path)) {
      const copy = await unlessProblem(readSource(version.path));
      if (copy === undefined) {
        entries.push(entry({ of: 'source', guid, name, current }, version, null, ['damaged']));
        continue;
      }
      const files = copy.files.map((file) => `${rootName(file.name)}.xml`);
      const changed = before === undefined ? ['created'] : await changedParts(before, version, files);
      entries.push(entry({ of: 'source', guid, name, current }, version, null, changed));
      before = version;
    }
  }
  for (const { path, guid, name, version: current } of await readPopulationSpecies(population)) {
    let before: Version | undefined;
    for (const version of await listVersions(path)) {
      // What was kept before a restore may be what was damaged.
      const copy = await unlessProblem(readSpecies(version.path));
      if (copy === undefined) {
        entries.push(entry({ of: 'species', guid, name, current }, version, null, ['damaged']));
        continue;
      }
      const resolution = copy.globalResolution > 0 ? copy.globalResolution : null;
      const changed = before === undefined ? ['created'] : await changedFiles(before, version);
      entries.push(entry({ of: 'species', guid, name, current }, version, resolution, changed));
      before = version;
    }
  }
  return entries.sort((a, b) => a.date.localeCompare(b.date));
}

function entry(
  { of, guid, name, current }: Pick<HistoryEntry, 'of' | 'guid' | 'name'> & { readonly current: string },
  { version, date }: Version,
  resolution: number | null,
  changed: readonly string[],
): HistoryEntry {
  return {
    of,
    guid,
    name,
    version,
    date: date.toISOString(),
    current: version === current,
    resolution,
    changed,
  };
}

/** Elements and attributes of the root of a series' XML, by what they are called. */
const parts: readonly (readonly [what: string, names: readonly string[]])[] = [
  ...refinedParameters.map(({ name, xml }) => [name, xml] as const),
  ['alignment', ['Angles', 'AxisAngle', 'AxisOffsetX', 'AxisOffsetY']],
  ['defocus', ['GridCTF', 'GridCTFDefocusDelta', 'GridCTFDefocusAngle', 'GridCTFPhase']],
  ['optics', ['CTF']],
  ['weights', ['GridDoseWeights', 'GridDoseBfacs']],
  ['tilt selection', ['UseTilt']],
];

/** Which parts of any series' XML differ between two versions of a source. */
async function changedParts(
  before: Version,
  after: Version,
  files: readonly string[],
): Promise<readonly string[]> {
  const changed = new Set<string>();
  for (const file of files) {
    const [old, recent] = [join(before.folder, file), join(after.folder, file)];
    if (!existsSync(old)) changed.add('series added');
    if (!existsSync(old) || !existsSync(recent)) continue;
    const [a, b] = [await readBytes(old), await readBytes(recent)];
    if (Buffer.compare(a, b) === 0) continue;
    const roots = [root(a, old), root(b, recent)] as const;
    for (const [what, names] of parts)
      if (names.some((name) => named(roots[0], name) !== named(roots[1], name))) changed.add(what);
  }
  return [...changed];
}

function root(bytes: Uint8Array, where: string): XmlElement {
  const text = decodeXml(bytes);
  return parseXml(text, where, text.includes('<TiltSeries') ? 'TiltSeries' : 'Movie').root;
}

function named(root: XmlElement, name: string): string {
  return `${attribute(root, name) ?? ''}|${content(child(root, name))}`;
}

/** Everything inside, whatever the white space between elements. */
function content(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  const inside = element.children.map((node) => (node.kind === 'element' ? content(node) : ''));
  return [...element.attributes.values(), textOf(element).trim(), ...inside].join('|');
}

async function changedFiles(before: Version, after: Version): Promise<readonly string[]> {
  const [old, recent] = [await readSpecies(before.path), await readSpecies(after.path)];
  const changed: string[] = [];
  for (const [what, suffix] of [
    ['particle poses', '_particles.star'],
    ['half-maps', '_half1.mrc'],
    ['mask', '_mask.mrc'],
  ] as const) {
    const [a, b] = [companion(old, suffix), companion(recent, suffix)];
    if (!existsSync(a) || !existsSync(b)) continue;
    if (Buffer.compare(await readBytes(a), await readBytes(b)) !== 0) changed.push(what);
  }
  return changed;
}
