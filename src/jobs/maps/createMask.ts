/** Makes a mask file from a map file, as relion_mask_create does, with a threshold that the map suggests. */
import {
  binarized,
  extended,
  longestReach,
  lowPassed,
  planBinary,
  softSteps,
  spreadSteps,
  type CombineRule,
  type MaskSteps,
} from '../../../shared/masks/planMask';
import {
  molecularWeight,
  thresholdByHistogram,
  thresholdByWeight,
} from '../../../shared/masks/maskThreshold';
import { writeFileAtomically } from '../../files/atomicFile';
import { mrcSections } from '../../formats/mrc';
import type { MrcStatistics } from '../../formats/mrcWriter';
import { Problem } from '../../../shared/problem';
import {
  areFinite,
  checkNotInput,
  checkSameGrid,
  checkVaries,
  edgeOf,
  notFinite,
  readMapFile,
  type MapFile,
} from './mapFiles';
import { eachSection, openMap, type MapSource } from './mapSource';

export interface CreateMaskOptions {
  readonly input: string;
  /** Averaged with the first, as two half-maps are. */
  readonly second?: string | undefined;
  readonly output: string;
  /** Å per voxel; undefined takes the header's. */
  readonly pixelSize?: number | undefined;
  /** Å */
  readonly lowPass?: number | undefined;
  /** Undefined takes the one that the molecular weight or else the histogram suggests. */
  readonly threshold?: number | undefined;
  /** Voxels, negative to shrink. */
  readonly extend: number;
  /** Voxels; 0 for a binary mask. */
  readonly softEdge: number;
  readonly invert: boolean;
  readonly combine?: { readonly rule: CombineRule; readonly path: string } | undefined;
  /** kDa of the molecule, for a suggestion. */
  readonly molecularWeight?: number | undefined;
}

export interface CreatedMask {
  readonly mask: string;
  readonly box: readonly [number, number, number];
  /** Å; 0 if unknown. */
  readonly pixelSize: number;
  readonly threshold: number;
  /** Thresholds that the map suggests, where they were worked out. */
  readonly suggested: { readonly histogram?: number; readonly molecularWeight?: number };
  /** In the extended binary mask. */
  readonly voxels: number;
  /** kDa of protein that fills these voxels; null without a pixel size. */
  readonly kiloDalton: number | null;
}

/** Throws Problem; then nothing has been written. */
export async function createMaskFile(options: CreateMaskOptions): Promise<CreatedMask> {
  checkOptions(options);
  checkNotInput(options.output, [options.input, options.second, options.combine?.path]);
  const source = await openMap(options.input);
  const { box } = source;
  const pixelSize = options.pixelSize ?? source.pixelSize;
  checkLowPass(source, pixelSize, options.lowPass);
  const { binary, threshold, suggested } = await thresholded(source, { ...options, pixelSize });
  checkEnough(binary, threshold, options.input);
  const grown = extended(binary, box, options.extend, binary);
  const voxels = grown.reduce((sum, value) => sum + value, 0);
  if (voxels === 0)
    throw new Problem(`nothing of the mask is left after shrinking it by ${-options.extend} voxels`, {
      where: options.input,
      remedy: 'shrink it less, or lower --ini_threshold',
    });
  const steps = softSteps(grown, box, { width: options.softEdge, invert: options.invert }, grown);
  const sections = mrcSections({ size: box, pixelSize, statistics: statisticsOf(steps) }, (z, room) =>
    spreadSteps(steps, z * room.length, room),
  );
  await writeFileAtomically(options.output, sections);
  return {
    mask: options.output,
    box,
    pixelSize,
    threshold,
    suggested,
    voxels,
    kiloDalton: pixelSize > 0 ? molecularWeight(voxels, pixelSize) : null,
  };
}

function statisticsOf({ steps, values }: MaskSteps): MrcStatistics {
  const counts = new Float64Array(values.length);
  const last = values.length - 1;
  for (let i = 0; i < steps.length; i++) counts[Math.min(steps[i], last)]++;
  const used = [...values].filter((_, step) => counts[step] > 0);
  const total = (of: (value: number) => number): number =>
    counts.reduce((sum, count, step) => sum + count * of(values[step]), 0) / steps.length;
  const mean = total((value) => value);
  const rms = Math.sqrt(total((value) => (value - mean) ** 2));
  return { min: Math.min(...used), max: Math.max(...used), mean, rms };
}

async function averaged(map: MapFile, { second }: CreateMaskOptions): Promise<MapFile> {
  if (second === undefined) return map;
  const other = await readMapFile(second);
  checkSameGrid(map, other);
  return { ...map, data: map.data.map((value, i) => (value + other.data[i]) / 2) };
}

function checkOptions({ extend, softEdge }: CreateMaskOptions): void {
  if (softEdge < 0)
    throw new Problem(`a soft edge of ${softEdge} voxels is not possible`, {
      remedy: 'give --width_soft_edge 0 or more',
    });
  if (Math.max(Math.abs(extend), softEdge) > longestReach)
    throw new Problem(`masks are extended and softened by up to ${longestReach} voxels`, {
      remedy: 'give smaller values for --extend_inimask and --width_soft_edge',
    });
}

/** A threshold that a few voxels meet has met noise. */
const leastVoxels = 8;

