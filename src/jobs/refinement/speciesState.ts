/** One species through the rounds of a refinement: its maps and resolution, the references made of them, new maps. */
import type { Gpu } from '../../compute/gpu/gpu';
import { createAccumulator } from '../../compute/kernels/insert';
import type { Accumulator } from '../../compute/kernels/insert';
import { cosetRepresentatives, operationsOfTheGrid } from '../../compute/math/subgroups';
import { symmetryOperators } from '../../compute/math/symmetry';
import { identity3, type Matrix3 } from '../../compute/math/vector';
import { combined, finishReconstruction, helix, movedBy } from '../../compute/maps/finishReconstruction';
import type { SymmetryOperator } from '../../compute/maps/finishReconstruction';
import { expandAndSoften, softSphere } from '../../compute/maps/masks';
import { readAtShells, resolutionAt } from '../../compute/maps/fsc';
import { measureFsc } from '../../compute/maps/resolution';
import type { FscCurves } from '../../compute/maps/resolution';
import { localResolution } from '../../compute/maps/localResolution';
import { multiplied, padOrCrop } from '../../compute/maps/volume';
import type { Volume } from '../../compute/maps/volume';
import { mapEdges, refinementEdge } from '../../compute/refine/boxShapes';
import { buildReferences } from '../../compute/refine/references';
import type { EngineSpecies } from '../../compute/refine/seriesSession';
import type { Species } from '../../model/species';
import type { ParticleTable } from '../../model/particles';

export interface SpeciesState {
  readonly species: Species;
  readonly particles: ParticleTable;
  /** In the file's box. */
  readonly half1: Volume;
  readonly half2: Volume;
  readonly mask: Volume;
  readonly curves: FscCurves;
  /** Å */
  readonly resolution: number;
}

/** Phases are randomised with the same seed every time: a curve can be repeated. */
const SEED = 143;

export async function measured(
  gpu: Gpu,
  state: Omit<SpeciesState, 'curves' | 'resolution'>,
): Promise<SpeciesState> {
  const { half1, half2, mask, species } = state;
  const { curves, resolution } = await measureFsc(
    gpu,
    half1,
    half2,
    mask.data.some((value) => value > 0.5) ? mask : null,
    species.diameter / species.pixelSize,
    SEED,
    Math.max(species.globalResolution, 0),
  );
  return { ...state, curves, resolution };
}

/** References at the species' resolution; a resolution that was declared coarser than measured (low-pass) holds. */
export async function engineSpecies(
  gpu: Gpu,
  state: SpeciesState,
  localReference = false,
): Promise<EngineSpecies> {
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
  const references = await buildReferences(gpu, {
    half1: local?.denoised[0] ?? halves[0],
    half2: local?.denoised[1] ?? halves[1],
    isFiltered: local !== null,
    mask: inside,
    fsc: curveForEdge(curves.corrected, half1.size, engine, resolution, species.pixelSize),
    edge,
  });
  const half = resolutionAt(curves.corrected, 0.5, half1.size, species.pixelSize);
  return {
    name: species.name,
    geometry,
    references,
    halfCorrelation: Math.min(1, resolution / Math.max(half, 1e-6)),
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

/** New half-maps of the species, in the file's box, each moved as `motions` say. */
export async function reconstructed(
  gpu: Gpu,
  species: Species,
  sums: SpeciesSums,
  motions: readonly [SymmetryOperator, SymmetryOperator],
): Promise<{ half1: Volume; half2: Volume }> {
  const { operators } = symmetryOf(species);
  const finish = (half: 0 | 1): Promise<Volume> =>
    finishReconstruction(gpu, sums.halves[half], {
      operators: movedBy(motions[half], operators),
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

/** A curve of the file's box read at the shells of the engine's; nothing beyond `resolution`. */
function curveForEdge(
  curve: Float64Array,
  from: number,
  to: number,
  resolution: number,
  pixelSize: number,
): Float64Array {
  return readAtShells(curve, from, to).map((value, shell) =>
    shell > 0 && (to * pixelSize) / shell < resolution * 0.999 ? 0 : value,
  );
}
