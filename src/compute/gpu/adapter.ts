/** Chooses a GPU: the one asked for, else hardware, else one of Mesa's software adapters. */
import { Problem } from '../../../shared/problem';
import { Gpu } from './gpu';

export interface AdapterOptions {
  /** Part of an adapter's name, `software`, `llvmpipe` or `lavapipe` for Mesa's, or undefined for the best available. */
  readonly adapter?: string | undefined;
}

interface Candidate {
  readonly flags: readonly string[];
  readonly request: GPURequestAdapterOptions & { featureLevel?: string };
  /** Of a software adapter. */
  readonly software: SoftwareName | null;
}

type SoftwareName = 'llvmpipe' | 'lavapipe';

const hardware: Candidate = { flags: [], request: { powerPreference: 'high-performance' }, software: null };
/** The card that a laptop uses to save power, where that is another one. */
const saving: Candidate = { ...hardware, request: { powerPreference: 'low-power' } };
/** Mesa's software adapter through Dawn's OpenGL ES backend, as every version has it. */
const llvmpipe: Candidate = {
  flags: ['backend=opengles'],
  request: { featureLevel: 'compatibility' },
  software: 'llvmpipe',
};
/** The same through Vulkan. Old versions of it crash, so it is taken where it is asked for, or nothing else answers. */
const lavapipe: Candidate = { flags: ['backend=vulkan'], request: {}, software: 'lavapipe' };
/** The first of Mesa that Dawn gets along with. */
const firstLavapipe = 24;

const installLlvmpipe = '`apt-get install libegl1 libgles2 libgl1-mesa-dri`';

interface Choice {
  /** The first that answers is taken. */
  readonly candidates: readonly Candidate[];
  /** Said where none does. */
  readonly missing: string;
}

const choices: ReadonlyMap<string, Choice> = new Map([
  [
    '',
    {
      candidates: [hardware, llvmpipe, lavapipe],
      missing: `no GPU answers; install a Vulkan driver for the card, or the software adapter with ${installLlvmpipe}`,
    },
  ],
  [
    'software',
    {
      candidates: [llvmpipe, lavapipe],
      missing: `the software adapter does not answer; install it with ${installLlvmpipe}`,
    },
  ],
  [
    'llvmpipe',
    { candidates: [llvmpipe], missing: `llvmpipe does not answer; install it with ${installLlvmpipe}` },
  ],
  [
    'lavapipe',
    {
      candidates: [lavapipe],
      missing: `lavapipe does not answer; install libvulkan1 and mesa-vulkan-drivers, Mesa ${firstLavapipe} or later`,
    },
  ],
]);

/** Whether an `AdapterOptions.adapter` can only be a software adapter. */
export function isSoftwareName(wanted: string): boolean {
  return choices.get(wanted)?.candidates.every(({ software }) => software !== null) === true;
}

/** Opens the adapter. Its owner calls `close`. Throws a Problem that says what to install when none answers. */
export async function openGpu(options: AdapterOptions = {}): Promise<Gpu> {
  const create = await loadLibrary();
  const wanted = options.adapter ?? '';
  const { candidates, missing } = choices.get(wanted) ?? {
    candidates: [{ ...hardware, flags: [`adapter=${wanted}`] }],
    missing: `no GPU has a name with "${wanted}" in it; leave out --adapter to take the best available`,
  };
  for (const candidate of candidates) {
    const answer = await request(create, candidate);
    if ('adapter' in answer) return Gpu.open(answer.adapter, answer.instance, candidate.software);
  }
  throw new Problem(missing);
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
  for (const candidate of [hardware, saving, llvmpipe, lavapipe]) {
    const kind = candidate.software === null ? 'hardware' : 'software';
    const answer = await request(create, candidate);
    if (!('adapter' in answer)) {
      // One of a kind is enough: what others lack is nobody's business.
      if (candidate === hardware || candidate === llvmpipe) yield { kind, gpu: answer };
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
    if (candidate.software === null && looksLikeProcessor(adapter))
      return { why: `${adapter.info.device} is a processor that poses as a card` };
    if (candidate === lavapipe && !isLavapipe(adapter))
      return { why: `it is no lavapipe of Mesa ${firstLavapipe} or later` };
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

function isLavapipe({ info: { vendor, description } }: GPUAdapter): boolean {
  const version = /\bMesa (\d+)/.exec(description);
  return vendor === 'mesa' && /llvmpipe/i.test(description) && Number(version?.[1]) >= firstLavapipe;
}
