/** One open graphics device: buffers in and out, compute kernels, and what it can bear. */
import { Problem } from '../../../shared/problem';
import { BufferTooLarge, DeviceLost, OutOfGpuMemory } from './deviceTrouble';

export interface DispatchSize {
  readonly x: number;
  readonly y: number;
}

interface Abilities {
  /** For people and for BENCHMARKS.md. */
  readonly description: string;
  /** What the system calls the GPU, and its driver with the version. */
  readonly adapter: string;
  readonly driver: string;
  readonly software: boolean;
  /** Largest storage buffer that a kernel can see, bytes. */
  readonly maxBinding: number;
}

export class Gpu implements Abilities {
  readonly description: string;
  readonly adapter: string;
  readonly driver: string;
  readonly software: boolean;
  readonly maxBinding: number;
  /** What was found to fit into its memory: see withLess.ts. */
  readonly fits = new Map<string, number>();
  private failure: GPUError | null = null;
  private lost: DeviceLost | null = null;
  /** Of those that wait for it: they are told when it is lost. */
  private readonly waiting = new Set<(reason: DeviceLost) => void>();
  private listener: (note: string) => void = () => undefined;
  private readonly kernels = new Map<string, GPUComputePipeline>();

  private constructor(
    readonly device: GPUDevice,
    /** Dawn's instance ends with its last reference, and the process with it: keep it as long as the device. */
    readonly instance: GPU,
    { description, adapter, driver, software, maxBinding }: Abilities,
  ) {
    this.description = description;
    this.adapter = adapter;
    this.driver = driver;
    this.software = software;
    this.maxBinding = maxBinding;
    device.addEventListener('uncapturederror', (event) => {
      const { error } = event as GPUUncapturedErrorEvent;
      // Memory that ran out makes errors of all that would have used it.
      if (this.failure === null || (isShortage(error) && !isShortage(this.failure))) this.failure = error;
    });
    void device.lost.then(({ message }) => {
      const lost = new DeviceLost(`the GPU was lost${message === '' ? '' : `: ${message}`}`, {
        where: description,
        remedy:
          'start it again, what was finished is kept; if that recurs, update the driver or take another --adapter',
      });
      this.lost = lost;
      for (const tell of this.waiting) tell(lost);
    });
  }

  /** @param software what people call it, null for a card */
  static async open(adapter: GPUAdapter, instance: GPU, software: string | null): Promise<Gpu> {
    const { limits } = adapter;
    const device = await adapter.requestDevice({
      requiredLimits: {
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      },
    });
    const { description, device: name, vendor } = adapter.info;
    const label = description !== '' ? description : `${vendor} ${name}`;
    return new Gpu(device, instance, {
      description: software === null ? label : `${software} (software): ${label}`,
      adapter: [vendor, adapter.info.architecture, name].filter((part) => part !== '').join(' '),
      driver: description,
      software: software !== null,
      maxBinding: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
    });
  }

