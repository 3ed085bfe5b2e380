/** One species through the rounds of a refinement: its maps and resolution, the references made of them, new maps. */
import type { ReferenceOptions } from './refinementOptions';
import type { Gpu } from '../../compute/gpu/gpu';
import { createAccumulator } from '../../compute/kernels/insert';
import type { Accumulator } from '../../compute/kernels/insert';
import { cosetRepresentatives, operationsOfTheGrid } from '../../../shared/math/subgroups';
import { symmetryOperators } from '../../../shared/math/symmetry';
import { identity3, type Matrix3 } from '../../../shared/math/vector';
import { combined, finishReconstruction, helix } from '../../compute/maps/finishReconstruction';
import type { SymmetryOperator } from '../../compute/maps/finishReconstruction';
import { expandAndSoften, softSphere } from '../../compute/maps/masks';
import { readAtShells, upTo } from '../../compute/maps/fsc';
import { measureFsc } from '../../compute/maps/resolution';
import type { MeasuredResolution } from '../../compute/maps/resolution';
import { localResolution } from '../../compute/maps/localResolution';
import { multiplied, padOrCrop } from '../../compute/maps/volume';
import type { Volume } from '../../compute/maps/volume';
import { mapEdges, refinementEdge } from '../../compute/refine/boxShapes';
import { referenceCubes, sharedShells, type ReferenceCubes } from '../../compute/refine/references';
import type { EngineSpecies } from '../../compute/refine/seriesSession';
import type { Species } from '../../model/species';
import type { ParticleTable } from '../../model/particles';

export interface SpeciesState extends MeasuredResolution {
  readonly species: Species;
  readonly particles: ParticleTable;
  /** In the file's box. */
  readonly half1: Volume;
  readonly half2: Volume;
  readonly mask: Volume;
}

/** How well a species is resolved, and in which box. */
export interface Resolved extends Pick<MeasuredResolution, 'curves' | 'resolution'> {
  readonly half1: Pick<Volume, 'size' | 'pixelSize'>;
}

export async function withMeasuredFsc(
  gpu: Gpu,
  state: Omit<SpeciesState, keyof MeasuredResolution>,
): Promise<SpeciesState> {
  const { half1, half2, mask, species } = state;
  const resolution = await measureFsc(gpu, [half1, half2], {
    mask: mask.data.some((value) => value > 0.5) ? mask : null,
    diameter: species.diameter / species.pixelSize,
  });
  return { ...state, ...resolution };
}

/** Species whose halves have nothing of their own up to their resolution. */
export function sharedCautions(
  states: readonly (Resolved & { readonly species: Pick<Species, 'name'> })[],
  { sharedReference = false }: ReferenceOptions,
): readonly string[] {
  return states
    .filter(({ half1: { size, pixelSize }, resolution }) => {
      const length = size * pixelSize;
      return sharedShells(length, resolution, sharedReference) > sharedShells(length, resolution, false);
    })
    .map(
      ({ species: { name }, resolution }) =>
        `references of ${name} share everything beyond 40 Å, and it is resolved to ${resolution.toFixed(1)} Å: ` +
        'its FSC is not gold-standard',
    );
}

/** A species as the engine sees it, before its references are on a GPU. */
export interface PreparedEngine extends Omit<EngineSpecies, 'references'> {
  readonly references: ReferenceCubes;
}

/** References at the species' resolution; a resolution that was declared coarser than measured (low-pass) holds. */
export async function prepareEngine(
  gpu: Gpu,
  state: SpeciesState,
  { localReference = false, sharedReference = false }: ReferenceOptions = {},
): Promise<PreparedEngine> {
  const { species, half1, half2, mask, curves } = state;
  const resolution = Math.max(state.resolution, 0);
  const geometry = { diameter: species.diameter, pixelSize: species.pixelSize, resolution };
  const { engine } = mapEdges(geometry);
  const { edge } = refinementEdge(geometry);
  const soft = expandAndSoften(padOrCrop(mask, engine), 3, 6).data;
  const sphere = softSphere(
    engine,
    species.diameter / species.pixelSize,
    Math.min(16, Math.max(2, engine / 8)),
  );
  const inside = soft.map((value, i) => value * sphere[i]);
  const halves = [padOrCrop(half1, engine), padOrCrop(half2, engine)] as const;
  const local = localReference
    ? await localResolution(gpu, multiplied(halves[0], inside), multiplied(halves[1], inside), {
        resolution,
        bfactor: 0,
      })
    : null;
  const references = await referenceCubes(gpu, {
    half1: local?.denoised[0] ?? halves[0],
    half2: local?.denoised[1] ?? halves[1],
    isFiltered: local !== null,
    sharedShells: sharedShells(engine * species.pixelSize, resolution, sharedReference),
    mask: inside,
    fsc: upTo(resolution, readAtShells(curves.corrected, half1.size, engine), halves[0]),
    edge,
  });
  return {
    name: species.name,
    geometry,
    references,
    resolutionFractionAtFsc05: Math.min(1, resolution / Math.max(state.resolutionAtHalf, 1e-6)),
  };
}

/** Empty sums for both half-maps, and the integers that a batch is added up in. */
export interface SpeciesSums {
  readonly halves: readonly [Accumulator, Accumulator];
  readonly scratch: GPUBuffer;
  destroy(): void;
}

export function emptySums(gpu: Gpu, species: Pick<Species, 'diameter' | 'pixelSize'>): SpeciesSums {
  const edge = mapEdges(species).sums;
  const halves = [createAccumulator(gpu, edge), createAccumulator(gpu, edge)] as const;
  const scratch = gpu.storage(halves[0].voxels * 12, 'reconstruction batch');
  return {
    halves,
    scratch,
    destroy() {
      for (const buffer of [halves[0].sums, halves[1].sums, scratch]) buffer.destroy();
    },
  };
}

/** New half-maps of the species, in the file's box. */
export async function reconstructHalfMaps(
  gpu: Gpu,
  species: Species,
  sums: SpeciesSums,
): Promise<{ half1: Volume; half2: Volume }> {
  const { operators } = symmetryOf(species);
  const finish = (half: 0 | 1): Promise<Volume> =>
    finishReconstruction(gpu, sums.halves[half], {
      operators,
      pixelSize: species.pixelSize,
      edge: mapEdges(species).file,
    });
  return { half1: await finish(0), half2: await finish(1) };
}

/**
 * What averages over symmetry: `copies`, at each of which every slice is put into the sums, and `operators`, which the
 * sums are averaged over afterwards. Voxels that fall between others would be interpolated, so a point group averages
 * sums only over what takes the grid onto itself, and a map stays what it was when its symmetry is expanded.
 */
export function symmetryOf(species: Species): {
  readonly copies: readonly Matrix3[];
  readonly operators: readonly SymmetryOperator[];
} {
  const group = symmetryOperators(species.symmetry);
  // Steps of a helix lie anywhere, and are too many to insert.
  if (species.helicalUnits > 1) return { copies: [identity3], operators: combined(group, stepsOf(species)) };
  const exact = operationsOfTheGrid(group);
  return {
    copies: cosetRepresentatives(group, exact),
    operators: exact.map((rotation) => ({ rotation, shift: [0, 0, 0] })),
  };
}

/** Units of a helical species about its middle. */
function stepsOf({ helicalUnits, helicalTwist, helicalRise }: Species): readonly SymmetryOperator[] {
  return helix(helicalUnits, (helicalTwist * Math.PI) / 180, helicalRise);
}
