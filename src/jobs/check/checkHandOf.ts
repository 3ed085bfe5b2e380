/** A hand that the last refinement speaks against. */
import { handOf, joinedEvidence } from '../../compute/refine/hand';
import type { DataSource } from '../../model/source';
import { unlessProblem } from '../../../shared/problem';
import { handsOfSource } from '../optics/checkHand';
import { handText } from '../../../shared/report/handText';
import { warning, type Finding } from './finding';

/** Series that cannot be read are somebody else's finding. */
export async function checkHandOf(
  source: DataSource,
  population: string,
  findings: Finding[],
): Promise<void> {
  const known = (await unlessProblem(handsOfSource(source, population))) ?? [];
  const all = known.flatMap(({ hand }) => (hand === null ? [] : [hand]));
  if (all.length === 0) return;
  const together = handOf(joinedEvidence(all));
  if (together.verdict !== 'wrong') return;
  findings.push(
    warning(
      source.path,
      `images speak against the handedness (AreAnglesInverted): ${handText(together)}`,
      'look at each series with check_hand, and turn it with flip_hand',
    ),
  );
}
