/** Which box sizes a species needs: for its maps, for refinement at its resolution, and against CTF aliasing. */
import type { TiltSeries } from '../../model/tiltSeries';
import { boxSize, fastSize } from '../maps/boxSize';
import { wavelength } from './seriesOptics';

export interface SpeciesGeometry {
  /** Å */
  readonly diameter: number;
  readonly pixelSize: number;
  /** Å; what references contain. */
  readonly resolution: number;
}

/**
 * Edges in voxels of a species' files, of the engine's box, which is the next that transforms fast, and of the sums that
 * maps are made of. These are a quarter wider, at most 64 voxels for the sake of memory: slices are put between finer
 * Fourier voxels, and a species that is turned gives the map of before, turned, to half the error.
 */
export function mapEdges(species: Pick<SpeciesGeometry, 'diameter' | 'pixelSize'>): {
  readonly file: number;
  readonly engine: number;
  readonly sums: number;
} {
  const file = boxSize(species.diameter, species.pixelSize);
  return { file, engine: fastSize(file), sums: fastSize(file + Math.min(Math.round(file / 4), 64)) };
}

/** Fourier-cropped edge whose Nyquist limit holds the resolution, and the shell of that resolution in it. */
export function refinementEdge(species: SpeciesGeometry): { readonly edge: number; readonly shell: number } {
  const { engine } = mapEdges(species);
  const shell = Math.min(
    Math.round((engine * species.pixelSize) / Math.max(species.resolution, 2 * species.pixelSize)),
    engine / 2 - 1,
  );
  return { edge: Math.min(engine, fastSize(2 * (shell + 1))), shell };
}

export interface PaddedBox {
  /** Å; its sign does not matter. */
  readonly defocus: number;
  /** Of the particle, Å. */
  readonly diameter: number;
  /** Pixels. */
  readonly edge: number;
  /** Å */
  readonly pixelSize: number;
  /** Å, up to which it must hold. */
  readonly resolution: number;
}

/**
 * By how much a box must be enlarged so that the transfer function does not alias: its phase may turn by less than
 * half a period from one Fourier pixel to the next (M's rule).
 */
export function boxPadding(
  series: TiltSeries,
  { defocus, diameter, edge, pixelSize, resolution }: PaddedBox,
): number {
  const lambda = wavelength(series);
  const steps = 1000;
  let largest = 0;
  let previous = 0;
  for (let i = 1; i <= steps; i++) {
    const k2 = (i / steps / resolution) ** 2;
    const halfTurns = lambda * k2 * (0.5 * series.optics.cs * lambda * lambda * k2 - Math.abs(defocus));
    largest = Math.max(largest, Math.abs(halfTurns - previous));
    previous = halfTurns;
  }
  const needed = Math.ceil((largest / 0.5) * steps * 1.1 + diameter / pixelSize);
  return Math.ceil(Math.max(edge, needed) / edge);
}
