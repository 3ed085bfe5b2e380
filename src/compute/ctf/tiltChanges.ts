/** Puts what was found for tilts into their series. */
import type { CubicGrid } from '../../../shared/math/grids';
import type { TiltSeries } from '../../model/tiltSeries';

/** @param changes (tilt) of defocus and of straight and diagonal astigmatism, Å, and of the phase shift, rad; null for none */
export function changedTilts(series: TiltSeries, changes: readonly (ArrayLike<number> | null)[]): TiltSeries {
  const astigmatism = series.astigmatism.slice();
  const astigmatismAngle = series.astigmatismAngle.slice();
  const phaseShift = series.phaseShift.slice();
  changes.forEach((change, t) => {
    if (change === null) return;
    phaseShift[t] += change[3];
    if (change[1] === 0 && change[2] === 0) return;
    const [size, angle] = [0.5 * astigmatism[t], 2 * astigmatismAngle[t]];
    const along = size * Math.cos(angle) + change[1];
    const across = size * Math.sin(angle) + change[2];
    astigmatism[t] = 2 * Math.hypot(along, across);
    astigmatismAngle[t] = 0.5 * Math.atan2(across, along);
  });
  const defocus = overTilts(series.defocus, series.tiltCount);
  const plane = defocus.values.length / series.tiltCount;
  const values = defocus.values.map((value, i) => value + (changes[Math.floor(i / plane)]?.[0] ?? 0));
  return { ...series, astigmatism, astigmatismAngle, phaseShift, defocus: { ...defocus, values } };
}

/** A grid that holds for all tilts alike, as one with a layer for each. */
function overTilts(grid: CubicGrid, tilts: number): CubicGrid {
  const [width, height, depth] = grid.size;
  if (depth === tilts) return grid;
  const plane = width * height;
  const values = Float64Array.from({ length: plane * tilts }, (_, i) => grid.values[i % plane]);
  return { ...grid, size: [width, height, tilts], values };
}
