/** One open graphics device: buffers in and out, compute kernels, and what it can bear. */
import { Problem } from '../../../shared/problem';

export interface DispatchSize {
  readonly x: number;
  readonly y: number;
}

interface Abilities {
  /** For people and for BENCHMARKS.md. */
  readonly description: string;
  readonly software: boolean;
  /** Largest storage buffer that a kernel can see, bytes. */
  readonly maxBinding: number;
}

export class Gpu implements Abilities {
  readonly description: string;
  readonly software: boolean;
  readonly maxBinding: number;
  private failure: Error | null = null;
  private readonly kernels = new Map<string, GPUComputePipeline>();

  private constructor(
    readonly device: GPUDevice,
    /** Dawn's instance ends with its last reference, and the process with it: keep it as long as the device. */
    readonly instance: GPU,
    { description, software, maxBinding }: Abilities,
  ) {
    this.description = description;
    this.software = software;
    this.maxBinding = maxBinding;
    device.addEventListener('uncapturederror', (event) => {
      this.failure ??= new Error((event as GPUUncapturedErrorEvent).error.message);
    });
  }

  static async open(adapter: GPUAdapter, instance: GPU, software: boolean): Promise<Gpu> {
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
      description: software ? `llvmpipe (software): ${label}` : label,
      software,
      maxBinding: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
    });
  }

  close(): void {
    this.device.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** An empty storage buffer. Its owner destroys it. */
  storage(bytes: number, what: string): GPUBuffer {
    if (bytes > this.maxBinding)
      throw new Problem(
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

  /** Reads `count` floats back, after all submitted work. */
  async read(buffer: GPUBuffer, count: number, offset = 0): Promise<Float32Array> {
    const staging = this.device.createBuffer({
      size: Math.max(16, count * 4),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, count * 4);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const copy = new Float32Array(staging.getMappedRange(0, count * 4).slice(0));
    staging.unmap();
    staging.destroy();
    this.throwFailure();
    return copy;
  }

  /** Waits until everything that was submitted has run. */
  async finish(): Promise<void> {
    await this.device.queue.onSubmittedWorkDone();
    this.throwFailure();
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

  bind(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[]): GPUBindGroup {
    return this.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** Runs one kernel over `workgroups` groups, laid out in two dimensions where one is too short. */
  run(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[], workgroups: number): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.bind(pipeline, buffers));
    const { x, y } = spread(workgroups);
    pass.dispatchWorkgroups(x, y);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  private throwFailure(): void {
    if (this.failure === null) return;
    const { failure } = this;
    this.failure = null;
    throw new Problem(`the GPU reported an error: ${failure.message}`, {
      where: this.description,
      remedy: 'please report it with this message',
      cause: failure,
    });
  }
}

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
