/** What a refinement says of a series when it is done with it: everything a report shows, in one line of moderate length. */
import type { SeriesResult } from '../../compute/refine/refineSeries';
import { movementBin, type RefinementEvent } from '../../../shared/records/events';
import type { PhaseResiduals } from '../../../shared/records/aberrations';
import { knownParameters } from './knownParameters';

/** Bins of movements; 40 Å is farther than an image can tell. */
const mostBins = 400;

/** @param of names of the data source and the series */
export function seriesEvent(
  round: number,
  of: { readonly source: string; readonly series: string },
  result: Pick<
    SeriesResult,
    'scoreBefore' | 'scoreAfter' | 'movement' | 'report' | 'evaluations' | 'optics' | 'errors'
  > & {
    readonly particles: readonly { readonly count: number }[];
  },
  residuals: readonly (PhaseResiduals | null)[],
): Extract<RefinementEvent, { event: 'series' }> {
  const { movement, report } = result;
  return {
    event: 'series',
    round,
    ...of,
    particles: result.particles.reduce((sum, { count }) => sum + count, 0),
    scoreBefore: result.scoreBefore,
    scoreAfter: result.scoreAfter,
    movedPosition: movement.position,
    movedAngle: (movement.angle * 180) / Math.PI,
    furthestPosition: movement.furthestPosition,
    furthestAngle: (movement.furthestAngle * 180) / Math.PI,
    parameters: report.stages.at(-1)?.parameters ?? {},
    evaluations: result.evaluations,
    stages: report.stages.map(({ before, after }) => ({ before: short(before), after: short(after) })),
    tiltScores: report.species.map(({ perTilt }) => perTilt.map(short)),
    tiltMovement: movement.perTilt.map(short),
    movedCounts: countsOf(movement.perParticle.flat()),
    aberrations: residuals.map((one) => one?.aberrations ?? null),
    ...(result.optics !== null && { optics: result.optics }),
    ...(result.errors !== null && { known: knownParameters(result.errors) }),
  };
}

/** As long as the farthest particle asks for. */
function countsOf(moved: readonly number[]): number[] {
  const counts: number[] = [];
  for (const distance of moved) {
    const bin = Math.min(Math.floor(distance / movementBin), mostBins - 1);
    while (counts.length <= bin) counts.push(0);
    counts[bin]++;
  }
  return counts;
}

/** Five digits are more than a plot shows. */
function short(value: number): number {
  return Number(value.toPrecision(5));
}
