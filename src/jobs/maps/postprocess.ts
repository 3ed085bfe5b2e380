/** Resolution and final map of two half-map files, as relion_postprocess makes them. */
import { basename, dirname, join, resolve } from 'node:path';
import { opposite } from '../../compute/maps/halfContrast';
import { MapPair } from '../../compute/maps/mapPair';
import {
  postprocess,
  type Postprocessed,
  type PostprocessFailure,
  type PostprocessOptions,
} from '../../compute/maps/postprocess';
import { replaceFilesTogether } from '../../files/save';
import { makeFolder, type FileContent } from '../../files/durableFile';
import { mrcPieces } from '../../formats/mrc';
import type { MrcStatistics } from '../../formats/mrcWriter';
import { Problem } from '../../../shared/problem';
import { checkNotInput, checkSameGrid, edgeOf, notFinite, oppositeHalves, sameEverywhere } from './mapFiles';
import { openMap, readMap, type MapSource } from './mapSource';
import { fscXml, postprocessStar } from './postprocessFiles';

export interface PostprocessFileOptions extends PostprocessOptions {
  readonly half1: string;
  /** Undefined: the first one's name with half2 in place of half1. */
  readonly half2?: string | undefined;
  readonly mask?: string | undefined;
  /** Å per voxel; undefined takes the header's. */
  readonly pixelSize?: number | undefined;
  /** What all names of results start with. */
  readonly output: string;
  /** Also the filtered half-maps. */
  readonly halfMaps: boolean;
  /** Also the resolution at every voxel and the map filtered to it, on the GPU of this name. */
  readonly local: { readonly adapter: string | undefined } | null;
}

export interface PostprocessSummary extends Pick<
  Postprocessed,
  'resolution' | 'interpolatedResolution' | 'randomisedFrom' | 'solventFraction' | 'bfactor' | 'fit'
> {
  readonly files: readonly string[];
  /** What was done as asked, but may not have been meant. */
  readonly warnings: readonly string[];
}

/** Throws Problem; then nothing has been written. */
export async function postprocessFiles(options: PostprocessFileOptions): Promise<PostprocessSummary> {
  const output = rootOf(options.output);
  const input = await openInput(options);
  const { first, second, mask } = input;
  const results = [
    '.mrc',
    ...(mask === null ? [] : ['_masked.mrc']),
    ...(options.halfMaps ? ['_half1.mrc', '_half2.mrc', '_half1_masked.mrc', '_half2_masked.mrc'] : []),
    ...(options.local === null ? [] : ['_locres.mrc', '_locres_filtered.mrc']),
  ].map((end) => output + end);
  for (const path of results) checkNotInput(path, [first.path, second.path, mask?.path]);
  const pixelSize = options.pixelSize ?? first.pixelSize;
  checkOptions(options, first, pixelSize);
  const halves = pairOf(input);
  await readMask(halves, input);
  const read = checkedAtFirst(halves, input);
  const result = await postprocess(halves, pixelSize, read, options);
  if (typeof result === 'string') throw failed(result, options, first);
  if (isOpposite(result.curves.unmasked)) throw oppositeHalves(second.path);
  const encode: Encode = (data, statistics) => mrcPieces({ size: first.box, pixelSize, data, statistics });
  // What lies in the memory of the halves is overwritten by what comes next.
  const isLast = !options.halfMaps && options.local === null;
  const encodeHere: Encode = (data) => {
    const pieces = encode(data, halves.statistics(data) ?? undefined);
    return isLast ? pieces : pieces.map((piece) => piece.slice());
  };
  const files = new Map(finalMaps(halves, output, encodeHere));
  if (options.halfMaps) {
    await read((z) => halves.forward(z));
    for (const [path, pieces] of filteredHalves(halves, result, output, encodeHere)) files.set(path, pieces);
  }
  if (options.local !== null) {
    await read(() => undefined);
    const maps = await localResolution(halves, pixelSize, result, options.local.adapter);
    for (const [name, data] of maps) files.set(`${output}_${name}.mrc`, encode(data));
  }
  const boxLength = halves.size * pixelSize;
  const names = {
    half1: first.path,
    half2: second.path,
    mask: result.maskLeftOut ? null : (mask?.path ?? null),
  };
  const texts = [
    [`${output}.star`, postprocessStar(result, names, boxLength)],
    [`${output}_fsc.xml`, fscXml(result, boxLength)],
  ] as const;
  await makeFolder(dirname(output));
  const all = new Map<string, FileContent>([...files, ...texts]);
  await replaceFilesTogether(all, join(dirname(output), `.${basename(output)}.unfinished_save`));
  const { resolution, interpolatedResolution, randomisedFrom, solventFraction, bfactor, fit } = result;
  return {
    resolution,
    interpolatedResolution,
    randomisedFrom,
    solventFraction,
    bfactor,
    fit,
    files: [...all.keys()],
    warnings: [...warnings(options, pixelSize), ...tightMask(result), ...dips(result)],
  };
}

