import assert from 'node:assert/strict';
import { planFft } from '../../src/compute/kernels/fft';
import { seededNormal } from '../../shared/math/random';
import { testGpu } from '../support/gpu';

/** Plain double-precision transform along every axis, the definition itself. */
function definition(data: Float64Array, sizes: readonly number[], batch: number, sign: number): Float64Array {
  let current = data;
  let inner = 1;
  for (const n of sizes.toReversed()) {
    const next = new Float64Array(current.length);
    const outerCount = (batch * sizes.reduce((a, b) => a * b, 1)) / (n * inner);
    for (let outer = 0; outer < outerCount; outer++)
      for (let i = 0; i < inner; i++)
        for (let k = 0; k < n; k++) {
          let re = 0;
          let im = 0;
          for (let j = 0; j < n; j++) {
            const at = 2 * ((outer * n + j) * inner + i);
            const phase = (-sign * 2 * Math.PI * ((j * k) % n)) / n;
            re += current[at] * Math.cos(phase) - current[at + 1] * Math.sin(phase);
            im += current[at] * Math.sin(phase) + current[at + 1] * Math.cos(phase);
          }
          const to = 2 * ((outer * n + k) * inner + i);
          next[to] = re;
          next[to + 1] = im;
        }
    current = next;
    inner *= n;
  }
  return current;
}

describe('Fourier transforms on the GPU', () => {
  const cases: readonly [readonly number[], number][] = [
    [[8], 3],
    [[9], 2],
    [[25], 2],
    [[49], 2],
    [[7], 5],
    [[60], 2],
    [[105], 1],
    [[94], 2],
    [[96, 96], 1],
    [[31, 22], 2],
    [[20, 42], 3],
    [[12, 10, 14], 1],
    [[16, 16, 16], 2],
  ];
  for (const [sizes, batch] of cases) {
    it(`agree with the definition for ${sizes.join('x')}, batch ${batch}, both ways`, async () => {
      const gpu = await testGpu();
      const normal = seededNormal(sizes.length * 1000 + sizes[0]);
      const count = 2 * batch * sizes.reduce((a, b) => a * b, 1);
      const input = Float64Array.from({ length: count }, normal);
      for (const direction of ['forward', 'inverse'] as const) {
        const data = gpu.upload(Float32Array.from(input), 'data');
        const scratch = gpu.storage(count * 4, 'scratch');
        const plan = planFft(gpu, sizes, batch, direction);
        plan.run(data, scratch);
        const result = await gpu.read(data, count);
        const expected = definition(input, sizes, batch, direction === 'forward' ? 1 : -1);
        let error = 0;
        let power = 0;
        for (let i = 0; i < count; i++) {
          error += (result[i] - expected[i]) ** 2;
          power += expected[i] ** 2;
        }
        // float32 keeps 24 bits; a transform loses a few of them.
        assert.ok(Math.sqrt(error / power) < 1e-6, `relative error ${Math.sqrt(error / power)}`);
        plan.destroy();
        data.destroy();
        scratch.destroy();
      }
    });
  }
});
