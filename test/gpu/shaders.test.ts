/** Every shader compiles on the GPU, with the parts that its kernel puts before it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { layoutOf, viewChannels } from '../../src/compute/channels/viewChannels';
import { channelSource, phaseNumbers } from '../../src/compute/kernels/kernelChannel';
import { viewSource } from '../../src/compute/kernels/view';
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
  'score.wgsl': [{ INFORMATION: 0 }, { INFORMATION: 1 }],
};

/** What kernels make for their shaders: views, and the score's channels, none and all. */
const layouts = [layoutOf([]), layoutOf(viewChannels)].map(({ kernel }) => kernel);
const made: Readonly<Record<string, readonly string[]>> = {
  'insert.wgsl': [viewSource()],
  'phaseResiduals.wgsl': [viewSource()],
  'score.wgsl': layouts.map((kernel) => viewSource(phaseNumbers(kernel)) + channelSource(kernel)),
};

describe('Every shader', () => {
  for (const file of kernels)
    for (const constants of variants[basename(file)] ?? [{}])
      (made[basename(file)] ?? ['']).forEach((source, i) =>
        it(`${basename(file)} compiles ${JSON.stringify(constants)}${i === 0 ? '' : ', with all channels'}`, async () => {
          const { device } = await testGpu();
          const parts = await Promise.all([...shared, file].map((part) => readFile(part, 'utf8')));
          const module = device.createShaderModule({ label: file, code: [source, ...parts].join('\n') });
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
        }),
      );
});