type Encode = (data: Float32Array, statistics?: MrcStatistics) => readonly Uint8Array[];
type Encoded = readonly [path: string, pieces: readonly Uint8Array[]];

/** The final map, which is in the place of the first half, and the same under the mask, in that of the second. */
function finalMaps(halves: MapPair, output: string, encode: Encode): Encoded[] {
  const map: Encoded = [`${output}.mrc`, encode(halves.first)];
  if (halves.extent === null) return [map];
  halves.applyMask(halves.first, halves.second);
  return [map, [`${output}_masked.mrc`, encode(halves.second)]];
}

/** Each half, whose sections were transformed, filtered as the final map is, and the same under the mask. */
function filteredHalves(
  halves: MapPair,
  { factor }: Postprocessed,
  output: string,
  encode: Encode,
): Encoded[] {
  halves.filter(factor);
  return [halves.first, halves.second].flatMap((map, index) => {
    const stem = `${output}_half${index + 1}`;
    const files: Encoded[] = [[`${stem}.mrc`, encode(map)]];
    if (halves.extent === null) return files;
    halves.applyMask(map);
    return [...files, [`${stem}_masked.mrc`, encode(map)]];
  });
}

async function localResolution(
  halves: MapPair,
  pixelSize: number,
  result: Postprocessed,
  adapter: string | undefined,
): Promise<[name: string, data: Float32Array][]> {
  const [half1, half2] = [halves.first, halves.second].map((data) => {
    if (halves.extent !== null) halves.applyMask(data);
    return { size: halves.size, pixelSize, data };
  });
  // Only this needs a GPU, and what belongs to it.
  const { localMaps } = await import('./localMaps');
  const { resolution, filtered } = await localMaps(half1, half2, result, adapter);
  return [
    ['locres', resolution.data],
    ['locres_filtered', filtered.data],
  ];
}

/** As with relion_postprocess, phases may be left as they are, but the FSC then flatters a tight mask. */
function warnings({ randomize, mask }: PostprocessFileOptions, pixelSize: number): string[] {
  if (mask === undefined || !('from' in randomize) || randomize.from >= 2 * pixelSize) return [];
  return [
    `no phases were randomised: maps of ${pixelSize} Å per voxel end at ${2 * pixelSize} Å, before ${randomize.from} Å; what the mask adds to the FSC stays in it`,
  ];
}

/** In the first shells the particle outweighs noise. */
function isOpposite(unmasked: Float64Array): boolean {
  const low = unmasked.subarray(1, 4);
  return low.reduce((sum, value) => sum + value, 0) / low.length < opposite;
}

function tightMask({ maskLeftOut, interpolatedResolution }: Postprocessed): string[] {
  return maskLeftOut
    ? [
        `the mask is left out, as RELION does: the corrected FSC under it ends before that of the whole maps, at which ${interpolatedResolution.toFixed(1)} Å is reported; make it wider, or take it all the same with --force_mask`,
      ]
    : [];
}

/** Told, and no more: what is weighted and filtered is as relion_postprocess has it. */
function dips({ beyondDips: { resolution, dips } }: Postprocessed): string[] {
  if (dips.length === 0) return [];
  const below = dips.map(({ from, to }) => `${from.toFixed(1)} and ${to.toFixed(1)} Å`).join(', ');
  return [
    `behind dips of the corrected FSC below 0.143, between ${below}, it is above again up to ${resolution.toFixed(1)} Å; the resolution ends at the first dip, as RELION has it`,
  ];
}

/** A folder gets the names that the default would give. */
function rootOf(output: string): string {
  return resolve(/[/\\]$/.test(output) ? join(output, 'postprocess') : output);
}

interface Input {
  readonly first: MapSource;
  readonly second: MapSource;
  readonly mask: MapSource | null;
}

async function openInput(options: PostprocessFileOptions): Promise<Input> {
  const first = await openMap(options.half1);
  edgeOf(first);
  const second = await openMap(options.half2 ?? otherHalf(options.half1));
  checkSameGrid(first, second);
  const mask = options.mask === undefined ? null : await openMap(options.mask);
  if (mask !== null) checkSameGrid(first, mask);
  return { first, second, mask };
}

function pairOf({ first, mask }: Input): MapPair {
  try {
    return new MapPair(first.box[0], mask !== null);
  } catch (error) {
    // All of it lies in one memory of WebAssembly, which ends at 4 GB.
    if (!(error instanceof RangeError)) throw error;
    throw new Problem(`half-maps of ${first.box[0]} voxels do not fit into 4 GB of memory`, {
      where: first.path,
      remedy: 'crop or bin them and the mask',
    });
  }
}

