/** What is to be known before a resolution of a run is believed. */
import type { RunReport } from '../../src/jobs/report/report';

/** Empty where there is nothing. */
export function caution({ localReference }: Pick<RunReport, 'localReference'>): string {
  return localReference
    ? 'References were filtered by local signal and noise, which both half-maps decide on: the FSC is not gold-standard.'
    : '';
}
