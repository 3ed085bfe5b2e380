/** Half-maps and mask of a new species: checked against each other, resampled, and brought into the species' box. */
import type { Gpu } from '../../compute/gpu/gpu';
import { boxSize } from '../../compute/maps/boxSize';
import { lowPass } from '../../compute/maps/filter';
import { correlationOfHalves, opposite } from '../../compute/maps/halfContrast';
import { binarize, softSphere } from '../../compute/maps/masks';
import { rescale } from '../../compute/maps/rescale';
import { declaredResolution, measureFsc, type MeasuredResolution } from '../../compute/maps/resolution';
import { multiplied, padOrCrop, type Volume } from '../../compute/maps/volume';
import { Problem } from '../../../shared/problem';
import { checkMask, checkVaries, oppositeHalves, readCube } from '../maps/mapFiles';
import type { CreateSpeciesOptions } from './speciesOptions';

export interface InputMaps {
  readonly half1: Volume;
  readonly half2: Volume;
  readonly mask: Volume;
}

export interface SpeciesMaps extends InputMaps, MeasuredResolution {
  /** The resolution is what the user says, not what the halves have in common. */
  readonly declared: boolean;
}

type MapOptions = Pick<
  CreateSpeciesOptions,
  'half1' | 'half2' | 'mask' | 'pixelSize' | 'resampledPixelSize' | 'lowPass' | 'diameter'
>;

/** Throws Problem for maps that are not cubic, differ in size or pixel size, or are too coarse for the low-pass. */
export async function readInputMaps(
  options: MapOptions,
  report: (message: string) => void,
): Promise<InputMaps> {
  const half1 = await readCube(options.half1);
  const half2 = await readCube(options.half2);
  const mask = await readCube(options.mask);
  for (const [other, path, what] of [
    [half2, options.half2, 'half-map 2'],
    [mask, options.mask, 'the mask'],
  ] as const) {
    if (other.size !== half1.size)
      throw new Problem(`${what} is ${other.size} voxels wide, half-map 1 is ${half1.size}`, {
        where: path,
        remedy: 'give maps of the same size',
      });
    // Headers hold 32-bit cells, and programs round differently; M wants them equal to the last bit.
    const known = other.pixelSize > 0 && half1.pixelSize > 0;
    if (known && Math.abs(other.pixelSize / half1.pixelSize - 1) > 1e-3)
      throw new Problem(`${what} has ${other.pixelSize} Å per voxel, half-map 1 has ${half1.pixelSize} Å`, {
        where: path,
        remedy: 'resample it, or correct its header if only that is wrong',
      });
  }
  checkVaries({ path: options.half1, data: half1.data });
  checkVaries({ path: options.half2, data: half2.data });
  checkMask({ path: options.mask, data: mask.data });
  if (correlationOfHalves(half1, half2) < opposite) throw oppositeHalves(options.half2);
  const pixelSize = options.pixelSize ?? half1.pixelSize;
  if (!(pixelSize > 0))
    throw new Problem('the header does not say the pixel size', {
      where: options.half1,
      remedy: 'give it with --angpix',
    });
  if (half1.pixelSize > 0 && Math.abs(pixelSize / half1.pixelSize - 1) > 1e-3)
    report(
      `the header of ${options.half1} says ${half1.pixelSize} Å per voxel, --angpix ${pixelSize} Å is used`,
    );
  const final = options.resampledPixelSize ?? pixelSize;
  if (options.lowPass !== undefined && options.lowPass < 2 * final)
    throw new Problem(
      `${options.lowPass} Å is finer than maps of ${final} Å per voxel can be, the limit is ${2 * final} Å`,
      {
        remedy: 'choose a lower resolution',
      },
    );
  const width = boxSize(options.diameter, final) * final;
  if (options.lowPass !== undefined && options.lowPass > width)
    throw new Problem(
      `a resolution of ${options.lowPass} Å leaves nothing of maps that are ${Number(width.toFixed(2))} Å wide`,
      { remedy: 'choose a finer resolution' },
    );
  if (options.lowPass === undefined && half1.data.every((value, i) => value === half2.data[i]))
    throw new Problem('the half-maps are identical, so their resolution cannot be measured', {
      where: options.half2,
      remedy: 'give independent half-maps, or say how far to trust them with --lowpass',
    });
  checkBox(options, final, half1.size * (pixelSize / final));
  const scaled = (map: Volume): Volume => ({ ...map, pixelSize });
  return { half1: scaled(half1), half2: scaled(half2), mask: scaled(mask) };
}

