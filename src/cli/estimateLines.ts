/** An estimate of a refinement in human-readable lines. */
import type { Estimate, SeriesEstimate } from '../jobs/refinement/estimate';
import { leftWorkText } from '../../shared/records/leftWork';
import { durationText } from '../jobs/runs/jobSummary';

export function estimateLines(estimate: Estimate): readonly string[] {
  const { series, passes, seconds, basis, left } = estimate;
  const width = Math.max(...series.map((one) => one.series.length));
  return [
    ...series.map((one) => `${one.series.padEnd(width)}  ${seriesLine(one)}`),
    `Memory: ${gigabytes(estimate.adapterBytes)} on the GPU${estimate.waitingBytes > 0 ? `, ${gigabytes(estimate.waitingBytes)} of images beside it in main memory` : ''}`,
    `Passes over all images, a round: ${passes === null ? 'unknown before the first run' : passes.toFixed(0)}`,
    seconds === null || basis === null
      ? 'Time: unknown, no refinement of this population has been finished yet'
      : `Time: ${durationText(seconds)} for ${estimate.rounds} round${estimate.rounds === 1 ? '' : 's'}, at the rate of ${basis.adapter} on ${basis.date.slice(0, 10)}`,
    ...(left === null ? [] : [`Left: ${leftWorkText(left)}`]),
  ];
}

function seriesLine({ skipped, particles, images, parameters, imagesPerParameter }: SeriesEstimate): string {
  if (skipped !== null) return `left out: ${skipped}`;
  const groups = Object.entries(parameters).map(([group, count]) => `${group} ${count}`);
  const against =
    imagesPerParameter === null
      ? 'no parameters'
      : `${groups.join(', ')}; ${imagesPerParameter.toFixed(1)} images per parameter`;
  return `${particles} particles, ${images} images; ${against}`;
}

function gigabytes(bytes: number): string {
  return bytes < 2 ** 29 ? `${(bytes / 2 ** 20).toFixed(0)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
