/** What a job finds where it runs: computer, GPU, memory, scratch space. */
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, tmpdir } from 'node:os';
import { openGpu } from '../../compute/gpu/adapter';
import { processHere } from '../../files/processes';
import { Problem } from '../../../shared/problem';

export interface Probe {
  readonly host: string;
  /** Of the GPU; null where none answers. */
  readonly adapter: string | null;
  /** Why none answers. */
  readonly adapterProblem: string | null;
  /** The processor stands in for a card. */
  readonly isSoftware: boolean;
  /** What the scheduler gave, as CUDA counts them; null where it says nothing. */
  readonly gpus: string | null;
  readonly cores: number;
  /** Bytes. */
  readonly freeMemory: number;
  readonly scratch: {
    readonly path: string;
    /** Bytes; null where the folder is not there. */
    readonly free: number | null;
  };
  /** Of Node.js. */
  readonly node: string;
}

export async function probe(): Promise<Probe> {
  const { TMPDIR, CUDA_VISIBLE_DEVICES, SLURM_JOB_GPUS } = process.env;
  const scratch = TMPDIR ?? tmpdir();
  const space = await statfs(scratch).catch(() => null);
  return {
    host: (await processHere()).host,
    ...(await adapterHere()),
    gpus: CUDA_VISIBLE_DEVICES ?? SLURM_JOB_GPUS ?? null,
    cores: availableParallelism(),
    freeMemory: freemem(),
    scratch: { path: scratch, free: space === null ? null : space.bavail * space.bsize },
    node: process.version,
  };
}

async function adapterHere(): Promise<Pick<Probe, 'adapter' | 'adapterProblem' | 'isSoftware'>> {
  try {
    const gpu = await openGpu();
    try {
      return { adapter: gpu.description, adapterProblem: null, isSoftware: gpu.software };
    } finally {
      gpu.close();
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { adapter: null, adapterProblem: error.message, isSoftware: false };
  }
}
