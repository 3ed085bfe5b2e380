/** What tasks work with: a GPU, the plan, and what several tasks of one process read but once. */
import type { Gpu } from '../../../compute/gpu/gpu';
import { uploadReferences } from '../../../compute/refine/references';
import type { EngineSpecies } from '../../../compute/refine/seriesSession';
import { readSource, type DataSource } from '../../../model/source';
import { readSpecies, type Species } from '../../../model/species';
import type { RefinementEvent } from '../../../../shared/records/events';
import { imageMemoryOn } from '../cardMemory';
import { loadSpecies, type ProjectSeries, type ProjectSpecies } from '../project';
import type { PlannedRound } from './plan';
import { plannedSeries } from './plannedSeries';
import { preparedEngine } from './prepared';

/** How far a task has come with a series. */
export interface SeriesStep {
  /** In the plan. */
  readonly series: number;
  readonly phase: 'refine' | 'reconstruct';
  /** Of this series, 0 to 1. */
  readonly fraction: number;
}

export interface TaskContext extends PlannedRound {
  readonly gpu: Gpu;
  readonly inputs: RoundInputs;
  readonly signal?: AbortSignal | undefined;
  readonly emit: (event: RefinementEvent) => void;
  readonly step: (step: SeriesStep) => void;
}

/** Files of a round that are read once, however many tasks of this process need them. Its owner destroys it. */
export class RoundInputs {
  readonly #sources = new Map<string, Promise<DataSource>>();
  readonly #files = new Map<number, Promise<Species>>();
  readonly #species = new Map<number, Promise<ProjectSpecies>>();
  readonly #engines = new Map<number, Promise<EngineSpecies>>();
  #memory: Promise<number> | null = null;

  constructor(
    private readonly gpu: Gpu,
    private readonly round: PlannedRound,
  ) {}

  /** As it is on the disk now. Throws Problem where that is not what was planned. */
  async series(index: number): Promise<ProjectSeries> {
    const planned = this.round.plan.series[index];
    const source = await once(this.#sources, planned.source, async () => readSource(planned.source));
    return plannedSeries(planned, source);
  }

  /** Of the .species file alone. */
  async speciesFile(index: number): Promise<Species> {
    return once(this.#files, index, async () => readSpecies(this.round.plan.species[index].path));
  }

  /** With its particles and maps. Throws Problem. */
  async species(index: number): Promise<ProjectSpecies> {
    return once(this.#species, index, async () => loadSpecies(await this.speciesFile(index)));
  }

  /** With the references that were prepared, on the GPU. */
  async engine(index: number): Promise<EngineSpecies> {
    return once(this.#engines, index, async () => {
      const { references, ...engine } = await preparedEngine(index, this.round);
      return { ...engine, references: uploadReferences(this.gpu, references) };
    });
  }

  async engines(): Promise<readonly EngineSpecies[]> {
    const all: EngineSpecies[] = [];
    for (const index of this.round.plan.species.keys()) all.push(await this.engine(index));
    return all;
  }

  /** Bytes of particle images that a task may have on the GPU. */
  async imageMemory(): Promise<number> {
    const { memory, workers } = this.round.plan.settings;
    this.#memory ??= memory === null ? imageMemoryOn(this.gpu) : Promise.resolve(memory);
    return (await this.#memory) / workers;
  }

  async destroy(): Promise<void> {
    for (const engine of this.#engines.values()) (await engine).references.destroy();
    this.#engines.clear();
    this.#species.clear();
    this.#files.clear();
    this.#sources.clear();
  }
}

/** What fails is not kept: it may be there the next time. */
async function once<Key, Made>(
  made: Map<Key, Promise<Made>>,
  key: Key,
  make: () => Promise<Made>,
): Promise<Made> {
  let found = made.get(key);
  if (found === undefined) {
    found = make();
    made.set(key, found);
    found.catch(() => made.delete(key));
  }
  return found;
}
