/** What may have to be done to the maps of a new species before they show what its particles show. */
import type { Vector3 } from '../../../shared/math/vector';
import { Problem } from '../../../shared/problem';

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
