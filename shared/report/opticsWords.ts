/** What was found for the transfer functions of a series' tilts, in words. */
import type { TiltOptics, TiltVerdict } from '../records/tiltOptics';

/** `CTF of 12 tilts changed, 2 follow the others, 1 stay as they were` */
export function opticsWords({ verdicts }: TiltOptics): string {
  const count = (verdict: TiltVerdict): number => verdicts.filter((one) => one === verdict).length;
  const parts = [
    `CTF of ${count('own')} tilts changed`,
    ...(count('common') > 0 ? [`${count('common')} follow the others`] : []),
    ...(count('left') > 0 ? [`${count('left')} stay as they were`] : []),
  ];
  return parts.join(', ');
}
