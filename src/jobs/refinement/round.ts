/** One round: every series against the same references, then new maps of all. */
import { problemOf } from '../check/doubt';
import type { Checkpoints } from './checkpoint';
import { leftAlone } from './leftAlone';
import { newMaps } from './newMaps';
import { withRefinedRows } from './particlesOfSeries';
import type { RoundProgress } from './progress';
import type { ProjectSeries } from './project';
import { referenceCheck, type ReferenceCheck } from './referenceCheck';
import { prepareReferences } from './roundReferences';
import { roundResiduals } from './residuals';
import type { Run } from './run';
import type { WorkedSeries } from './saveRound';
import { workOnSeries, type SeriesDone } from './seriesTask';
import type { SpeciesState } from './speciesState';

export interface Round {
  readonly states: readonly SpeciesState[];
  readonly series: readonly ProjectSeries[];
}

export interface RoundDone {
  readonly states: readonly SpeciesState[];
  /** Those of the series that were worked on. */
  readonly refined: readonly WorkedSeries[];
}

export async function runRound(
  run: Run,
  { states, series }: Round,
  progress: RoundProgress,
  kept: Checkpoints,
): Promise<RoundDone> {
  const { gpu, options, emit } = run;
  progress.report('prepare', 0, 'making references');
  for (const message of leftAlone(options.groups, states)) emit({ event: 'log', level: 'warning', message });
  const check = referenceCheck(gpu, states);
  const isFirst = progress.round === 1 && options.accept?.includes('references') !== true;
  try {
    const { species, destroy } = await prepareReferences(run, states);
    try {
      const done: SeriesDone[] = [];
      const residuals = roundResiduals(progress.round, options.weightThreshold);
      const lastOf = new Map(series.map(({ source }, index) => [source.guid, index]));
      for (const [index, one] of series.entries()) {
        options.signal?.throwIfAborted();
        const task = {
          ...{ species, one, index, count: series.length, kept, residuals },
          isLast: lastOf.get(one.source.guid) === index,
          testsReferences: isFirst && check.wants,
          check: isFirst ? checking(check, kept) : null,
        };
        const found = await workOnSeries(run, task, progress);
        if (found !== null) done.push(found);
      }
      if (isFirst) await stopIfWrong(check, kept, true);
      progress.report('finish', 0.95, 'new maps and their resolution');
      const finished = await newMaps(
        gpu,
        species.map(({ state, ...others }, i) => {
          const particles = withRefinedRows(
            state.particles,
            done.map(({ rows }) => rows[i]),
          );
          return { ...others, state: { ...state, particles } };
        }),
        done.map(({ worked }) => worked.of),
        {
          movesParticles: options.subIterations > 0 && options.groups.particlePoses !== null,
          signal: options.signal,
        },
      );
      return { states: finished, refined: done.map(({ worked }) => worked) };
    } finally {
      destroy();
    }
  } finally {
    check.destroy();
  }
}

function checking(check: ReferenceCheck, kept: Checkpoints): Parameters<typeof workOnSeries>[1]['check'] {
  return async (session, { references }) => {
    await check.add(session, references);
    await stopIfWrong(check, kept, false);
  };
}

/** Throws Problem where images and references do not belong together; what was found by then is forgotten. */
async function stopIfWrong(check: ReferenceCheck, kept: Checkpoints, isLast: boolean): Promise<void> {
  const doubt = await check.verdict(isLast);
  if (doubt === null) return;
  await kept.clear();
  throw problemOf(doubt);
}
