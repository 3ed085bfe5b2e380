/** A data source (`*.source`): the series of one data set, with the pixel size and tomogram size they share. */
import { dirname, join } from 'node:path';
import type { Vector3 } from '../../shared/math/vector';
import { readBytes } from '../files/fileProblem';
import { fromReference, projectFile, rootName, toReference } from '../formats/paths';
import { decodeXml, formatXml, parseXml, type XmlDocument, type XmlElement } from '../formats/xml';
import {
  attribute,
  child,
  element,
  elements,
  param,
  withChild,
  withElements,
  withParams,
} from '../formats/xmlEdit';
import { paramReader } from '../formats/params/readParams';
import { sourceParams } from '../formats/params/project';
import { checkName } from './names';

export interface DataSource {
  /** Absolute; the XML files of the series lie in the same folder. */
  readonly path: string;
  readonly guid: string;
  readonly version: string;
  readonly previousVersion: string;
  /** No snapshots in `versions/`. */
  readonly dontVersion: boolean;
  readonly name: string;
  /** Unbinned, Å. */
  readonly pixelSize: number;
  /** Tomogram, unbinned pixels. */
  readonly dimensions: Vector3;
  /** Most frames or tilts used; -1 is no limit. */
  readonly frameLimit: number;
  readonly gainFlipX: boolean;
  readonly gainFlipY: boolean;
  readonly gainTranspose: boolean;
  /** Absolute; empty for none. */
  readonly gainPath: string;
  readonly defectsPath: string;
  /** e/Å² a frame; negative: minus the exposure of a whole movie or tilt. */
  readonly dosePerFrame: number;
  readonly eerGroupFrames: number;
  /** Series in processing order; names are bare file names such as `TS_1.tomostar`. */
  readonly files: readonly { readonly hash: string; readonly name: string }[];
  readonly xml: XmlDocument;
}

/** Throws Problem for a missing or broken file. */
export async function readSource(path: string): Promise<DataSource> {
  const file = projectFile(path);
  return sourceFromXml(file, parseXml(decodeXml(await readBytes(file)), file, 'DataSource'));
}

/** A source that is not on disk yet. */
export function newSource(fields: Omit<DataSource, 'xml'>): DataSource {
  const root = element('DataSource', {}, [element('UsedSpecies'), element('Files')], 0);
  return { ...fields, xml: { before: [], root, after: [] } };
}

/** Text of the file; unknown XML stays where it was. */
export function formatSource(source: DataSource): string {
  const present = paramReader(sourceParams, source.xml.root, source.path);
  let root = withParams(source.xml.root, {
    GUID: source.guid,
    Version: source.version,
    DontVersion: source.dontVersion,
    PreviousVersion: source.previousVersion,
    Name: source.name,
    RelativeWeight: present.text('RelativeWeight'),
    RelativeBFactor: present.text('RelativeBFactor'),
    PixelSize: source.pixelSize,
    DimensionsX: source.dimensions[0],
    DimensionsY: source.dimensions[1],
    DimensionsZ: source.dimensions[2],
    FrameLimit: source.frameLimit,
    GainFlipX: source.gainFlipX,
    GainFlipY: source.gainFlipY,
    GainTranspose: source.gainTranspose,
    DosePerAngstromFrame: source.dosePerFrame,
    EERGroupFrames: source.eerGroupFrames,
    GainPath: referenceTo(source, 'GainPath', source.gainPath),
    DefectsPath: referenceTo(source, 'DefectsPath', source.defectsPath),
  });
  // An older name of the same Param, which M reads last.
  if (param(root, 'PixelSizeX') !== undefined) root = withParams(root, { PixelSizeX: source.pixelSize });
  return formatXml({ ...source.xml, root: withFiles(root, source.files) });
}

/** A series by the file name that the source lists. */
export function seriesXmlPath(source: DataSource, name: string): string {
  return join(dirname(source.path), `${rootName(name)}.xml`);
}

/** True for tilt series, false for frame series; sources hold one kind. */
export function holdsTiltSeries(source: DataSource): boolean {
  return source.files.at(0)?.name.includes('.tomostar') ?? false;
}

function sourceFromXml(path: string, xml: XmlDocument): DataSource {
  const { root } = xml;
  const { number, integer, flag, text, required } = paramReader(sourceParams, root, path);
  const file = (name: string): string => {
    const reference = param(root, name) ?? '';
    return reference === '' ? '' : fromReference(path, reference);
  };
  checkName(text('Name'), 'data source', path);
  return {
    path,
    guid: text('GUID').toLowerCase(),
    version: text('Version'),
    previousVersion: text('PreviousVersion'),
    dontVersion: flag('DontVersion'),
    name: text('Name'),
    pixelSize: required('PixelSizeX', 'PixelSize'),
    dimensions: [number('DimensionsX'), number('DimensionsY'), number('DimensionsZ')],
    frameLimit: integer('FrameLimit'),
    gainFlipX: flag('GainFlipX'),
    gainFlipY: flag('GainFlipY'),
    gainTranspose: flag('GainTranspose'),
    gainPath: file('GainPath'),
    defectsPath: file('DefectsPath'),
    dosePerFrame: number('DosePerAngstromFrame'),
    eerGroupFrames: integer('EERGroupFrames'),
    files: fileElements(root).map((entry) => ({
      hash: attribute(entry, 'Hash') ?? '',
      name: attribute(entry, 'Name') ?? '',
    })),
    xml,
  };
}

function fileElements(root: XmlElement): readonly XmlElement[] {
  const files = child(root, 'Files');
  return files === undefined ? [] : elements(files, 'File');
}

/** Leaves a reference that still leads to the same file as it is. */
function referenceTo(source: DataSource, name: string, target: string): string {
  const present = param(source.xml.root, name) ?? '';
  if (target === '') return '';
  return present !== '' && fromReference(source.path, present) === target
    ? present
    : toReference(source.path, target);
}

function withFiles(root: XmlElement, files: DataSource['files']): XmlElement {
  const present = fileElements(root);
  const entries = files.map(
    ({ hash, name }) =>
      present.find((entry) => attribute(entry, 'Hash') === hash && attribute(entry, 'Name') === name) ??
      element('File', { Hash: hash, Name: name }),
  );
  const unchanged = entries.length === present.length && entries.every((entry, i) => entry === present[i]);
  if (unchanged) return root;
  const container = child(root, 'Files') ?? element('Files');
  return withChild(root, withElements(container, entries, 1), () => true);
}
