/** A species (`*.species`): one kind of particle, with its maps, mask and particle table beside it. */
import { dirname, join } from 'node:path';
import { readBytes } from '../files/fileProblem';
import { projectFile, safeName } from '../formats/paths';
import { decodeXml, formatXml, parseXml, type XmlDocument } from '../formats/xml';
import { element, withParams } from '../formats/xmlEdit';
import { speciesParams } from '../formats/params/project';
import { paramReader } from '../formats/params/readParams';
import { Problem } from '../../shared/problem';
import { checkName } from './names';

export interface Species {
  /** Absolute. */
  readonly path: string;
  readonly guid: string;
  readonly version: string;
  readonly previousVersion: string;
  /** No snapshots in `versions/`. */
  readonly dontVersion: boolean;
  readonly name: string;
  /** Of all maps, Å. */
  readonly pixelSize: number;
  /** Å; the box is twice as wide. */
  readonly diameter: number;
  /** Point group: `C1`, `D2`, `O`, ... */
  readonly symmetry: string;
  readonly helicalUnits: number;
  /** Degrees, right-handed positive. */
  readonly helicalTwist: number;
  /** Å */
  readonly helicalRise: number;
  readonly helicalHeight: number;
  /** Samples of each particle's trajectory over the exposure. */
  readonly temporalSamples: number;
  /** Å; 0 or less is unknown. */
  readonly globalResolution: number;
  /** Å² */
  readonly globalBfactor: number;
  readonly applyDenoising: boolean;
  readonly doEwald: boolean;
  readonly ewaldReverse: boolean;
  readonly xml: XmlDocument;
}

/** Files that lie beside the species file, named after the species. These, and no others of such a name, are its own. */
export const companionSuffixes = [
  '_half1.mrc',
  '_half2.mrc',
  '_mask.mrc',
  '_particles.star',
  '_fsc.star',
  '_filt.mrc',
  '_filtsharp.mrc',
  '_filtanisotropic.mrc',
  '_filtlocal.mrc',
  '_denoised.mrc',
  '_localres.mrc',
  '_localbfac.mrc',
  '_anisores.mrc',
  '_angdist.mrc',
  '_localres.star',
  '_noisenet.pt',
] as const;

export type CompanionSuffix = (typeof companionSuffixes)[number];

/** Throws Problem for a missing or broken file. */
export async function readSpecies(path: string): Promise<Species> {
  const file = projectFile(path);
  const xml = parseXml(decodeXml(await readBytes(file)), file, 'Species');
  const { root } = xml;
  const { number, integer, flag, text } = paramReader(speciesParams, root, file);
  const pixelSize = number('PixelSize');
  if (!(pixelSize > 0)) throw new Problem(`the pixel size ${pixelSize} Å is not positive`, { where: file });
  checkName(text('Name'), 'species', file);
  return {
    path: file,
    guid: text('GUID').toLowerCase(),
    version: text('Version'),
    previousVersion: text('PreviousVersion'),
    dontVersion: flag('DontVersion'),
    name: text('Name'),
    pixelSize,
    diameter: integer('DiameterAngstrom'),
    symmetry: text('Symmetry') || speciesParams.Symmetry.missing,
    helicalUnits: integer('HelicalUnits'),
    helicalTwist: number('HelicalTwist'),
    helicalRise: number('HelicalRise'),
    helicalHeight: integer('HelicalHeight'),
    temporalSamples: Math.max(1, integer('TemporalResolutionMovement')),
    globalResolution: number('GlobalResolution'),
    globalBfactor: integer('GlobalBFactor'),
    applyDenoising: flag('ApplyDenoising'),
    doEwald: flag('DoEwald'),
    ewaldReverse: flag('EwaldReverse'),
    xml,
  };
}

/** A species that is not on disk yet. */
export function newSpecies(fields: Omit<Species, 'xml'>): Species {
  return {
    ...fields,
    xml: { before: [], root: element('Species', {}, [element('UsedDataSources')], 0), after: [] },
  };
}

export function withSpecies(species: Species, changes: Partial<Omit<Species, 'xml' | 'path'>>): Species {
  return { ...species, ...changes };
}

/** Text of the file; unknown XML stays where it was. */
export function formatSpecies(species: Species): string {
  const root = withParams(species.xml.root, {
    GUID: species.guid,
    Version: species.version,
    DontVersion: species.dontVersion,
    PreviousVersion: species.previousVersion,
    Name: species.name,
    PixelSize: species.pixelSize,
    DiameterAngstrom: Math.round(species.diameter),
    Symmetry: species.symmetry,
    HelicalUnits: species.helicalUnits,
    HelicalTwist: species.helicalTwist,
    HelicalRise: species.helicalRise,
    HelicalHeight: species.helicalHeight,
    DoEwald: species.doEwald,
    EwaldReverse: species.ewaldReverse,
    // M goes wrong when these two differ.
    TemporalResolutionMovement: species.temporalSamples,
    TemporalResolutionRotation: species.temporalSamples,
    GlobalResolution: species.globalResolution,
    GlobalBFactor: Math.trunc(species.globalBfactor),
    ApplyDenoising: species.applyDenoising,
  });
  return formatXml({ ...species.xml, root });
}

/** Absolute path of a file that belongs to the species. */
export function companion(species: Species, suffix: CompanionSuffix): string {
  return join(dirname(species.path), safeName(species.name) + suffix);
}
