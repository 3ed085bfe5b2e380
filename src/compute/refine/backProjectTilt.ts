/**
 * Adds one tilt image to a tomogram where the series' whole model places each voxel: volume warp, image warp, level and axis.
 * The model is asked at the corners of tiles, and is linear inside of them.
 */
import type { Vector3 } from '../../../shared/math/vector';
import type { TiltSeries } from '../../model/tiltSeries';
import { TiltPlacer } from '../geometry/tiltPlacer';

/** Voxels of a tile's edge: over 8 voxels a warp bends by a small part of one. */
const edge = 8;

export interface TomogramShape {
  /** Voxels. */
  readonly size: readonly [number, number, number];
  /** Å */
  readonly pixelSize: number;
  /** Å, of voxel 0 from the volume's corner. */
  readonly origin: Vector3;
}

/** A tilt image that was filtered for tiles of some defocus. */
export interface FilteredImage {
  readonly width: number;
  readonly height: number;
  /** (y, x) */
  readonly data: Float32Array;
  /** Pixels of the image in 1 Å, along x and y. */
  readonly scale: readonly [number, number];
}

/**
 * @param volume (z, y, x), added to
 * @param imageFor by the defocus of a tile, Å
 * @param pause called once for each layer of tiles
 */
export async function backProjectTilt(
  { series, tilt }: { readonly series: TiltSeries; readonly tilt: number },
  volume: Float32Array,
  shape: TomogramShape,
  {
    imageFor,
    pause,
  }: { readonly imageFor: (defocus: number) => FilteredImage; readonly pause: () => Promise<void> },
): Promise<void> {
  const placer = new TiltPlacer(series, tilt);
  const [nx, ny, nz] = shape.size;
  const tiles = shape.size.map((n) => Math.ceil(n / edge));
  let below = corners(placer, shape, 0);
  for (let tz = 0; tz < tiles[2]; tz++) {
    const above = corners(placer, shape, tz + 1);
    for (let ty = 0; ty < tiles[1]; ty++)
      for (let tx = 0; tx < tiles[0]; tx++) {
        const at = ty * below.pitch + tx;
        const image = imageFor((below.defocus[at] + above.defocus[at + below.pitch + 1]) / 2);
        addTile(volume, image, {
          nx,
          ny,
          first: [tx * edge, ty * edge, tz * edge],
          end: [Math.min(nx, (tx + 1) * edge), Math.min(ny, (ty + 1) * edge), Math.min(nz, (tz + 1) * edge)],
          x: tileCorners([below, above], at, 'x', image.scale[0]),
          y: tileCorners([below, above], at, 'y', image.scale[1]),
        });
      }
    below = above;
    await pause();
  }
}

/** Where the corners of one layer of tiles come to lie, Å. */
interface Corners {
  /** From one line of corners to the next. */
  readonly pitch: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly defocus: Float64Array;
}

function corners(placer: TiltPlacer, { size, pixelSize, origin }: TomogramShape, layer: number): Corners {
  const [across, down] = [Math.ceil(size[0] / edge) + 1, Math.ceil(size[1] / edge) + 1];
  const found = {
    pitch: across,
    x: new Float64Array(across * down),
    y: new Float64Array(across * down),
    defocus: new Float64Array(across * down),
  };
  const step = edge * pixelSize;
  for (let j = 0, at = 0; j < down; j++)
    for (let i = 0; i < across; i++, at++) {
      placer.place([origin[0] + i * step, origin[1] + j * step, origin[2] + layer * step]);
      found.x[at] = placer.x;
      found.y[at] = placer.y;
      found.defocus[at] = placer.defocus;
    }
  return found;
}

/** (z, y, x) the eight of a tile, pixels. */
function tileCorners(
  layers: readonly [Corners, Corners],
  at: number,
  axis: 'x' | 'y',
  scale: number,
): readonly number[] {
  return layers.flatMap(({ [axis]: values, pitch }) =>
    [at, at + 1, at + pitch, at + pitch + 1].map((corner) => values[corner] * scale),
  );
}

interface Tile {
  /** Voxels of the volume. */
  readonly nx: number;
  readonly ny: number;
  readonly first: Vector3;
  readonly end: Vector3;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function addTile(
  volume: Float32Array,
  { data, width, height }: FilteredImage,
  { nx, ny, first, end, x, y }: Tile,
): void {
  const length = end[0] - first[0];
  for (let z = first[2]; z < end[2]; z++) {
    const w = (z - first[2]) / edge;
    for (let row = first[1]; row < end[1]; row++) {
      const v = (row - first[1]) / edge;
      let px = between(x, 0, v, w);
      let py = between(y, 0, v, w);
      const dx = (between(x, 1, v, w) - px) / edge;
      const dy = (between(y, 1, v, w) - py) / edge;
      let to = (z * ny + row) * nx + first[0];
      for (let i = 0; i < length; i++, to++, px += dx, py += dy) {
        const [x0, y0] = [Math.floor(px), Math.floor(py)];
        if (!(x0 >= 0 && y0 >= 0 && x0 < width - 1 && y0 < height - 1)) continue;
        const [fx, fy] = [px - x0, py - y0];
        const at = y0 * width + x0;
        const upper = data[at] + fx * (data[at + 1] - data[at]);
        const lower = data[at + width] + fx * (data[at + width + 1] - data[at + width]);
        volume[to] += upper + fy * (lower - upper);
      }
    }
  }
}

/** At one end (0, 1) of the tile's line at (v, w). */
function between(corners: readonly number[], end: 0 | 1, v: number, w: number): number {
  const below = corners[end] + v * (corners[end + 2] - corners[end]);
  const above = corners[end + 4] + v * (corners[end + 6] - corners[end + 4]);
  return below + w * (above - below);
}
