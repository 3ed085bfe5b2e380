/** Every adapter: whether it answers, computes right, and how fast. */
import { readdir } from 'node:fs/promises';
import { everyAdapter, type AdapterKind } from '../../compute/gpu/adapter';
import type { Gpu } from '../../compute/gpu/gpu';
import { accumulatorVoxels } from '../../compute/kernels/insert';
import { mapEdges } from '../../compute/refine/boxShapes';
import { scoreRate } from '../../compute/selfTest/scoreRate';
import type { CheckResult } from '../../compute/selfTest/selfTest';
import { FailedSelfTest, failureText, proofOf } from '../selfTest/openTestedGpu';
import { error, ok, warning, type DoctorItem } from './item';

export interface WorkingAdapter {
  readonly kind: AdapterKind;
  readonly name: string;
  readonly driver: string;
  /** Largest buffer that a kernel can see, bytes; and what that allows: edge of a species' box, voxels. */
  readonly maxBinding: number;
  readonly largestBox: number;
  readonly selfTest: {
    readonly passed: boolean;
    readonly seconds: number;
    readonly checks: readonly CheckResult[];
  };
  /** Scores of boxes of 96 pixels with all derivatives; null where the self-test is failed. */
  readonly viewsPerSecond: number | null;
}

export type AdapterFacts =
  WorkingAdapter | { readonly kind: AdapterKind; readonly name: null; readonly why: string };

export async function adapterFacts(say: (message: string) => void): Promise<readonly AdapterFacts[]> {
  const facts: AdapterFacts[] = [];
  for await (const { kind, gpu } of everyAdapter()) {
    if ('why' in gpu) {
      facts.push({ kind, name: null, why: gpu.why });
      continue;
    }
    say(`testing ${gpu.description}`);
    try {
      facts.push(await tested(kind, gpu));
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure);
      facts.push({ kind, name: null, why: `${gpu.description}: ${why}` });
    } finally {
      gpu.close();
    }
  }
  return facts;
}

export function isUsable(facts: AdapterFacts): facts is WorkingAdapter {
  return facts.name !== null && facts.selfTest.passed;
}

/** Of NVIDIA's cards, where Linux has files for them: those that no driver for graphics answers for, too. */
export async function cardsOfSystem(): Promise<number> {
  const names = await readdir('/dev').catch(() => []);
  return names.filter((name) => /^nvidia\d+$/.test(name)).length;
}

/** @param cards that the system has, whether they answer or not */
export function adapterItems(facts: readonly AdapterFacts[], cards: number): readonly DoctorItem[] {
  const hasUsable = facts.some(isUsable);
  const hasCard = facts.some((one) => one.kind === 'hardware' && isUsable(one));
  return [
    ...facts.map((one) => (one.name === null ? silentItem(one, cards, hasCard) : workingItem(one))),
    ...(hasUsable
      ? []
      : [
          error(
            'GPU',
            'there is none that can refine',
            'see above: one adapter is enough, the software one will do',
          ),
        ]),
  ];
}

function workingItem(facts: WorkingAdapter): DoctorItem {
  const { kind, name, driver, selfTest, viewsPerSecond, maxBinding, largestBox } = facts;
  const about = kind === 'hardware' ? 'GPU' : 'Software adapter';
  const is = `${name}, driver ${driver}`;
  if (!selfTest.passed)
    return warning(
      about,
      `${is}: fails the self-test: ${selfTest.checks
        .filter(({ passed }) => !passed)
        .map(failureText)
        .join('; ')}`,
      kind === 'hardware' ? 'install another version of its driver' : 'install another version of Mesa',
    );
  const limits = `buffers of ${Math.round(maxBinding / 2 ** 20)} MiB, boxes of ${largestBox} voxels`;
  const rate = viewsPerSecond === null ? '' : `, ${Math.round(viewsPerSecond)} views/s`;
  return ok(about, `${is}: passes the self-test in ${selfTest.seconds.toFixed(1)} s${rate}; ${limits}`);
}

function silentItem(
  { kind, why }: Extract<AdapterFacts, { name: null }>,
  cards: number,
  hasCard: boolean,
): DoctorItem {
  if (kind === 'software')
    return hasCard
      ? ok('Software adapter', `not used here (${why})`)
      : warning(
          'Software adapter',
          why,
          'install it with `apt-get install libegl1 libgles2 libgl1-mesa-dri`',
        );
  return cards > 0
    ? warning(
        'GPU',
        `there are ${cards} NVIDIA cards, but ${why}`,
        'install the part of their driver that is for Vulkan, and libvulkan1; in containers set NVIDIA_DRIVER_CAPABILITIES=all',
      )
    : warning(
        'GPU',
        why,
        'if there is a card, install its Vulkan driver and libvulkan1; without one refining is slow',
      );
}

async function tested(kind: AdapterKind, gpu: Gpu): Promise<WorkingAdapter> {
  const { adapter: name, driver, maxBinding } = gpu;
  const known = { kind, name, driver, maxBinding, largestBox: largestBox(maxBinding) };
  const started = Date.now();
  try {
    const { seconds, checks } = await proofOf(gpu, { selfTest: 'always' });
    return { ...known, selfTest: { passed: true, seconds, checks }, viewsPerSecond: await scoreRate(gpu, 1) };
  } catch (failure) {
    if (!(failure instanceof FailedSelfTest)) throw failure;
    const seconds = (Date.now() - started) / 1000;
    return { ...known, selfTest: { passed: false, seconds, checks: failure.checks }, viewsPerSecond: null };
  }
}

/** Of a species, voxels: its sums are the largest buffer that has to be in one piece. */
export function largestBox(maxBinding: number): number {
  let edge = 0;
  // A diameter in voxels makes a box of twice that.
  for (let diameter = 8; ; diameter++) {
    const { file, sums } = mapEdges({ diameter, pixelSize: 1 });
    if (accumulatorVoxels(sums) * 12 > maxBinding) return edge;
    edge = file;
  }
}