/** Puts sections of both half-maps in their place and passes their number on. Throws Problem. */
type ReadHalves = (take: (z: number) => void) => Promise<void>;

/** Floats of sections that are read at once. */
const pieceVoxels = 1 << 18;

async function readHalves(
  { size, first, second }: MapPair,
  input: Input,
  take: (z: number) => void,
): Promise<void> {
  const area = size * size;
  const most = Math.max(1, Math.floor(pieceVoxels / area));
  await input.first.withSections((readFirst) =>
    input.second.withSections(async (readSecond) => {
      for (let start = 0; start < size; start += most) {
        const end = Math.min(size, start + most);
        await readFirst(start, first.subarray(start * area, end * area));
        await readSecond(start, second.subarray(start * area, end * area));
        for (let z = start; z < end; z++) take(z);
      }
    }),
  );
}

/** Reads the half-maps; the first time throws Problem for those without anything to compute with, too. */
function checkedAtFirst(halves: MapPair, input: Input): ReadHalves {
  let isChecked = false;
  return async (take) => {
    if (isChecked) return readHalves(halves, input, take);
    const area = halves.size ** 2;
    const ranges = [
      { map: halves.first, path: input.first.path, low: Infinity, high: -Infinity },
      { map: halves.second, path: input.second.path, low: Infinity, high: -Infinity },
    ];
    let differ = false;
    await readHalves(halves, input, (z) => {
      const sections = ranges.map((range) => {
        const section = range.map.subarray(z * area, (z + 1) * area);
        const { min, max } = finiteRange(halves, section, range.path);
        range.low = Math.min(range.low, min);
        range.high = Math.max(range.high, max);
        return section;
      });
      differ ||= !areEqual(sections[0], sections[1]);
      take(z);
    });
    for (const { path, low, high } of ranges) if (low === high) throw sameEverywhere(path);
    if (!differ)
      throw new Problem('the half-maps are identical, so their resolution cannot be measured', {
        where: input.second.path,
        remedy: 'give independent half-maps',
      });
    isChecked = true;
  };
}

/** Throws Problem for what is no mask. */
async function readMask(halves: MapPair, input: Input): Promise<void> {
  if (input.mask === null) return;
  const { path } = input.mask;
  await readMap(input.mask, halves.first);
  const { min, max } = finiteRange(halves, halves.first, path);
  const remedy = 'make one with murmur create_mask';
  if (min < -1e-5 || max > 1 + 1e-5)
    throw new Problem(`a mask holds values from 0 to 1, this one from ${min} to ${max}`, {
      where: path,
      remedy,
    });
  if (max <= 0.5) throw new Problem('the mask is empty', { where: path, remedy });
  halves.takeMask();
}

function finiteRange(halves: MapPair, map: Float32Array, path: string): { min: number; max: number } {
  const range = halves.statistics(map);
  if (range === null) throw notFinite(path);
  return range;
}

function otherHalf(path: string): string {
  const name = basename(path);
  if (!name.includes('half1'))
    throw new Problem('the name of the first half-map does not hold half1, so the second is not found', {
      where: path,
      remedy: 'give the second one with --i2',
    });
  return join(dirname(path), name.replace('half1', 'half2'));
}

function checkOptions(options: PostprocessFileOptions, first: MapSource, pixelSize: number): void {
  if (!(pixelSize > 0))
    throw new Problem('the header does not say the pixel size', {
      where: first.path,
      remedy: 'give it with --angpix',
    });
  if (first.box[0] < 8 || first.box[0] % 2 !== 0)
    throw new Problem(`the half-maps are ${first.box[0]} voxels wide`, {
      where: first.path,
      remedy: 'give maps with an even edge of 8 voxels or more',
    });
  const { randomize } = options;
  if ('below' in randomize && !(randomize.below > 0 && randomize.below < 1))
    throw new Problem(`phases cannot be randomised from an FSC of ${randomize.below}`, {
      remedy: 'give --randomize_at_fsc between 0 and 1',
    });
  if (typeof options.lowPass === 'number' && options.lowPass <= 0)
    throw new Problem(`a low-pass to ${options.lowPass} Å is not possible`, { remedy: 'correct --low_pass' });
}

function areEqual(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function failed(failure: PostprocessFailure, options: PostprocessFileOptions, first: MapSource): Problem {
  if (failure === 'no fit')
    return new Problem('less than three shells are left to fit the B-factor to', {
      where: first.path,
      remedy: 'give a coarser --autob_lowres, or the B-factor itself with --adhoc_bfac',
    });
  const below = 'below' in options.randomize ? options.randomize.below : 0;
  return new Problem(
    `the FSC of the half-maps never falls below ${below}, where phases would be randomised from`,
    {
      where: first.path,
      remedy: 'give the resolution with --randomize_at_A, and check that the halves are independent',
    },
  );
}
