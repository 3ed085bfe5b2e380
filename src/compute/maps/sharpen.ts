/** The map that people look at: both halves together, weighted by their FSC, with and without sharpening. */
import type { Gpu } from '../gpu/gpu';
import { fastSize } from './boxSize';
import { readAtShells } from './fsc';
import type { FscCurves } from './resolution';
import { filtered, forEachCoefficient } from './coefficients';
import type { Spectrum } from './coefficients';
import { toSpectrum, toVolume } from './spectrum';
import { average, padOrCrop } from './volume';
import type { Volume } from './volume';

export interface WeightedMaps {
  readonly filtered: Volume;
  readonly sharpened: Volume;
  /** Å^2; by which `sharpened` was multiplied as exp(-B k^2 / 4). 0 where there is nothing to fit. */
  readonly bfactor: number;
}

/**
 * Weights of sqrt(2 FSC / (1 + FSC)) (Rosenthal and Henderson 2003), up to the first shell without correlation beyond the
 * resolution;
 * B from a line through log amplitude over 1/d^2 between 10 Å and the resolution.
 */
export async function weightedAverage(
  gpu: Gpu,
  maps: { half1: Volume; half2: Volume; curves: FscCurves; resolution: number },
): Promise<WeightedMaps> {
  const { size } = maps.half1;
  const box = fastSize(size);
  const corrected = readAtShells(maps.curves.corrected, size, box);
  const cutoff = (box * maps.half1.pixelSize) / maps.resolution;
  const end = corrected.findIndex((value, shell) => shell > cutoff && value < 1e-4);
  const weight = (radius: number): number => {
    const shell = Math.round(radius);
    if (shell >= corrected.length || (end !== -1 && shell >= end)) return 0;
    const correlation = Math.max(0, corrected[shell]);
    return Math.sqrt((2 * correlation) / (1 + correlation));
  };
  const spectrum = filtered(await toSpectrum(gpu, padOrCrop(average(maps.half1, maps.half2), box)), weight);
  const bfactor = guinier(spectrum, maps.resolution);
  const length = spectrum.size * spectrum.pixelSize;
  const sharpened = filtered(spectrum, (radius) => {
    const ramp = Math.min(1, Math.max(0, 1 - (radius - (cutoff - 1)) / 2));
    return ramp * Math.exp((-bfactor * (radius / length) ** 2) / 4);
  });
  return {
    filtered: padOrCrop(await toVolume(gpu, spectrum), size),
    sharpened: padOrCrop(await toVolume(gpu, sharpened), size),
    bfactor,
  };
}

/** Slope of ln(mean amplitude) over k^2, times 4: negative where amplitudes fall. */
function guinier(spectrum: Spectrum, resolution: number): number {
  const shells = spectrum.size / 2;
  const sums = new Float64Array(shells);
  const counts = new Float64Array(shells);
  forEachCoefficient(spectrum.size, (i, x, y, z) => {
    const shell = Math.round(Math.sqrt(x * x + y * y + z * z));
    if (shell >= shells) return;
    sums[shell] += Math.hypot(spectrum.data[i], spectrum.data[i + 1]);
    counts[shell]++;
  });
  const length = spectrum.size * spectrum.pixelSize;
  const points: [number, number][] = [];
  for (let shell = 1; shell < shells; shell++) {
    const d = length / shell;
    const mean = sums[shell] / counts[shell];
    if (d <= 10 && d >= resolution && mean > 0) points.push([1 / (d * d), Math.log(mean)]);
  }
  if (points.length < 3) return 0;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) /
    points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return Math.min(0, 4 * slope);
}
