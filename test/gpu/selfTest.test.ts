/** The self-test: what is right passes, every kernel is looked at, and whatever is compiled wrong is found. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openGpu } from '../../src/compute/gpu/adapter';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { kernelChecks } from '../../src/compute/selfTest/kernelChecks';
import { scoreRate } from '../../src/compute/selfTest/scoreRate';
import { selfTest } from '../../src/compute/selfTest/selfTest';
import { FailedSelfTest, openTestedGpu, proofOf } from '../../src/jobs/selfTest/openTestedGpu';
import type { Proof } from '../../src/jobs/selfTest/proofs';
import { testGpu } from '../support/gpu';
import { filesUnder } from '../support/imports';
import { shaderVariants } from '../support/shaderVariants';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { wrongKernels } from '../support/wrongKernels';

const adapter = process.env['MURMUR_ADAPTER'] ?? 'software';
const shaders = [
  ...filesUnder('src/compute/kernels', /\.wgsl$/),
  ...filesUnder('src/compute/channels', /\.wgsl$/),
];

/** Has `gpu` make its kernels of other sources. */
function changeKernels(gpu: Gpu, change: (source: string) => string, mark = ' changed'): void {
  const make = gpu.kernel.bind(gpu);
  gpu.kernel = (name, source, constants) => make(name + mark, change(source), constants);
}

describe('The self-test', () => {
  it('passes on this GPU, each error well below its limit', async () => {
    const results = await selfTest(await testGpu());
    for (const { name, error, limit, passed } of results)
      assert.ok(passed && error !== null && error > 0 && error < limit / 3, `${name}: ${error}`);
  });

  it('runs every shader, each way through it', async () => {
    const sources: string[] = [];
    const ways = new Set<string>();
    const gpu = await openGpu({ adapter });
    const make = gpu.kernel.bind(gpu);
    gpu.kernel = (name, source, constants?: Record<string, number>) => {
      sources.push(source);
      for (const [key, value] of Object.entries(constants ?? {})) ways.add(`${name} ${key} ${value}`);
      return make(name, source, constants);
    };
    await selfTest(gpu);
    gpu.close();
    const texts = shaders.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    assert.deepEqual(
      texts.filter(({ text }) => !sources.some((source) => source.includes(text))).map(({ file }) => file),
      [],
    );
    for (const [file, variants] of Object.entries(shaderVariants))
      for (const [key, value] of variants.flatMap((constants) => Object.entries(constants)))
        assert.ok(ways.has(`${basename(file, '.wgsl')} ${key} ${value}`), `${file} ${key} ${value}`);
  });

  for (const check of kernelChecks)
    describe(`finds what is compiled wrong: ${check.name}`, () => {
      let gpu: Gpu;
      let make: Gpu['kernel'];
      before(async () => {
        gpu = await openGpu({ adapter });
        make = gpu.kernel.bind(gpu);
      });
      after(() => gpu.close());

      for (const [i, { shader, text, wrong }] of (wrongKernels[check.name] ?? []).entries())
        it(`${shader}: "${wrong}" for "${text}"`, async () => {
          const file = shaders.find((path) => basename(path, '.wgsl') === shader) ?? '';
          const source = await readFile(file, 'utf8');
          assert.ok(source.includes(text));
          gpu.kernel = make;
          changeKernels(gpu, (whole) => whole.replace(source, source.replace(text, wrong)), ` ${i}`);
          const [{ passed, error }] = await selfTest(gpu, [check]);
          // Not because it would not compile.
          assert.ok(!passed && error !== null && error > 3 * check.limit, `${error}`);
        });
    });

  it('has two wrong kernels or more to find for each check', () => {
    for (const { name } of kernelChecks) assert.ok((wrongKernels[name]?.length ?? 0) >= 2, name);
  });

  it('says of a kernel that does not compile that it is wrong, and goes on', async () => {
    const gpu = await openGpu({ adapter });
    changeKernels(gpu, (source) => source.replace('fn signed(', 'fn another('));
    const results = await selfTest(gpu);
    gpu.close();
    const failed = results.filter(({ passed }) => !passed);
    assert.deepEqual(
      failed.map(({ name, error }) => [name, error]),
      [['preparation of tilt images', null]],
    );
    assert.match(failed[0].reason ?? '', /the GPU reported an error/);
  });
});

describe('A GPU that has proved itself', () => {
  const inFolder = useTemporaryFolder();
  const proofs = async (folder: string): Promise<string[]> =>
    (await readdir(folder).catch(() => [])).map((name) => join(folder, name));

  it('is not tested again on the same driver and version, unless that is asked for', async () => {
    const folder = inFolder('kept');
    const said: string[] = [];
    const open = async (selfTestWhen: 'once' | 'always'): Promise<void> => {
      const gpu = await openTestedGpu({
        adapter,
        folder,
        selfTest: selfTestWhen,
        say: (text) => said.push(text),
      });
      gpu.close();
    };
    await open('once');
    assert.match(said.join(), /^the GPU .* proved itself in \d+\.\d s$/);
    const [file, ...others] = await proofs(folder);
    assert.deepEqual(others, []);
    await open('once');
    assert.equal(said.length, 1);
    await open('always');
    assert.equal(said.length, 2);
    const proof = JSON.parse(await readFile(file, 'utf8')) as Proof;
    for (const change of [
      { driver: 'another' },
      { engine: '0.0.0' },
      { adapter: 'another' },
      { checks: null },
    ]) {
      await writeFile(file, JSON.stringify({ ...proof, ...change }));
      await open('once');
    }
    await writeFile(file, '{"torn');
    await open('once');
    assert.equal(said.length, 7);
  });

  it('is tested each time where nothing can be kept', async () => {
    const file = inFolder('file');
    await writeFile(file, '');
    const gpu = await testGpu();
    for (let i = 0; i < 2; i++) assert.ok((await proofOf(gpu, { folder: join(file, 'inside') })).isNew);
  });

  it('is refused, and closed, where it computes wrong: the error names kernel, adapter, driver and what to do', async () => {
    const folder = inFolder('wrong');
    const { driver, adapter: name } = await testGpu();
    const checks = [{ name: 'addition', limit: 0.001, run: async () => Promise.resolve(0.25) }];
    await assert.rejects(openTestedGpu({ adapter, folder, checks }), (error) => {
      assert.ok(error instanceof FailedSelfTest);
      assert.match(error.message, /addition off by 0\.25 \(relative, at most 0\.001\)/);
      assert.ok(error.where?.includes(driver) === true && error.where.includes(name));
      assert.ok(error.remedy !== undefined);
      return true;
    });
    assert.deepEqual(await proofs(folder), []);
  });

  it('scores views at a rate', async () => {
    assert.ok((await scoreRate(await testGpu(), 0.05)) > 1);
  });
});
