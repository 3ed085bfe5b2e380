/** What M keeps beside a species for people to look at: maps filtered in several ways, and resolution place by place. */
import type { Gpu } from '../../compute/gpu/gpu';
import { angularDistribution } from '../../compute/maps/angularDistribution';
import { fastSize } from '../../compute/maps/boxSize';
import {
  alikeInAllDirections,
  directionalResolution,
  filteredByDirection,
  plotOfDirections,
  type DirectionalResolution,
} from '../../compute/maps/directionalResolution';
import { localResolution } from '../../compute/maps/localResolution';
import { expandAndSoften } from '../../compute/maps/masks';
import type { FscCurves } from '../../compute/maps/resolution';
import { weightedAverage } from '../../compute/maps/sharpen';
import { toSpectrum, toVolume } from '../../compute/maps/spectrum';
import { average, multiplied, padOrCrop, type Volume } from '../../compute/maps/volume';
import { encodeMrc } from '../../formats/mrc';
import { formatStar } from '../../formats/star';
import type { ParticleTable } from '../../model/particles';
import type { CompanionSuffix } from '../../model/species';
import { encodeMap } from './speciesFiles';

export interface SpeciesWithMaps {
  readonly half1: Volume;
  readonly half2: Volume;
  /** Binary. */
  readonly mask: Volume;
  readonly curves: FscCurves;
  /** Å */
  readonly resolution: number;
  readonly particles: ParticleTable;
  /** The resolution is not measured: it holds everywhere, in all directions, and there is nothing to sharpen by. */
  readonly declared?: boolean;
}

export interface CompanionMaps {
  /** By what follows the species' name. */
  readonly files: ReadonlyMap<CompanionSuffix, Uint8Array | string>;
  /** Å^2 */
  readonly bfactor: number;
}

const plotEdge = 256;

/** Filtered and sharpened maps, local and directional resolution, and the distribution of views. */
export async function companionMaps(gpu: Gpu, state: SpeciesWithMaps): Promise<CompanionMaps> {
  const files = new Map<CompanionSuffix, Uint8Array | string>();
  const { half1, particles, mask } = state;
  const weighted = await weightedAverage(gpu, state);
  const { filtered } = weighted;
  const { sharpened, bfactor } = state.declared === true ? { sharpened: filtered, bfactor: 0 } : weighted;
  files.set('_filt.mrc', encodeMap(filtered));
  files.set('_filtsharp.mrc', encodeMap(sharpened));
  files.set(
    '_localbfac.mrc',
    encodeMap({ ...half1, data: new Float32Array(half1.data.length).fill(bfactor) }),
  );
  if (state.declared === true) addDeclared(state, filtered, files);
  else {
    await addDirectional(gpu, state, sharpened, files);
    await addLocal(gpu, state, { filtered, bfactor }, files);
  }
  if (particles.count > 0) {
    const { edge, data } = angularDistribution(firstAngles(particles));
    files.set('_angdist.mrc', encodeMrc({ size: [edge, edge, 1], pixelSize: mask.pixelSize, data }));
  }
  return { files, bfactor };
}

/** Maps of a declared resolution are filtered alike in all directions and everywhere. */
function addDeclared(
  { half1, mask, resolution }: SpeciesWithMaps,
  filtered: Volume,
  files: Map<CompanionSuffix, Uint8Array | string>,
): void {
  for (const suffix of ['_filtanisotropic.mrc', '_filtlocal.mrc', '_denoised.mrc'] as const)
    files.set(suffix, encodeMap(filtered));
  const alike = { ...half1, data: new Float32Array(half1.data.length).fill(resolution) };
  files.set('_localres.mrc', encodeMap(alike));
  files.set('_localres.star', histogram(alike, mask));
  addPlot(alikeInAllDirections(resolution), half1.pixelSize, files);
}

function addPlot(
  directional: DirectionalResolution,
  pixelSize: number,
  files: Map<CompanionSuffix, Uint8Array | string>,
): void {
  const data = plotOfDirections(directional, plotEdge);
  files.set('_anisores.mrc', encodeMrc({ size: [plotEdge, plotEdge, 1], pixelSize, data }));
}

async function addDirectional(
  gpu: Gpu,
  { half1, half2, mask, resolution }: SpeciesWithMaps,
  sharpened: Volume,
  files: Map<CompanionSuffix, Uint8Array | string>,
): Promise<void> {
  const { size, pixelSize } = half1;
  const box = fastSize(size);
  const soft = softMask(mask);
  const spectrum = async (map: Volume): ReturnType<typeof toSpectrum> => toSpectrum(gpu, padOrCrop(map, box));
  const share = soft.reduce((sum, value) => sum + value, 0) / box ** 3;
  const directional = directionalResolution(
    await spectrum(multiplied(half1, soft)),
    await spectrum(multiplied(half2, soft)),
    resolution,
    share,
  );
  const filtered = await toVolume(gpu, filteredByDirection(await spectrum(sharpened), directional));
  files.set('_filtanisotropic.mrc', encodeMap(padOrCrop(filtered, size)));
  addPlot(directional, pixelSize, files);
}

async function addLocal(
  gpu: Gpu,
  { half1, half2, mask, resolution }: SpeciesWithMaps,
  { filtered, bfactor }: { filtered: Volume; bfactor: number },
  files: Map<CompanionSuffix, Uint8Array | string>,
): Promise<void> {
  const soft = softMask(mask);
  const local = await localResolution(gpu, multiplied(half1, soft), multiplied(half2, soft), {
    resolution,
    bfactor,
  });
  // M leaves these out, too, where the window does not fit; the denoised map it expects.
  files.set('_denoised.mrc', encodeMap(local === null ? filtered : average(...local.denoised)));
  if (local === null) return;
  files.set('_filtlocal.mrc', encodeMap(local.filtered));
  files.set('_localres.mrc', encodeMap(local.resolution));
  files.set('_localres.star', histogram(local.resolution, mask));
}

/** How many voxels of the mask have which resolution, shell by shell; the first row stands for shell 0. */
function histogram({ size, pixelSize, data }: Volume, mask: Volume): string {
  const counts = new Uint32Array(size / 2);
  data.forEach((value, i) => {
    if (mask.data[i] > 0.5) counts[Math.min(counts.length - 1, Math.round((size * pixelSize) / value))]++;
  });
  const rows = Array.from(counts, (count, shell) => [
    shell === 0 ? 'Infinity' : ((size * pixelSize) / shell).toFixed(5),
    `${count}`,
  ]);
  return formatStar([{ name: '', columns: ['wrpResolution', 'wrpSamples'], rows }]);
}

/** Nothing of the molecule is cut, and no edge is sharp. An empty mask lets everything through. */
function softMask(mask: Volume): Float32Array {
  return mask.data.some((value) => value > 0.5)
    ? expandAndSoften(mask, 3, 6).data
    : new Float32Array(mask.data.length).fill(1);
}

/** (particle, 3) at the first sample of each trajectory. */
function firstAngles({ count, samples, angles }: ParticleTable): Float64Array {
  const first = new Float64Array(3 * count);
  for (let p = 0; p < count; p++) first.set(angles.subarray(3 * samples * p, 3 * samples * p + 3), 3 * p);
  return first;
}
