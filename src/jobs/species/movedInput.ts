/** Half-maps and mask of a new species, brought to what its particles show: contrast, hand, center. */
import { movedMap, movedMask } from '../../compute/maps/movedVolume';
import type { Volume } from '../../compute/maps/volume';
import type { Matrix3 } from '../../../shared/math/vector';
import type { MapChanges } from './mapChanges';
import type { InputMaps } from './speciesMaps';

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
