/** Whether the doses of a series can be: none is below 0, and hardly any specimen stands more than some 300 e/Å². */
import { Problem } from '../../../shared/problem';
import type { Doubt } from './doubt';

/** e/Å² */
const maxDose = 300;
const least = 1;

/** Throws Problem for what cannot be. */
export function checkDoses(dose: ArrayLike<number>, where: string): void {
  const tilt = Array.from(dose).findIndex((value) => value < 0);
  if (tilt >= 0)
    throw new Problem(`the dose of tilt ${tilt + 1} is ${dose[tilt]} e/Å², and none is below 0`, {
      where,
      remedy:
        'import the series again with the dose of a tilt (ts_import --tilt_exposure), or fix the signs in <Dose>',
    });
}

export function dosesDoubt(dose: ArrayLike<number>, where: string): Doubt | null {
  const most = Math.max(...Array.from(dose));
  if (most >= least && most <= maxDose) return null;
  const short = Number(most.toPrecision(4));
  return {
    name: 'doses',
    where,
    what:
      most > maxDose
        ? `its doses reach ${short} e/Å², and hardly any series gets more than ${maxDose}: they may be per nm² or per pixel`
        : `its doses reach ${short} e/Å² only: they may be in other units, such as per frame`,
    remedy: 'import the series again with the dose of a tilt in e/Å² (ts_import --tilt_exposure)',
  };
}
