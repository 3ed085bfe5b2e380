/**
 * Whether images and references show one particle, before anything is moved by them. Scores of the first series tell at no
 * great cost that all is well, or that the contrast is inverted; where they are low, a map is made of the same images as they
 * lie, and how it has to be mirrored or moved to fit the half-maps says what is wrong.
 */
import { backproject } from '../../../compute/refine/backproject';
import { testReferences, type ReferenceTest } from '../../../compute/refine/referenceTest';
import { openSeries, type SeriesSession } from '../../../compute/refine/seriesSession';
import { Problem } from '../../../../shared/problem';
import type { Doubt } from '../../check/doubt';
import { isLow, referenceDoubt } from '../referenceDoubt';
import { emptySums, reconstructHalfMaps, symmetryOf, type SpeciesSums } from '../speciesState';
import type { TaskContext } from './context';
import { keyOfRound } from './plan';
import { inputOf } from './plannedSeries';
import { preparedParticles, preparedSpecies } from './prepared';
import { isDone, saveResult } from './results';

export interface CheckedReferences {
  /** Null where nothing is wrong. */
  readonly doubt: Doubt | null;
}

/** Series that decide. */
const decidingSeries = 3;

export async function checkReferences(index: number, context: TaskContext): Promise<void> {
  const { plan, folder } = context;
  const path = folder.result({ kind: 'check', species: index });
  const key = keyOfRound(plan);
  if (await isDone(path, key)) return;
  const checked: CheckedReferences = { doubt: await doubtOf(index, context) };
  await saveResult(path, key, checked);
}

async function doubtOf(index: number, context: TaskContext): Promise<Doubt | null> {
  const { gpu, plan, inputs, signal } = context;
  const state = await inputs.species(index);
  const { measured, starts } = await preparedSpecies(index, context);
  const withParticles = [...plan.series.keys()].filter((series) => starts[series + 1] > starts[series]);
  const tests: ReferenceTest[] = [];
  let sums: SpeciesSums | null = null;
  try {
    for (const series of withParticles) {
      signal?.throwIfAborted();
      if (tests.length === decidingSeries) break;
      const opened = await sessionOf(index, series, context);
      if (opened === null) continue;
      // One that they fit clearly is enough.
      if (!isLow(opened.test)) return null;
      tests.push(opened.test);
      const { halves, scratch } = (sums ??= emptySums(gpu, state.species));
      const { copies } = symmetryOf(state.species);
      await backproject(opened.session, 0, { accumulators: halves, scratch, copies }, signal);
    }
    if (sums === null) return null;
    const asTheyLie = await reconstructHalfMaps(gpu, state.species, sums);
    return referenceDoubt({ ...state, resolution: measured.resolution }, tests, asTheyLie);
  } finally {
    sums?.destroy();
  }
}

/** Null for a series without images of the species, and for one that fails: whoever refines it says so. */
async function sessionOf(
  species: number,
  series: number,
  context: TaskContext,
): Promise<{ readonly session: SeriesSession; readonly test: ReferenceTest } | null> {
  const { gpu, plan, inputs, signal } = context;
  const { settings } = plan;
  const engine = await inputs.engine(species);
  const particles = [await preparedParticles(species, series, context)];
  try {
    const session = openSeries(gpu, inputOf(await inputs.series(series), particles), [engine]);
    const budget = await inputs.imageMemory();
    const [test] = await testReferences(session, { ...settings, budget, signal });
    return test.images === 0 ? null : { session, test };
  } catch (error) {
    if (signal?.aborted === true || !(error instanceof Problem)) throw error;
    return null;
  }
}
