/** An estimate of the engine in words for the screen. */
import type { RefinementEstimate } from '../../../shared/protocol/refinement';
import { leftWorkText, type LeftWork } from '../../../shared/records/leftWork';
import { durationText } from '../../jobs/runs/jobSummary';

/** What `murmur refine --estimate --json` prints. */
export interface EngineEstimate {
  readonly series: readonly {
    readonly series: string;
    readonly skipped: string | null;
    readonly particles: number;
    readonly images: number;
    readonly parameters: Readonly<Record<string, number>>;
    readonly imagesPerParameter: number | null;
  }[];
  readonly images: number;
  readonly parameters: number;
  readonly adapterBytes: number;
  readonly waitingBytes: number;
  readonly rounds: number;
  readonly passes: number | null;
  readonly seconds: number | null;
  readonly basis: { readonly adapter: string; readonly date: string } | null;
  readonly left: LeftWork | null;
}

export function estimateText(estimate: EngineEstimate): RefinementEstimate {
  const { passes, seconds, basis, rounds, left } = estimate;
  return {
    series: estimate.series.map(({ series, skipped, particles, images, parameters, imagesPerParameter }) => ({
      name: series,
      particles: count(particles),
      images: count(images),
      parameters:
        Object.entries(parameters)
          .map(([group, number]) => `${group} ${count(number)}`)
          .join(', ') || 'none',
      perParameter: imagesPerParameter === null ? '' : imagesPerParameter.toFixed(1),
      skipped: skipped ?? '',
    })),
    summary: [
      [
        'Parameters against data',
        `${count(estimate.parameters)} for ${count(estimate.images)} particle images`,
      ],
      [
        'Memory',
        `${bytes(estimate.adapterBytes)} on the GPU${estimate.waitingBytes > 0 ? `, ${bytes(estimate.waitingBytes)} of images wait in main memory` : ''}`,
      ],
      [
        'Passes over the images',
        passes === null ? 'unknown before the first run' : `about ${passes.toFixed(0)} a round`,
      ],
      [
        'Time',
        seconds === null || basis === null
          ? 'unknown: no refinement of this population has been finished yet'
          : `at most ${durationText(seconds)} for ${rounds} round${rounds === 1 ? '' : 's'}, as fast as on ${basis.adapter} before`,
      ],
      ...(left === null ? [] : [['Left', leftWorkText(left)] as const]),
    ],
  };
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function bytes(value: number): string {
  return value < 2 ** 29 ? `${Math.ceil(value / 2 ** 20)} MiB` : `${(value / 2 ** 30).toFixed(1)} GiB`;
}