  close(): void {
    this.device.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Has what the engine does to get along with this GPU told to somebody. */
  onNote(listener: (note: string) => void): void {
    this.listener = listener;
  }

  note(text: string): void {
    this.listener(text);
  }

  /** An empty storage buffer. Its owner destroys it. Throws BufferTooLarge, DeviceLost; memory that runs out is told by `read` and `finish`. */
  storage(bytes: number, what: string): GPUBuffer {
    if (this.lost !== null) throw this.lost;
    if (bytes > this.maxBinding)
      throw new BufferTooLarge(
        `${what} needs ${mebibytes(bytes)} MiB in one piece, this GPU allows ${mebibytes(this.maxBinding)} MiB`,
        { where: this.description, remedy: 'use a smaller box or diameter, or another adapter' },
      );
    return this.device.createBuffer({
      label: what,
      size: Math.max(16, Math.ceil(bytes / 4) * 4),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  }

  /** A storage buffer that holds `data`. */
  upload(data: Float32Array | Uint32Array | Int32Array, what: string): GPUBuffer {
    const buffer = this.storage(data.byteLength, what);
    this.write(buffer, data);
    return buffer;
  }

  write(buffer: GPUBuffer, data: Float32Array | Uint32Array | Int32Array, offset = 0): void {
    this.device.queue.writeBuffer(
      buffer,
      offset,
      data.buffer as ArrayBuffer,
      data.byteOffset,
      data.byteLength,
    );
  }

  /** A small constant block. `values` are laid out by the caller as WGSL does: 4 bytes each. */
  uniform(values: readonly UniformValue[]): GPUBuffer {
    const bytes = new DataView(new ArrayBuffer(Math.ceil((values.length * 4) / 16) * 16));
    values.forEach((value, i) => {
      if ('f' in value) bytes.setFloat32(4 * i, value.f, true);
      else bytes.setInt32(4 * i, value.i, true);
    });
    const buffer = this.device.createBuffer({
      size: bytes.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.device.queue.writeBuffer(buffer, 0, bytes.buffer);
    return buffer;
  }

  /** Reads `count` floats back, after all submitted work. Throws DeviceLost, OutOfGpuMemory, Problem. */
  async read(buffer: GPUBuffer, count: number, offset = 0): Promise<Float32Array> {
    const staging = this.device.createBuffer({
      size: Math.max(16, count * 4),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, count * 4);
    this.device.queue.submit([encoder.finish()]);
    try {
      await this.whileThere(staging.mapAsync(GPUMapMode.READ));
    } catch (error) {
      staging.destroy();
      // Why it could not be read may be told after that it could not.
      await this.finish();
      throw error;
    }
    const copy = new Float32Array(staging.getMappedRange(0, count * 4).slice(0));
    staging.unmap();
    staging.destroy();
    this.throwFailure();
    return copy;
  }

  /** Waits until everything that was submitted has run. Throws DeviceLost, OutOfGpuMemory, Problem. */
  async finish(): Promise<void> {
    await this.whileThere(this.device.queue.onSubmittedWorkDone());
    this.throwFailure();
  }

  /** After an error of the GPU's, when what it was about is over: forgets those that followed from it. Throws DeviceLost. */
  async recover(): Promise<void> {
    await this.whileThere(this.device.queue.onSubmittedWorkDone());
    this.failure = null;
  }

  /** A compute pipeline, built once for a source and its constants. */
  kernel(name: string, source: string, constants: Record<string, number> = {}): GPUComputePipeline {
    const key = `${name} ${JSON.stringify(constants)}`;
    let pipeline = this.kernels.get(key);
    if (pipeline === undefined) {
      pipeline = this.device.createComputePipeline({
        label: name,
        layout: 'auto',
        compute: {
          module: this.device.createShaderModule({ label: name, code: source }),
          entryPoint: 'main',
          constants,
        },
      });
      this.kernels.set(key, pipeline);
    }
    return pipeline;
  }

  bind(pipeline: GPUComputePipeline, buffers: readonly Bound[]): GPUBindGroup {
    return this.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((one, binding) => ({
        binding,
        resource: 'buffer' in one ? one : { buffer: one },
      })),
    });
  }

  /** Runs one kernel over `workgroups` groups, laid out in two dimensions where one is too short. */
  run(pipeline: GPUComputePipeline, buffers: readonly Bound[], workgroups: number): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.bind(pipeline, buffers));
    const { x, y } = spread(workgroups);
    pass.dispatchWorkgroups(x, y);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** A promise of the device's that is kept, or DeviceLost: what a driver that has crashed promised may never come. */
  private async whileThere<T>(promised: Promise<T>): Promise<T> {
    let tell: (reason: DeviceLost) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      tell = reject;
    });
    this.waiting.add(tell);
    try {
      if (this.lost !== null) throw this.lost;
      // The device says first that it breaks the promise, then that it is lost.
      const kept = await Promise.race([promised.catch((error: unknown) => this.lostOr(error)), lost]);
      if (this.lost !== null) throw this.lost;
      return kept;
    } finally {
      this.waiting.delete(tell);
    }
  }

  private async lostOr(error: unknown): Promise<never> {
    // Resolves at once where it is lost, and with the device's next answer where it is not.
    await Promise.race([this.device.lost, this.device.queue.onSubmittedWorkDone()]);
    throw this.lost ?? error;
  }

  private throwFailure(): void {
    if (this.failure === null) return;
    const { failure } = this;
    this.failure = null;
    const where = this.description;
    if (isShortage(failure))
      throw new OutOfGpuMemory('the memory of the GPU is not enough', {
        where,
        remedy: 'give a smaller --memory, or end what else uses the GPU',
        cause: new Error(failure.message),
      });
    throw new Problem(`the GPU reported an error: ${failure.message}`, {
      where,
      remedy: 'please report it with this message',
      cause: new Error(failure.message),
    });
  }
}

function isShortage(error: GPUError): boolean {
  return error instanceof GPUOutOfMemoryError;
}

/** A buffer, or a part of one that begins at a multiple of 256 bytes. */
export type Bound = GPUBuffer | GPUBufferBinding;

export type UniformValue = { readonly i: number } | { readonly f: number };

/** WebGPU allows 65535 workgroups a dimension; kernels fold x and y back into one index. */
export function spread(workgroups: number): DispatchSize {
  const limit = 65535;
  if (workgroups <= limit) return { x: Math.max(1, workgroups), y: 1 };
  const y = Math.ceil(workgroups / limit);
  return { x: Math.ceil(workgroups / y), y };
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1048576);
}
