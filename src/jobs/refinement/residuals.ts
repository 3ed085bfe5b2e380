/** Phase residuals of a round: of every series as it is done, and summed over its data source. */
import { wavelength } from '../../compute/refine/optics';
import { addedResiduals, measurePhaseResiduals } from '../../compute/refine/phaseResiduals';
import type { ResidualSums } from '../../compute/refine/phaseResiduals';
import type { SeriesSession } from '../../compute/refine/seriesSession';
import type { TiltSeries } from '../../model/tiltSeries';
import type { RefinementEvent } from '../../../shared/records/events';
import type { PhaseResiduals } from '../../../shared/records/aberrations';
import { residualReport } from './residualReport';

export interface RoundResiduals {
  /**
   * Measures a series that has been refined.
   * @param isLast of its source
   */
  add(session: SeriesSession, source: string, isLast: boolean, signal?: AbortSignal): Promise<AddedResiduals>;
}

export interface AddedResiduals {
  /** (species) null where the series has no images. */
  readonly own: readonly (PhaseResiduals | null)[];
  /** What its source has come to, when it is worth telling. */
  readonly events: readonly RefinementEvent[];
}

export function roundResiduals(round: number, weightThreshold: number): RoundResiduals {
  const sums = new Map<string, { series: number; of: ResidualSums }>();
  return {
    async add(session, source, isLast, signal) {
      const { series } = session.input;
      const own: (PhaseResiduals | null)[] = [];
      const events: RefinementEvent[] = [];
      for (const [index, { name: species }] of session.species.entries()) {
        const measured = await measurePhaseResiduals(session, index, weightThreshold, signal);
        own.push(measured === null ? null : residualReport(measured, opticsOf(series)));
        const key = JSON.stringify([source, species]);
        const before = sums.get(key);
        if (measured !== null)
          sums.set(
            key,
            before === undefined
              ? { series: 1, of: measured }
              : { series: before.series + 1, of: addedResiduals(before.of, measured) },
          );
        const sum = sums.get(key);
        // As the number doubles: pictures of hundreds of series would be most of what a run says.
        if (sum !== undefined && (isLast || (measured !== null && isPowerOfTwo(sum.series))))
          events.push({
            event: 'residuals',
            round,
            source,
            species,
            series: sum.series,
            residuals: residualReport(sum.of, opticsOf(series)),
          });
      }
      return { own, events };
    },
  };
}

function opticsOf(series: TiltSeries): Parameters<typeof residualReport>[1] {
  return { wavelength: wavelength(series), cs: series.optics.cs };
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
