/** Transfer functions of a series' tilts, refined: what images of all its species say of them. */
import { fitTilts, type FittedTilt, type TiltEvidence, type TiltQuestions, type TiltVerdict } from '../ctf/fitTilts';
import type { CtfStatistics } from '../ctf/statistics';
import { changedTilts } from '../ctf/tiltChanges';
import { tiltFunctions, type SpeciesInTilt } from '../ctf/tiltLikelihood';
import type { TiltSeries } from '../../model/tiltSeries';
import { wavelength } from './optics';

/** Tilts that show particles, and what their images say. */
export function evidenceOf(
  series: TiltSeries,
  species: readonly CtfStatistics[],
): { readonly tilts: readonly number[]; readonly evidence: readonly TiltEvidence[] } {
  const functions = species.map(({ grid }) => tiltFunctions(grid, wavelength(series)));
  const tilts = Array.from({ length: series.tiltCount }, (_, tilt) => tilt).filter((tilt) =>
    species.some((one) => one.tilts[tilt] !== null),
  );
  const byDose = tilts.toSorted((a, b) => series.dose[a] - series.dose[b] || a - b);
  const evidence = tilts.map((tilt): TiltEvidence => {
    const half = (which: 0 | 1): readonly SpeciesInTilt[] =>
      species.flatMap(({ coverage, tilts: own }, i) => {
        const sums = own[tilt];
        return sums === null ? [] : [{ functions: functions[i], coverage, sums: [sums[which]] }];
      });
    const place = byDose.indexOf(tilt);
    return {
      halves: [half(0), half(1)],
      order: tilts.length > 1 ? (2 * place) / (tilts.length - 1) - 1 : 0,
    };
  });
  return { tilts, evidence };
}
