/** What the adapter can do at best: arithmetic and copying, beside which the engine's rates are to be read. */
import type { Gpu } from '../../src/compute/gpu/gpu';
import { seconds } from './measure';
import type { Rate } from './measure';

const loops = 512;

const arithmetic = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> values: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var a = values[id.x];
  var b = a + 1.0;
  var c = a + 2.0;
  var d = a + 3.0;
  for (var i = 0; i < ${loops}; i++) {
    a = fma(a, 0.999, 0.5);
    b = fma(b, 0.998, 0.25);
    c = fma(c, 0.997, 0.125);
    d = fma(d, 0.996, 0.0625);
  }
  values[id.x] = a + b + c + d;
}`;

export async function adapterRates(gpu: Gpu): Promise<Rate[]> {
  const invocations = gpu.software ? 65536 : 65535 * 64;
  const values = gpu.storage(invocations * 4, 'values');
  const kernel = gpu.kernel('arithmetic', arithmetic);
  const arithmeticTime = await seconds(gpu, () => gpu.run(kernel, [values], invocations / 64));
  values.destroy();
  const bytes = gpu.software ? 2 ** 26 : 2 ** 30;
  const a = gpu.storage(bytes, 'copy source');
  const b = gpu.storage(bytes, 'copy target');
  const copyTime = await seconds(gpu, () => {
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(a, 0, b, 0, bytes);
    gpu.device.queue.submit([encoder.finish()]);
  });
  a.destroy();
  b.destroy();
  return [
    {
      what: 'arithmetic, fused multiply-add',
      perSecond: (invocations * loops * 8) / arithmeticTime,
      unit: 'FLOP/s',
    },
    { what: 'copy, read and write', perSecond: (2 * bytes) / copyTime, unit: 'B/s' },
  ];
}