function checkEnough(binary: Uint8Array, threshold: number, where: string): void {
  const voxels = binary.reduce((sum, value) => sum + value, 0);
  if (voxels < leastVoxels)
    throw new Problem(
      `at the threshold ${Number(threshold.toPrecision(6))} ${voxels === 1 ? 'one voxel makes' : `${voxels} voxels make`} the mask, which is noise`,
      {
        where,
        remedy:
          'choose a lower --ini_threshold, or, where the particle is dark in the map, multiply it by -1 first',
      },
    );
}

function checkLowPass(map: MapSource, pixelSize: number, lowPass: number | undefined): void {
  if (lowPass === undefined) return;
  edgeOf(map);
  if (!(pixelSize > 0))
    throw new Problem('the header does not say the pixel size, which a low-pass needs', {
      where: map.path,
      remedy: 'give it with --angpix',
    });
  if (lowPass <= 0)
    throw new Problem(`a low-pass to ${lowPass} Å is not possible`, { remedy: 'give --lowpass in Å' });
}

async function secondMap(map: MapFile, { combine, threshold }: CreateMaskOptions): Promise<Float32Array> {
  if (threshold === undefined)
    throw new Problem('two maps are compared with one threshold, which has to be given', {
      remedy: 'give it with --ini_threshold',
    });
  const second = await readMapFile(combine?.path ?? '');
  checkSameGrid(map, second);
  return second.data;
}

type ThresholdOptions = CreateMaskOptions & { readonly pixelSize: number };

type Thresholded = { binary: Uint8Array } & Pick<CreatedMask, 'threshold' | 'suggested'>;

async function thresholded(source: MapSource, options: ThresholdOptions): Promise<Thresholded> {
  const { threshold, second, molecularWeight: weight, combine } = options;
  const needsWhole = second !== undefined || weight !== undefined || combine !== undefined;
  if (threshold !== undefined && !needsWhole) return thresholdedOnTheWay(source, { ...options, threshold });
  const map = await averaged(await readMapFile(options.input), options);
  const rule = combine && { rule: combine.rule, with: await secondMap(map, options) };
  return thresholdedWhole({ ...map, pixelSize: options.pixelSize }, options, rule);
}

/** Needs no memory for the map. */
async function thresholdedOnTheWay(
  source: MapSource,
  options: ThresholdOptions & { readonly threshold: number },
): Promise<Thresholded> {
  const { threshold, pixelSize, lowPass } = options;
  const plan = planBinary({ box: source.box, pixelSize }, lowPass ?? null, threshold);
  await eachSection(source, (section, z) => {
    if (!areFinite(section)) throw notFinite(source.path);
    plan.add(section, z);
  });
  const { binary, most } = plan.finish();
  if (!binary.includes(1)) throw tooHigh(options, most);
  return { binary, threshold, suggested: {} };
}

function thresholdedWhole(
  map: MapFile,
  options: ThresholdOptions,
  combine: { readonly rule: CombineRule; readonly with: Float32Array } | undefined,
): Thresholded {
  const { lowPass } = options;
  if (options.threshold === undefined) checkVaries({ path: options.input, data: map.data });
  const filtered = lowPass === undefined ? map.data : lowPassed(map, lowPass);
  const suggested =
    options.threshold !== undefined && options.molecularWeight === undefined && combine === undefined
      ? {}
      : suggestions(filtered, options);
  const threshold = options.threshold ?? suggested.molecularWeight ?? suggested.histogram ?? 0;
  const binary = binarized(filtered, threshold, combine);
  if (!binary.includes(1)) {
    let most = -Infinity;
    for (const value of filtered) most = Math.max(most, value);
    throw tooHigh({ ...options, threshold }, most);
  }
  return { binary, threshold, suggested };
}

function suggestions(
  filtered: ArrayLike<number>,
  { molecularWeight: weight, pixelSize, input }: ThresholdOptions,
): CreatedMask['suggested'] {
  const histogram = thresholdByHistogram(filtered);
  if (weight === undefined) return { histogram };
  if (!(pixelSize > 0))
    throw new Problem('the header does not say the pixel size, which a molecular weight needs', {
      where: input,
      remedy: 'give it with --angpix',
    });
  const byWeight = thresholdByWeight(filtered, pixelSize, weight);
  if (byWeight === null)
    throw new Problem(
      `a molecule of ${weight} kDa does not fit: the box holds up to ${Math.floor(molecularWeight(filtered.length, pixelSize))} kDa and at least one voxel is needed`,
      { where: input, remedy: 'give --molweight in kDa, and check the pixel size' },
    );
  return { histogram, molecularWeight: byWeight };
}

function tooHigh(
  { input, threshold, combine }: Pick<ThresholdOptions, 'input' | 'combine'> & { threshold: number },
  most: number,
): Problem {
  return combine !== undefined && threshold < most
    ? new Problem(`no voxel of the two maps meets the condition at a threshold of ${threshold}`, {
        where: input,
        remedy: 'choose another --ini_threshold or another second map',
      })
    : new Problem(
        `the threshold ${threshold} is above the map's maximum of ${Number(most.toPrecision(6))}, the mask would be empty`,
        { where: input, remedy: 'choose a lower --ini_threshold' },
      );
}
