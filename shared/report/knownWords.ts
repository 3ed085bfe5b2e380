/** How well what was refined is known, in words. */
import type { KnownParameter } from '../records/knownParameter';

/** Times its own error from which other parameters do nearly the same to the images. */
const alike = 4;
/** Share that images tell below which a value is what was assumed of it. */
const hardlyTold = 0.1;

/** `positions 0.41 Å, orientations 0.52°, image warp 0.63 Å` */
export function knownWords(known: readonly KnownParameter[]): string {
  return known.map(({ name, error, unit }) => `${name} ${error.toPrecision(2)}${spaced(unit)}`).join(', ');
}

/** What its images cannot tell; none where they tell all. */
export function doubtWords(known: readonly KnownParameter[]): readonly string[] {
  const untold = known.filter(({ told = 1 }) => told < hardlyTold);
  const shared = known.filter((one) => !untold.includes(one) && (one.inflation ?? 1) > alike);
  return [
    ...untold.map(({ name }) => `${name}: the images say next to nothing, so it was kept near its start`),
    ...shared.map(
      ({ name, inflation = 1 }) =>
        `${name}: hardly told apart from what else was refined; the standard error is ${inflation.toFixed(0)} times that of it alone`,
    ),
  ];
}

function spaced(unit: string): string {
  return unit === '°' ? unit : ` ${unit}`;
}
