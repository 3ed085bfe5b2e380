/** One adapter for all tests of a run; the software adapter unless MURMUR_ADAPTER names another. */
import { openGpu } from '../../src/compute/gpu/adapter';
import type { Gpu } from '../../src/compute/gpu/gpu';

const store = globalThis as { murmurTestGpu?: Promise<Gpu> };

export function testGpu(): Promise<Gpu> {
  store.murmurTestGpu ??= openGpu({ adapter: process.env['MURMUR_ADAPTER'] });
  return store.murmurTestGpu;
}
