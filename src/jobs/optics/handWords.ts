/** What a refinement says of the hand at its end. */
import { handEvidence, handOf, joinedEvidence, type HandEvidence } from '../../compute/refine/hand';
import type { HandSlope } from '../../../shared/records/hand';
import type { RefinementEvent } from '../../../shared/records/events';
import type { WorkedSeries } from '../refinement/saveRound';

export function handWords(
  all: readonly Pick<WorkedSeries, 'of' | 'statistics'>[],
): readonly RefinementEvent[] {
  const evidence: HandEvidence[] = [];
  const wrong: string[] = [];
  const right: string[] = [];
  for (const { of, statistics } of all) {
    const own = statistics.flatMap((one) => (one === null ? [] : [handEvidence(one)]));
    if (own.length === 0) continue;
    const joined = joinedEvidence(own);
    evidence.push(joined);
    const { verdict } = handOf(joined);
    if (verdict === 'wrong') wrong.push(of.file.series.name);
    if (verdict === 'right') right.push(of.file.series.name);
  }
  if (evidence.length === 0) return [];
  const together = handOf(joinedEvidence(evidence));
  const differ = wrong.length > 0 && right.length > 0;
  const message = differ
    ? `hands differ: right in ${right.length} series, wrong in ${wrong.length}`
    : `hand: ${handText(together)}`;
  if (wrong.length === 0 && together.verdict !== 'wrong') return [{ event: 'log', level: 'info', message }];
  const which =
    wrong.length === 0
      ? ''
      : `; wrong by itself in ${wrong.slice(0, 5).join(', ')}${wrong.length > 5 ? ' ...' : ''}`;
  const remedy = 'check_hand says more, flip_hand turns it';
  return [{ event: 'log', level: 'warning', message: `${message}${which}; ${remedy}` }];
}

/** `right (slope 0.04 ± 0.08; 0 is right, 2 is wrong)` */
export function handText({ slope, error, verdict, moreImages, height }: HandSlope): string {
  const number = Number.isFinite(error)
    ? `slope ${slope.toFixed(2)} ± ${error.toFixed(2)}; 0 is right, 2 is wrong`
    : 'the images say nothing';
  const need =
    verdict !== 'cannot tell'
      ? ''
      : height < 100
        ? '; all particles are at one height: tilted images, or particles at other heights, would tell'
        : moreImages === null
          ? '; finer detail or particles at other heights would tell'
          : `; some ${Math.max(2, Math.ceil(moreImages))} times the particles would tell`;
  return `${verdict} (${number}${need})`;
}
