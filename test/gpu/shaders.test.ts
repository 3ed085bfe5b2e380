/** Every shader compiles on the GPU, with the parts that its kernel puts before it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { layoutOf, viewChannels } from '../../src/compute/channels/viewChannels';
import { channelSource, phaseNumbers } from '../../src/compute/kernels/kernelChannel';
import { viewSource } from '../../src/compute/kernels/view';
import { testGpu } from '../support/gpu';
import { filesUnder } from '../support/imports';
import { shaderVariants } from '../support/shaderVariants';

const folder = 'src/compute/kernels';
const shared = filesUnder(`${folder}/shared`, /\.wgsl$/);
const kernels = filesUnder(folder, /\.wgsl$/).filter((file) => !shared.includes(file));

/** What kernels make for their shaders: views, and the score's channels, none and all. */
const layouts = [layoutOf([]), layoutOf(viewChannels)].map(({ kernel }) => kernel);
const made: Readonly<Record<string, readonly string[]>> = {
  'ctfSlice.wgsl': [viewSource()],
  'insert.wgsl': [viewSource()],
  'phaseResiduals.wgsl': [viewSource()],
  'score.wgsl': layouts.map((kernel) => viewSource(phaseNumbers(kernel)) + channelSource(kernel)),
};

describe('Every shader', () => {
  for (const file of kernels)
    for (const constants of shaderVariants[basename(file)] ?? [{}])
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
