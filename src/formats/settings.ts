/** Warp's processing settings (`*.settings`): where the data are, and what M takes over from them. */
import { readBytes } from './fileProblem';
import { decodeXml, parseXml, type XmlElement } from './xml';
import { child, param } from './xmlEdit';
import { parseBool, parseInteger, parseNumber } from './xmlNumbers';

/** In the file's own terms: paths as typed, pixels unbinned. */
export interface Settings {
  readonly path: string;
  /** Relative to the folder of the settings file. */
  readonly dataFolder: string;
  /** Empty means the data folder. */
  readonly processingFolder: string;
  readonly recursive: boolean;
  /** Search pattern: `*.tomostar` for tilt series. */
  readonly extension: string;
  /** Unbinned, Å. */
  readonly pixelSize: number;
  /** Unbinned pixels. */
  readonly dimensions: readonly [number, number, number];
  /** Empty unless the gain is to be corrected. */
  readonly gainPath: string;
  /** Empty unless defects are to be corrected. */
  readonly defectsPath: string;
  readonly gainFlipX: boolean;
  readonly gainFlipY: boolean;
  readonly gainTranspose: boolean;
  /** e/Å² a frame; negative: minus the exposure of a whole movie or tilt. */
  readonly dosePerFrame: number;
  /** Raw EER frames a group; negative: minus the number of groups. */
  readonly eerGroupFrames: number;
}

/** Missing and unreadable values take Warp's defaults. Throws Problem for what is no settings file. */
export async function readSettings(path: string): Promise<Settings> {
  const { root } = parseXml(decodeXml(await readBytes(path)), path, 'Settings');
  const input = section(root, 'Import');
  const tomo = section(root, 'Tomo');
  const text = (name: string): string => input(name) ?? '';
  return {
    path,
    dataFolder: text('DataFolder'),
    processingFolder: text('ProcessingFolder'),
    recursive: parseBool(input('DoRecursiveSearch')) ?? false,
    extension: input('Extension') ?? '*.mrc',
    pixelSize: parseNumber(input('PixelSize')) ?? parseNumber(param(root, 'PixelSizeX')) ?? 1.35,
    dimensions: [
      parseNumber(tomo('DimensionsX')) ?? 3712,
      parseNumber(tomo('DimensionsY')) ?? 3712,
      parseNumber(tomo('DimensionsZ')) ?? 1400,
    ],
    gainPath: parseBool(input('CorrectGain')) === true ? text('GainPath') : '',
    defectsPath: parseBool(input('CorrectDefects')) === true ? text('DefectsPath') : '',
    gainFlipX: parseBool(input('GainFlipX')) ?? false,
    gainFlipY: parseBool(input('GainFlipY')) ?? false,
    gainTranspose: parseBool(input('GainTranspose')) ?? false,
    dosePerFrame: parseNumber(input('DosePerAngstromFrame')) ?? 0,
    eerGroupFrames: parseInteger(input('EERGroupFrames')) ?? 10,
  };
}

function section(root: XmlElement, name: string): (paramName: string) => string | undefined {
  const found = child(root, name);
  return (paramName) => (found === undefined ? undefined : param(found, paramName));
}
