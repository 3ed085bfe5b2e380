/** Sums of slices on their way to a map: averaged over operators that leave the particle as it is, and windowed. */
import type { Gpu } from '../gpu/gpu';
import { accumulatorVoxels } from './insert';
import { referenceReach } from './score';
import sliceSource from './shared/slice.wgsl';
import symmetrizeSource from './symmetrize.wgsl';
import windowSource from './windowSums.wgsl';

export interface SumsToSums {
  /** As an accumulator has them, for an edge of `edge` voxels. */
  readonly source: GPUBuffer;
  readonly target: GPUBuffer;
  readonly edge: number;
}

/** @param rows (operator, 3, 4): rows of its matrix, each with the shift along that row's axis, voxels */
export function symmetrize(gpu: Gpu, { source, target, edge }: SumsToSums, rows: Float32Array): void {
  const rowBuffer = gpu.upload(rows, 'symmetry operators');
  const params = gpu.uniform([
    { i: referenceReach(edge) },
    { i: rows.length / 12 },
    { f: edge / 2 },
    { f: edge },
  ]);
  gpu.run(
    gpu.kernel('symmetrize', sliceSource + symmetrizeSource),
    [params, rowBuffer, source, target],
    Math.ceil(accumulatorVoxels(edge) / 64),
  );
  for (const owned of [rowBuffer, params]) owned.destroy();
}

/** 1/4, 1/2, 1/4 along each axis. */
export function windowSums(gpu: Gpu, { source, target, edge }: SumsToSums): void {
  const params = gpu.uniform([{ i: referenceReach(edge) }, { f: edge / 2 }]);
  gpu.run(
    gpu.kernel('windowSums', sliceSource + windowSource),
    [params, source, target],
    Math.ceil(accumulatorVoxels(edge) / 64),
  );
  params.destroy();
}
