/** What a refinement says of the hand at its end. */
import { handEvidence, handOf, joinedEvidence, type HandEvidence } from '../../compute/refine/hand';
import { handText } from '../../../shared/report/handText';
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
