/** Chooses a GPU: the one asked for, else hardware, else Mesa's software rasterizer. */
import { Problem } from '../../../shared/problem';
import { Gpu } from './gpu';

export interface AdapterOptions {
  /** Part of an adapter's name, `software` for Mesa's llvmpipe, or undefined for the best available. */
  readonly adapter?: string | undefined;
}

interface Candidate {
  readonly flags: readonly string[];
  readonly request: GPURequestAdapterOptions & { featureLevel?: string };
  readonly software: boolean;
}

const hardware: Candidate = { flags: [], request: { powerPreference: 'high-performance' }, software: false };
/** Dawn's OpenGL ES backend on llvmpipe: Debian's Vulkan software drivers are refused or crash. */
const software: Candidate = {
  flags: ['backend=opengles'],
  request: { featureLevel: 'compatibility' },
  software: true,
};

const installHint =
  'no GPU answers; install a Vulkan driver for the card, or the software adapter with ' +
  '`apt-get install libegl1 libgles2 libgl1-mesa-dri`';

/** Opens the adapter. Its owner calls `close`. Throws a Problem that says what to install when none answers. */
export async function openGpu(options: AdapterOptions = {}): Promise<Gpu> {
  // Without a display the GL backend must be told not to look for one; must be set before Dawn starts.
  process.env['EGL_PLATFORM'] ??= 'surfaceless';
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const wanted = options.adapter;
  const candidates =
    wanted === undefined || wanted === ''
      ? [hardware, software]
      : wanted === 'software'
        ? [software]
        : [{ ...hardware, flags: [`adapter=${wanted}`] }];
  for (const candidate of candidates) {
    const answer = await request(create, candidate);
    if (answer !== null) return Gpu.open(answer.adapter, answer.instance, candidate.software);
  }
  throw new Problem(
    wanted === undefined || wanted === ''
      ? installHint
      : wanted === 'software'
        ? 'the software adapter does not answer; install it with `apt-get install libegl1 libgles2 libgl1-mesa-dri`'
        : `no GPU has a name with "${wanted}" in it; leave out --adapter to take the best available`,
  );
}

async function request(
  create: (flags: string[]) => GPU,
  candidate: Candidate,
): Promise<{ adapter: GPUAdapter; instance: GPU } | null> {
  try {
    const instance = create([...candidate.flags]);
    const adapter = await instance.requestAdapter(candidate.request);
    // A processor that poses as a Vulkan device is no hardware: SwiftShader crashes on barriers.
    if (adapter === null || (!candidate.software && looksLikeProcessor(adapter))) return null;
    return { adapter, instance };
  } catch {
    return null;
  }
}

function looksLikeProcessor(adapter: GPUAdapter): boolean {
  const { vendor, architecture, device, description } = adapter.info;
  return /swiftshader|llvmpipe|lavapipe|microsoft basic render/i.test(
    `${vendor} ${architecture} ${device} ${description}`,
  );
}
