/** Warp's processing settings (`*.settings`): where the data are, and what M takes over from them. */
import { readBytes } from '../files/fileProblem';
import { decodeXml, parseXml } from './xml';
import { paramReader } from './params/readParams';
import { filterParams, importParams, rootParams, tomoParams } from './params/settings';
import { child, param } from './xmlEdit';

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
  readonly filter: SeriesFilter;
}

/** Ranges of what Warp calls good: series outside of them are left for review. */
export interface SeriesFilter {
  /** µm */
  readonly defocus: readonly [number, number];
  /** Standard deviations from the mean of all series. */
  readonly astigmatism: number;
  /** π */
  readonly phaseShift: readonly [number, number];
  /** Å, at most. */
  readonly resolution: number;
}

/** Missing values take Warp's defaults. Throws Problem for what is no settings file, with the line for values that cannot be read. */
export async function readSettings(path: string): Promise<Settings> {
  const { root } = parseXml(decodeXml(await readBytes(path)), path, 'Settings');
  const imports = child(root, 'Import');
  const input = paramReader(importParams, imports, path);
  const tomo = paramReader(tomoParams, child(root, 'Tomo'), path);
  const filter = paramReader(filterParams, child(root, 'Filter'), path);
  const old = paramReader(rootParams, root, path);
  const isNew = imports !== undefined && param(imports, 'PixelSize') !== undefined;
  return {
    path,
    dataFolder: input.text('DataFolder'),
    processingFolder: input.text('ProcessingFolder'),
    recursive: input.flag('DoRecursiveSearch'),
    extension: input.text('Extension'),
    pixelSize:
      isNew || param(root, 'PixelSizeX') === undefined
        ? input.required('PixelSize')
        : old.required('PixelSizeX'),
    dimensions: [tomo.number('DimensionsX'), tomo.number('DimensionsY'), tomo.number('DimensionsZ')],
    gainPath: input.flag('CorrectGain') ? input.text('GainPath') : '',
    defectsPath: input.flag('CorrectDefects') ? input.text('DefectsPath') : '',
    gainFlipX: input.flag('GainFlipX'),
    gainFlipY: input.flag('GainFlipY'),
    gainTranspose: input.flag('GainTranspose'),
    dosePerFrame: input.number('DosePerAngstromFrame'),
    eerGroupFrames: input.integer('EERGroupFrames'),
    filter: {
      defocus: [filter.number('DefocusMin'), filter.number('DefocusMax')],
      astigmatism: filter.number('AstigmatismMax'),
      phaseShift: [filter.number('PhaseMin'), filter.number('PhaseMax')],
      resolution: filter.number('ResolutionMax'),
    },
  };
}
