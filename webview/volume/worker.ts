/** Extracts surfaces and makes masks beside the page, so that sliders never stutter. */
import { planMask, type MaskOptions } from '../../shared/masks/planMask';
import { buffersOf, connect } from '../../shared/rpc';
import { blockRanges, type BlockRanges } from './blocks';
import { hideDust } from './dust';
import { marchingCubes, type Grid, type Surface } from './marchingCubes';
import { sampleAt } from './sample';

export interface SurfaceOptions {
  /** Pieces smaller than this many voxels are left out. */
  readonly dust: number;
  /** Name of a grid whose values come with the vertices, and where it lies. */
  readonly color: null | {
    readonly grid: string;
    readonly scale: readonly [number, number, number];
    readonly shift: readonly [number, number, number];
  };
}

export interface ColoredSurface extends Surface {
  /** (vertex) values of the other grid. */
  readonly values: Float32Array | null;
}

export interface VolumeWorker {
  setGrid(name: string, grid: Grid): void;
  dropGrid(name: string): void;
  surface(name: string, level: number, options: SurfaceOptions): ColoredSurface;
  /** Puts the mask of a grid under another name; the voxels come back as well. */
  mask(from: string, name: string, pixelSize: number, options: MaskOptions): Float32Array;
}

interface KnownGrid extends Grid {
  readonly blocks: BlockRanges;
}

const grids = new Map<string, KnownGrid>();
/** The plan keeps the stages that a moved slider does not change. */
let plan: { readonly grid: Grid; readonly run: ReturnType<typeof planMask> } | undefined;

connect<VolumeWorker, object>(
  {
    send: (message) => postMessage(message, { transfer: buffersOf(message) }),
    listen: (receive) => addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
  },
  {
    setGrid: (name, grid) => void grids.set(name, known(grid)),
    dropGrid: (name) => {
      if (plan?.grid === grids.get(name)) plan = undefined;
      grids.delete(name);
    },
    surface: (name, level, { dust, color }) => {
      const grid = find(name);
      const surface = hideDust(marchingCubes(grid, level, grid.blocks), dust);
      if (color === null || !grids.has(color.grid)) return { ...surface, values: null };
      return {
        ...surface,
        values: sampleAt(find(color.grid), surface.positions, color.scale, color.shift),
      };
    },
    mask: (from, name, pixelSize, options) => {
      const grid = find(from);
      if (plan?.grid !== grid) plan = { grid, run: planMask({ box: grid.size, pixelSize, data: grid.data }) };
      const { mask } = plan.run(options);
      grids.set(name, known({ size: grid.size, data: mask.slice() }));
      return mask.slice();
    },
  },
);

/** With the ranges of its blocks, so that a moved level visits only the blocks that it crosses. */
function known(grid: Grid): KnownGrid {
  return { ...grid, blocks: blockRanges(grid) };
}

function find(name: string): KnownGrid {
  const grid = grids.get(name);
  if (grid === undefined) throw new Error('there is no volume yet');
  return grid;
}
