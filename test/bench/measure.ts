/** Times work on the GPU: repeats it until the clock can be trusted, keeps the median. */
import type { Gpu } from '../../src/compute/gpu/gpu';

export interface Rate {
  readonly what: string;
  /** Operations a second. */
  readonly perSecond: number;
  readonly unit: string;
}

/** Median seconds of one `work`, of at least five runs after a warm-up. */
export async function seconds(gpu: Gpu, work: () => void | Promise<unknown>): Promise<number> {
  await work();
  await gpu.finish();
  const times: number[] = [];
  const started = performance.now();
  while (times.length < 5 || (performance.now() - started < 1000 && times.length < 50)) {
    const before = performance.now();
    await work();
    await gpu.finish();
    times.push((performance.now() - before) / 1000);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)];
}

export function formatRate({ what, perSecond, unit }: Rate): string {
  const scales = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
    [1, ''],
  ] as const;
  const [factor, prefix] = scales.find(([least]) => perSecond >= least) ?? [1, ''];
  return `| ${what} | ${(perSecond / factor).toPrecision(3)} ${prefix}${unit} |`;
}
