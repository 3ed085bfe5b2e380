/** Gives a species a new mask, cut from a map at a threshold, and its center if that is wanted. */
import { binarized, extended, longestReach } from '../../../shared/masks/planMask';
import { movedMap } from '../../compute/maps/movedVolume';
import { padOrCrop, type Volume } from '../../compute/maps/volume';
import { identity3, type Vector3 } from '../../../shared/math/vector';
import { companion, type Species } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { editSpecies } from './editSpecies';
import { cubeOf, readMapFile, type MapFile } from '../maps/mapFiles';
import { shiftedSpecies } from './moveSpecies';
import { readOwnMaps } from './ownMaps';

export interface UpdateMaskOptions {
  readonly population: string;
  /** Path, GUID or name. */
  readonly species: string;
  readonly map: string;
  readonly threshold: number;
  /** Voxels. */
  readonly dilate: number;
  /** Moves the species, so that the center of mass of the mask comes to the middle of the box. */
  readonly center?: boolean | undefined;
}

export interface UpdatedMask {
  readonly species: { readonly name: string; readonly version: string };
  readonly mask: string;
  readonly voxels: number;
  /** Å that the center moved by within the map; null where it was not asked for. */
  readonly shift: Vector3 | null;
}

/** The mask is binary, in the box of the half-maps; a new version of the species. Throws Problem; then nothing has changed. */
export async function updateMask(options: UpdateMaskOptions): Promise<UpdatedMask> {
  if (!(options.dilate >= 0 && options.dilate <= longestReach))
    throw new Problem(`a mask is dilated by 0 to ${longestReach} voxels, not by ${options.dilate}`, {
      remedy: 'correct --dilate',
    });
  let shift: Vector3 | null = null;
  let voxels = 0;
  const { species } = await editSpecies('update_mask', options, async (present, particles) => {
    const map = await readMapFile(options.map);
    checkPixelSize(map, present);
    const cube = { ...cubeOf(map), pixelSize: present.pixelSize };
    const halves = await readOwnMaps(present, ['_half1.mrc', '_half2.mrc']);
    const edge = [...halves.values()][0].size;
    const mask = newMask(cube, edge, options);
    const away: Vector3 = options.center === true ? fromCenter(mask) : [0, 0, 0];
    if (options.center === true) shift = [0, 0, 0];
    if (Math.hypot(...away) < leastShift) {
      voxels = countOf(mask);
      return { species: present, particles, maps: new Map([['_mask.mrc', mask]]) };
    }
    const centered = newMask(movedMap(cube, { turn: identity3, shift: away }), edge, options);
    voxels = countOf(centered);
    shift = inAngstrom(away, present.pixelSize);
    return shiftedSpecies(present, particles, shift, centered);
  });
  const { name, version } = species;
  return { species: { name, version }, mask: companion(species, '_mask.mrc'), voxels, shift };
}

/** Voxels; below it interpolation would cost more than it fixes, and nothing moves. */
const leastShift = 0.01;

function countOf({ data }: Volume): number {
  return data.reduce((sum, value) => sum + value, 0);
}

function inAngstrom([x, y, z]: Vector3, pixelSize: number): Vector3 {
  return [x * pixelSize, y * pixelSize, z * pixelSize];
}

/** Voxels from the middle of the box to the center of mass. */
function fromCenter({ size, data }: Volume): Vector3 {
  const sums = [0, 0, 0];
  let mass = 0;
  data.forEach((value, i) => {
    mass += value;
    sums[0] += value * (i % size);
    sums[1] += value * (Math.floor(i / size) % size);
    sums[2] += value * Math.floor(i / size ** 2);
  });
  const [x, y, z] = sums.map((sum) => sum / mass - Math.floor(size / 2));
  return [x, y, z];
}

function checkPixelSize(map: MapFile, species: Species): void {
  if (map.pixelSize > 0 && Math.abs(map.pixelSize - species.pixelSize) <= 1e-3) return;
  throw new Problem(
    `the map has ${map.pixelSize} Å per voxel, the species ${species.name} has ${species.pixelSize} Å`,
    {
      where: map.path,
      remedy: 'resample it, or correct its header if only that is wrong',
    },
  );
}

function newMask(map: Volume, edge: number, options: UpdateMaskOptions): Volume {
  const { threshold, dilate } = options;
  const whole = Float32Array.from(binarized(map.data, threshold));
  const inBox = padOrCrop({ ...map, data: whole }, edge).data;
  if (!inBox.includes(1))
    throw new Problem(
      `no voxel within the species' box of ${edge} voxels reaches the threshold ${threshold}, the mask would be empty`,
      { where: options.map, remedy: 'choose a lower --threshold' },
    );
  // M dilates by whole voxels, the ones at the very distance included.
  const data = Float32Array.from(
    extended(Uint8Array.from(inBox), [edge, edge, edge], dilate === 0 ? 0 : dilate + 1e-4),
  );
  return { size: edge, pixelSize: map.pixelSize, data };
}
