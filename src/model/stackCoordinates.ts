/**
 * Tables of 2D stacks (RELION 5) count coordinates in pixels of the tilt series; WarpTools before 2026 wrote them in pixels
 * of the particle images beside the same columns. Where both readings are possible nobody can tell, and it is asked.
 */
import { Problem } from '../../shared/problem';
import type { RelionTable } from './relionTable';
import type { NamedSeries } from './seriesNames';

/** Relative difference of pixel sizes that are one. */
const same = 1e-3;
/** Part of the particles that may lie outside of a volume by the right reading. */
const mostOutside = 0.02;

/** @param rows with the series that each belongs to. Throws Problem where the pixel size has to be said. */
export function checkStackCoordinates(
  table: RelionTable,
  rows: readonly { readonly row: number; readonly home: NamedSeries }[],
  where: string,
): void {
  if (!table.has('rlnCoordinateX') || table.has('rlnCenteredCoordinateXAngst')) return;
  const doubtful = rows.flatMap(({ row, home }) => {
    const [series, image] = ['rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'].map((label) =>
      table.number(row, label),
    );
    const isFlat = table.number(row, 'rlnImageDimensionality') === 2;
    if (!isFlat || series === undefined || image === undefined) return [];
    if (Math.abs(image / series - 1) < same) return [];
    const pixels = ['X', 'Y', 'Z'].map((axis) => table.number(row, `rlnCoordinate${axis}`) ?? 0);
    const reaches = home.volumeSize.map((size, axis) => pixels[axis] / size);
    return [{ series, image, reach: Math.max(...reaches) }];
  });
  if (doubtful.length === 0) return;
  const outside = (size: 'series' | 'image'): number =>
    doubtful.filter((one) => one.reach * one[size] > 1).length / doubtful.length;
  if (outside('image') > mostOutside) return;
  const [{ series, image }] = doubtful;
  const furthest = Math.max(...doubtful.map(({ reach }) => reach));
  const part = (size: number): string => `${(100 * furthest * size).toFixed(0)} %`;
  throw new Problem(
    `its coordinates are in pixels of ${series} Å (rlnTomoTiltSeriesPixelSize), or of ${image} Å (rlnImagePixelSize), as ` +
      `WarpTools wrote such stacks: by the one the farthest lies at ${part(series)} of the volume, by the other at ${part(image)}`,
    { where, remedy: `say which with --angpix_coords ${image} or --angpix_coords ${series}` },
  );
}
