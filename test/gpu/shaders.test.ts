/** Every shader compiles on the adapter, with the parts that its kernel puts before it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { testGpu } from '../support/gpu';
import { filesUnder } from '../support/imports';

const folder = 'src/compute/kernels';
const shared = filesUnder(`${folder}/shared`, /\.wgsl$/);
const kernels = filesUnder(folder, /\.wgsl$/).filter((file) => !shared.includes(file));

/** Constants that choose another way through a shader than its defaults do. */
const variants: Readonly<Record<string, readonly Record<string, number>[]>> = {
  'fftPass.wgsl': [2, 3, 4, 5, 7].map((RADIX) => ({ RADIX })),
  'layout3d.wgsl': [0, 1, 2, 3].map((MODE) => ({ MODE })),
  'prepareBox.wgsl': [{}, { SQUARED: 1 }, { QUADRATURE: 1 }],
  'score.wgsl': [
    { INFORMATION: 0, MAGNIFICATION: 1 },
    { INFORMATION: 1, MAGNIFICATION: 1 },
  ],
};

describe('Every shader', () => {
  for (const file of kernels)
    for (const constants of variants[basename(file)] ?? [{}])
      it(`${basename(file)} compiles ${JSON.stringify(constants)}`, async () => {
        const { device } = await testGpu();
        const parts = await Promise.all([...shared, file].map((part) => readFile(part, 'utf8')));
        const module = device.createShaderModule({ label: file, code: parts.join('\n') });
        const { messages } = await module.getCompilationInfo();
        assert.deepEqual(
          messages.map(({ type, message, lineNum }) => `${type} in line ${lineNum}: ${message}`),
          [],
        );
        await device.createComputePipelineAsync({
          label: file,
          layout: 'auto',
          compute: { module, entryPoint: 'main', constants },
        });
      });
});