/** Maps in a box of twice the diameter, the mask binary, and their resolution. Throws Problem for an empty mask. */
export async function prepareSpeciesMaps(
  gpu: Gpu,
  input: InputMaps,
  options: MapOptions,
): Promise<SpeciesMaps> {
  const pixelSize = options.resampledPixelSize ?? input.half1.pixelSize;
  const box = boxSize(options.diameter, pixelSize);
  const diameter = options.diameter / pixelSize;
  // M's sphere cuts into particles of less than 32 voxels; this one never does.
  const sphere = softSphere(box, Math.max(box - 32, diameter), 16);
  const prepared = async (map: Volume): Promise<Volume> => {
    const boxed = padOrCrop(await resample(gpu, map, pixelSize), box);
    return multiplied(
      options.lowPass === undefined ? boxed : await lowPass(gpu, boxed, options.lowPass),
      sphere,
    );
  };
  const half1 = await prepared(input.half1);
  const half2 = await prepared(input.half2);
  const isResampled = pixelSize !== input.mask.pixelSize;
  const wholeMask = await resample(gpu, binarize(input.mask, 0.5), pixelSize);
  // Resampling rounds corners off; a lower threshold keeps the mask from shrinking. Beyond the sphere there is no map.
  const whole = binarize(padOrCrop(wholeMask, box), isResampled ? 0.25 : 0.5);
  const mask = binarize(multiplied(whole, sphere), 0.5);
  if (mask.data.every((value) => value === 0))
    throw new Problem(`nothing of the mask is left in a box of ${box} voxels`, {
      where: options.mask,
      remedy: 'check that it is binary, centered and fits the diameter',
    });
  const measured =
    options.lowPass === undefined
      ? await measureFsc(gpu, [half1, half2], { mask, diameter })
      : declaredResolution(box, pixelSize, options.lowPass);
  return { half1, half2, mask, ...measured, declared: options.lowPass !== undefined };
}

/** Voxels; a map of that size takes 4 GB. */
const largestBox = 1024;

/** @param resampled edge of the half-maps at the new voxel size */
function checkBox({ diameter }: MapOptions, pixelSize: number, resampled: number): void {
  const box = boxSize(diameter, pixelSize);
  if (box < 8)
    throw new Problem(`a diameter of ${diameter} Å is too small for ${pixelSize} Å per voxel`, {
      remedy: 'give the diameter in Å, or maps with smaller voxels',
    });
  if (Math.max(box, resampled) > largestBox)
    throw new Problem(
      `a diameter of ${diameter} Å at ${pixelSize} Å per voxel needs maps of ${Math.round(Math.max(box, resampled))} voxels, the limit is ${largestBox}`,
      { remedy: 'give the diameter in Å, or resample the maps to larger voxels with --angpix_resample' },
    );
}

/** Whole voxels make the true pixel size differ from the nominal one that is stored; padding first makes that negligible. */
async function resample(gpu: Gpu, map: Volume, pixelSize: number): Promise<Volume> {
  if (pixelSize === map.pixelSize) return map;
  const ratio = map.pixelSize / pixelSize;
  const evenSize = (padded: number): number => 2 * Math.round((padded * ratio) / 2);
  const error = (padded: number): number => Math.abs(evenSize(padded) / (padded * ratio) - 1);
  const least = map.size + (map.size % 2);
  let padded = least;
  for (let size = least; size <= least + 64 && error(padded) > 1e-4; size += 2)
    if (error(size) < error(padded)) padded = size;
  return { ...(await rescale(gpu, padOrCrop(map, padded), evenSize(padded))), pixelSize };
}
