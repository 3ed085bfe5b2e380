/** Half-maps and mask of a new species, brought to what its particles show: contrast, hand, center. */
import { movedMap, movedMask } from '../compute/maps/movedVolume';
import type { Volume } from '../compute/maps/volume';
import type { Matrix3, Vector3 } from '../compute/math/vector';
import { Problem } from '../problem';
import type { InputMaps } from './speciesMaps';

export interface MapChanges {
  /** Multiply the half-maps by -1. */
  readonly invert?: boolean | undefined;
  /** Axes along which half-maps and mask are mirrored about the middle of the box: `z`, `xyz`. */
  readonly mirror?: string | undefined;
  /** Å by which half-maps and mask are moved. */
  readonly shift?: Vector3 | undefined;
}

/** Throws Problem for axes that there are not. */
export function checkMapChanges({ mirror, shift }: MapChanges): void {
  if (mirror !== undefined && !/^(?!.*(.).*\1)[xyz]+$/.test(mirror))
    throw new Problem(`maps are mirrored along x, y, z or several of them, not ${mirror}`, {
      remedy: 'correct --mirror_maps',
    });
  if (shift?.every(Number.isFinite) === false)
    throw new Problem('maps are moved by three numbers of Å', { remedy: 'correct --shift_maps' });
}

export function withMapChanges(maps: InputMaps, { invert, mirror, shift }: MapChanges): InputMaps {
  if (invert !== true && mirror === undefined && shift === undefined) return maps;
  const signs = ['x', 'y', 'z'].map((axis) => (mirror?.includes(axis) === true ? -1 : 1));
  const turn: Matrix3 = [signs[0], 0, 0, 0, signs[1], 0, 0, 0, signs[2]];
  const reading = ({ pixelSize }: Volume): Parameters<typeof movedMap>[1] => {
    const [x, y, z] = (shift ?? [0, 0, 0]).map((value, axis) => (-signs[axis] * value) / pixelSize);
    return { turn, shift: [x, y, z] };
  };
  const isMoved = mirror !== undefined || shift !== undefined;
  const half = (map: Volume): Volume => {
    const moved = isMoved ? movedMap(map, reading(map)) : map;
    return invert === true ? { ...moved, data: moved.data.map((value) => -value) } : moved;
  };
  return {
    half1: half(maps.half1),
    half2: half(maps.half2),
    mask: isMoved ? movedMask(maps.mask, reading(maps.mask)) : maps.mask,
  };
}
