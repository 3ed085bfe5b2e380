/** Whether a table of RELION speaks of tilt series and volumes of the size that the data source has. */
import { Problem } from '../../shared/problem';
import { countOutside, isInCorner } from './importedParticles';
import type { ParticleTable } from './particles';
import type { RelionTable } from './relionTable';
import type { NamedSeries } from './seriesNames';

/** As much as rounding to three digits takes. */
const pixelTolerance = 0.002;
const sizeTolerance = 0.01;

/**
 * To be asked for every particle with its series; throws Problem where they disagree, unless told that the file is right.
 * A pixel size of coordinates that is given by hand needs no such word.
 */
export function geometryCheck(
  table: RelionTable,
  options: {
    readonly coordinatePixelSize?: number | undefined;
    readonly anySizes?: boolean | undefined;
  },
): (row: number, home: NamedSeries) => void {
  if (options.anySizes === true) return () => undefined;
  return (row, home) => {
    if (home.pixelSize === undefined) return;
    const pixel = table.number(row, 'rlnTomoTiltSeriesPixelSize');
    if (pixel !== undefined && options.coordinatePixelSize === undefined)
      checkPixel(pixel, home.pixelSize, home, table.place(row));
    checkVolume(table, row, home, pixel ?? home.pixelSize);
  };
}

/**
 * WarpTools wrote coordinates in pixels of the particle images beside the pixel size of the tilt series for years: all
 * particles then lie in one corner of their volumes, and inside of them in the larger pixels. Throws Problem.
 *
 * @param series, image pixel sizes in Å, of the tilt series and of the particle images
 */
export function refuseImagePixels(
  particles: Pick<ParticleTable, 'count' | 'samples' | 'positions'>,
  homes: readonly NamedSeries[],
  { series, image }: { readonly series: number; readonly image: number },
  where: string,
): void {
  if (!(image > 1.5 * series) || !isInCorner(particles, homes)) return;
  const enlarged = { ...particles, positions: particles.positions.map((value) => (value * image) / series) };
  if (countOutside(enlarged, homes) > 0) return;
  throw new Problem(
    `all ${particles.count} particles lie in one corner of their volumes in pixels of ${series} Å (rlnTomoTiltSeriesPixelSize), and spread over them in those of ${image} Å (rlnImagePixelSize), which WarpTools has written coordinates in`,
    {
      where,
      remedy: `give --angpix_coords ${image}, or take the table as it is with --any_sizes`,
    },
  );
}

function checkPixel(pixel: number, own: number, { source, name }: NamedSeries, where: string): void {
  if (Math.abs(pixel / own - 1) <= pixelTolerance) return;
  throw new Problem(
    `rlnTomoTiltSeriesPixelSize is ${pixel} Å for ${name}, the data source ${source} has ${own} Å`,
    {
      where,
      remedy:
        'correct the table or the source, give the pixel size of coordinates with --angpix_coords, or take the table as it is with --any_sizes',
    },
  );
}

function checkVolume(table: RelionTable, row: number, home: NamedSeries, pixel: number): void {
  const size = ['X', 'Y', 'Z'].map((axis) => table.number(row, `rlnTomoSize${axis}`));
  if (size.some((edge) => edge === undefined)) return;
  const edges = size.map((edge) => (edge ?? 0) * pixel);
  if (edges.every((edge, axis) => Math.abs(edge / home.volumeSize[axis] - 1) <= sizeTolerance)) return;
  const shown = (values: readonly number[]): string =>
    values.map((value) => Number(value.toFixed(0))).join(' x ');
  throw new Problem(
    `rlnTomoSizeX, Y and Z of ${home.name} are ${size.join(' x ')} pixels, ${shown(edges)} Å, the data source ${home.source} has ${shown(home.volumeSize)} Å`,
    {
      where: table.place(row),
      remedy: 'correct the size of the volume in the source, or take the table as it is with --any_sizes',
    },
  );
}
