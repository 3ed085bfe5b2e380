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
/** The card that a laptop uses to save power, where that is another one. */
const saving: Candidate = { ...hardware, request: { powerPreference: 'low-power' } };
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
  const create = await loadLibrary();
  const wanted = options.adapter;
  const candidates =
    wanted === undefined || wanted === ''
      ? [hardware, software]
      : wanted === 'software'
        ? [software]
        : [{ ...hardware, flags: [`adapter=${wanted}`] }];
  for (const candidate of candidates) {
    const answer = await request(create, candidate);
    if ('adapter' in answer) return Gpu.open(answer.adapter, answer.instance, candidate.software);
  }
  throw new Problem(
    wanted === undefined || wanted === ''
      ? installHint
      : wanted === 'software'
        ? 'the software adapter does not answer; install it with `apt-get install libegl1 libgles2 libgl1-mesa-dri`'
        : `no GPU has a name with "${wanted}" in it; leave out --adapter to take the best available`,
  );
}

export type AdapterKind = 'hardware' | 'software';

export interface AdapterAnswer {
  readonly kind: AdapterKind;
  /** Opened, for its owner to close; or why there is none. */
  readonly gpu: Gpu | { readonly why: string };
}

/**
 * Asks for every kind of adapter: those that answer, each once, and why a kind does not. (Of several cards of one name the
 * system offers one.)
 */
export async function* everyAdapter(): AsyncGenerator<AdapterAnswer> {
  let create: (flags: string[]) => GPU;
  try {
    create = await loadLibrary();
  } catch (error) {
    const why = `the GPU library cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    for (const kind of ['hardware', 'software'] as const) yield { kind, gpu: { why } };
    return;
  }
  const seen = new Set<string>();
  for (const candidate of [hardware, saving, software]) {
    const kind = candidate.software ? 'software' : 'hardware';
    const answer = await request(create, candidate);
    if (!('adapter' in answer)) {
      if (candidate !== saving) yield { kind, gpu: answer };
      continue;
    }
    const { vendor, device, description } = answer.adapter.info;
    const name = `${vendor} ${device} ${description}`;
    if (seen.has(name)) continue;
    seen.add(name);
    let gpu: AdapterAnswer['gpu'];
    try {
      gpu = await Gpu.open(answer.adapter, answer.instance, candidate.software);
    } catch (error) {
      gpu = { why: error instanceof Error ? error.message : String(error) };
    }
    yield { kind, gpu };
  }
}

async function loadLibrary(): Promise<(flags: string[]) => GPU> {
  // Without a display the GL backend must be told not to look for one; must be set before Dawn starts.
  process.env['EGL_PLATFORM'] ??= 'surfaceless';
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  return create;
}

async function request(
  create: (flags: string[]) => GPU,
  candidate: Candidate,
): Promise<{ readonly adapter: GPUAdapter; readonly instance: GPU } | { readonly why: string }> {
  try {
    const instance = create([...candidate.flags]);
    const adapter = await instance.requestAdapter(candidate.request);
    if (adapter === null) return { why: 'no driver answers' };
    // A processor that poses as a Vulkan device is no hardware: SwiftShader crashes on barriers.
    if (!candidate.software && looksLikeProcessor(adapter))
      return { why: `${adapter.info.device} is a processor that poses as a card` };
    return { adapter, instance };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function looksLikeProcessor(adapter: GPUAdapter): boolean {
  const { vendor, architecture, device, description } = adapter.info;
  return /swiftshader|llvmpipe|lavapipe|microsoft basic render/i.test(
    `${vendor} ${architecture} ${device} ${description}`,
  );
}
