/** Extracts surfaces beside the page, so that the level slider never stutters. */
import { connect } from '../shared/rpc';
import { marchingCubes, type Grid, type Surface } from './marchingCubes';

export interface SurfaceWorker {
  setGrid(grid: Grid): void;
  surface(level: number): Surface;
}

let grid: Grid | undefined;

connect<SurfaceWorker, object>(
  {
    send: (message) => postMessage(message),
    listen: (receive) => addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
  },
  {
    setGrid: (next) => {
      grid = next;
    },
    surface: (level) => {
      if (grid === undefined) throw new Error('there is no volume yet');
      return marchingCubes(grid, level);
    },
  },
);
