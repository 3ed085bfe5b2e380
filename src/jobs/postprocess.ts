/** Resolution and final map of two half-map files, as relion_postprocess makes them. */
import { basename, dirname, join, resolve } from 'node:path';
import { postprocess, type Postprocessed, type PostprocessOptions } from '../compute/maps/postprocess';
import { replaceFilesTogether } from '../formats/atomicFile';
import { makeFolder } from '../formats/durableFile';
import { encodeMrc } from '../formats/mrc';
import { Problem } from '../problem';
import { localMaps } from './localMaps';
import { checkNotInput, checkSameGrid, checkVaries, cubeOf, readMapFile, type MapFile } from './mapFiles';
import { fscXml, postprocessStar } from './postprocessFiles';

export interface PostprocessFileOptions extends PostprocessOptions {
  readonly half1: string;
  /** Undefined: the first one's name with half2 in place of half1. */
  readonly half2?: string | undefined;
  readonly mask?: string | undefined;
  /** Å a voxel; undefined takes the header's. */
  readonly pixelSize?: number | undefined;
  /** What all names of results start with. */
  readonly output: string;
  /** Also the filtered half-maps. */
  readonly halfMaps: boolean;
  /** Also the resolution at every voxel and the map filtered to it, on the graphics adapter of this name. */
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
  const { first, second, mask } = await readInput(options);
  const results = [
    '.mrc',
    '_masked.mrc',
    '_half1.mrc',
    '_half2.mrc',
    '_locres.mrc',
    '_locres_filtered.mrc',
  ].map((end) => output + end);
  for (const path of results) checkNotInput(path, [first.path, second.path, mask?.path]);
  const pixelSize = options.pixelSize ?? first.pixelSize;
  checkInput(options, first, second, pixelSize);
  const cube = (map: MapFile): ReturnType<typeof cubeOf> => ({ ...cubeOf(map), pixelSize });
  const result = postprocess(cube(first), cube(second), mask?.data ?? null, options);
  if (typeof result === 'string') throw failed(result, options, first);
  const size = first.box;
  const encode = (data: Float32Array): Uint8Array => encodeMrc({ size, pixelSize, data });
  const files = new Map<string, Uint8Array | string>();
  const add = (stem: string, map: Float32Array): void => {
    files.set(`${stem}.mrc`, encode(map));
    if (mask !== null) files.set(`${stem}_masked.mrc`, encode(masked(map, mask)));
  };
  add(output, result.map);
  if (options.halfMaps)
    for (const [half, { path }] of [first, second].entries())
      add(`${output}_half${half + 1}`, result.filter((await readMapFile(path)).data));
  if (options.local !== null) {
    const halves = await Promise.all([first, second].map(({ path }) => readMapFile(path)));
    const [half1, half2] = halves.map((half) => ({ ...cube(half), data: masked(half.data, mask) }));
    const local = await localMaps(half1, half2, result, options.local.adapter);
    files.set(`${output}_locres.mrc`, encode(local.resolution.data));
    files.set(`${output}_locres_filtered.mrc`, encode(local.filtered.data));
  }
  const boxLength = size[0] * pixelSize;
  const names = { half1: first.path, half2: second.path, mask: mask?.path ?? null };
  files.set(`${output}.star`, postprocessStar(result, names, boxLength));
  files.set(`${output}_fsc.xml`, fscXml(result, boxLength));
  await makeFolder(dirname(output));
  await replaceFilesTogether(files, join(dirname(output), `.${basename(output)}.unfinished_save`));
  const { resolution, interpolatedResolution, randomisedFrom, solventFraction, bfactor, fit } = result;
  return {
    resolution,
    interpolatedResolution,
    randomisedFrom,
    solventFraction,
    bfactor,
    fit,
    files: [...files.keys()],
    warnings: warnings(options, pixelSize),
  };
}

/** The map itself, changed. */
function masked(map: Float32Array, mask: MapFile | null): Float32Array {
  if (mask !== null) for (let i = 0; i < map.length; i++) map[i] *= mask.data[i];
  return map;
}

/** As with relion_postprocess, phases may be left as they are, but the FSC then flatters a tight mask. */
function warnings({ randomise, mask }: PostprocessFileOptions, pixelSize: number): string[] {
  if (mask === undefined || !('from' in randomise) || randomise.from >= 2 * pixelSize) return [];
  return [
    `no phases were randomised: maps of ${pixelSize} Å a voxel end at ${2 * pixelSize} Å, before ${randomise.from} Å; what the mask adds to the FSC stays in it`,
  ];
}

/** A folder gets the names that the default would give. */
function rootOf(output: string): string {
  return resolve(/[/\\]$/.test(output) ? join(output, 'postprocess') : output);
}

async function readInput(
  options: PostprocessFileOptions,
): Promise<{ first: MapFile; second: MapFile; mask: MapFile | null }> {
  const first = await readMapFile(options.half1);
  cubeOf(first);
  const second = await readMapFile(options.half2 ?? otherHalf(options.half1));
  checkSameGrid(first, second);
  checkVaries(first);
  checkVaries(second);
  const mask = options.mask === undefined ? null : await readMapFile(options.mask);
  if (mask === null) return { first, second, mask };
  checkSameGrid(first, mask);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < mask.data.length; i++) {
    low = Math.min(low, mask.data[i]);
    high = Math.max(high, mask.data[i]);
  }
  if (low < -1e-5 || high > 1 + 1e-5)
    throw new Problem(`a mask holds values from 0 to 1, this one from ${low} to ${high}`, {
      where: mask.path,
      remedy: 'make one with murmur create_mask',
    });
  if (high <= 0.5)
    throw new Problem('the mask is empty', { where: mask.path, remedy: 'make one with murmur create_mask' });
  return { first, second, mask };
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

function checkInput(
  options: PostprocessFileOptions,
  first: MapFile,
  second: MapFile,
  pixelSize: number,
): void {
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
  if (areEqual(first.data, second.data))
    throw new Problem('the half-maps are identical, so their resolution cannot be measured', {
      where: second.path,
      remedy: 'give independent half-maps',
    });
  const { randomise } = options;
  if ('below' in randomise && !(randomise.below > 0 && randomise.below < 1))
    throw new Problem(`phases cannot be randomised from an FSC of ${randomise.below}`, {
      remedy: 'give --randomize_at_fsc between 0 and 1',
    });
  if (typeof options.lowPass === 'number' && options.lowPass <= 0)
    throw new Problem(`a low-pass to ${options.lowPass} Å is not possible`, { remedy: 'correct --low_pass' });
}

function areEqual(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function failed(failure: 'never below' | 'no fit', options: PostprocessFileOptions, first: MapFile): Problem {
  if (failure === 'no fit')
    return new Problem('less than three shells are left to fit the B-factor to', {
      where: first.path,
      remedy: 'give a coarser --autob_lowres, or the B-factor itself with --adhoc_bfac',
    });
  const below = 'below' in options.randomise ? options.randomise.below : 0;
  return new Problem(
    `the FSC of the half-maps never falls below ${below}, where phases would be randomised from`,
    {
      where: first.path,
      remedy: 'give the resolution with --randomize_at_A, and check that the halves are independent',
    },
  );
}
