/** Proves on the GPU at hand that kernels compute what plain code does: drivers have compiled them wrong before. */
import { Problem } from '../../../shared/problem';
import { deviceTrouble } from '../gpu/deviceTrouble';
import type { Gpu } from '../gpu/gpu';
import type { KernelCheck, Own } from './check';
import { kernelChecks } from './kernelChecks';

export interface CheckResult {
  readonly name: string;
  /** Largest relative error; null where there was nothing to compare, and `reason` says why. */
  readonly error: number | null;
  readonly limit: number;
  readonly passed: boolean;
  readonly reason?: string;
}

/** In the order of the list; kernels that do not even run are failures, too. Throws DeviceLost. */
export async function selfTest(gpu: Gpu, checks = kernelChecks): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await resultOf(gpu, check));
  return results;
}

async function resultOf(gpu: Gpu, check: KernelCheck): Promise<CheckResult> {
  const { name, limit } = check;
  const owned: { destroy(): void }[] = [];
  const own: Own = (made) => {
    owned.push(made);
    return made;
  };
  try {
    const error = await check.run(gpu, own);
    const isNumber = Number.isFinite(error);
    return {
      name,
      error: isNumber ? error : null,
      limit,
      passed: error <= limit,
      ...(isNumber ? {} : { reason: 'it gives what is no number' }),
    };
  } catch (error) {
    if (!(error instanceof Problem) || deviceTrouble(error) !== null) throw error;
    // One error makes others, which are not to be the next check's.
    await gpu.recover();
    return { name, error: null, limit, passed: false, reason: error.what };
  } finally {
    for (const one of owned) one.destroy();
  }
}
