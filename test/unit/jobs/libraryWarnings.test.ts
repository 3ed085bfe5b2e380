/** What the graphics library says of itself is told apart from what the engine says. */
import assert from 'node:assert/strict';
import { withoutLibraryWarnings } from '../../../src/jobs/runs/libraryWarnings';

describe('Warnings of the graphics library', () => {
  it('are left out, and nothing else is', () => {
    const said = [
      'reading maps',
      "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory",
      '    at operator() (/home/runner/work/node-webgpu/third_party/dawn/src/dawn/native/vulkan/BackendVk.cpp:368)',
      '',
      'Warning: maxDynamicUniformBuffersPerPipelineLayout artificially reduced from 90 to 16 to fit dynamic offset allocation limit.',
      'Warning: maxDynamicStorageBuffersPerPipelineLayout artificially reduced from 80 to 16 to fit dynamic offset allocation limit.',
      'murmur: the GPU was lost',
      '    at its place',
      '',
    ].join('\n');
    assert.equal(withoutLibraryWarnings(said), 'reading maps\nmurmur: the GPU was lost\n    at its place\n');
    assert.equal(
      withoutLibraryWarnings('Warning: 3 of 4 particles lie outside\n'),
      'Warning: 3 of 4 particles lie outside\n',
    );
    assert.equal(withoutLibraryWarnings(''), '');
  });
});
