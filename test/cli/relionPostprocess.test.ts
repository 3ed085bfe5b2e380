/** Resolution, B-factor and maps beside those of relion_postprocess. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createMask } from '../../shared/masks/planMask';
import { seededNormal } from '../../shared/math/random';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { column, parseStar, type StarTable } from '../../src/formats/star';
import { mapOf, randomBlobs } from '../support/blobs';
import { needRelion, runRelion } from '../support/relion';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

const size = 48;
const pixelSize = 1.6;
const box = [size, size, size] as const;

describe('murmur postprocess beside relion_postprocess', () => {
  const inFolder = useTemporaryFolder();
  before(function () {
    needRelion(this);
  });

  beforeEach(async () => {
    // RELION wants a folder in the name.
    await mkdir(inFolder('out'));
    const { data } = mapOf(randomBlobs(14, 4, 1.3, 4), size, pixelSize);
    for (const [half, seed] of [1, 2].entries()) {
      const normal = seededNormal(seed);
      const noisy = data.map((value) => value + 0.12 * normal());
      await writeMrc(inFolder(`run_half${half + 1}_unfil.mrc`), { size: box, pixelSize, data: noisy });
    }
    const options = { lowPass: 8, threshold: 0.1, extend: 2, softEdge: 4, invert: false, combine: null };
    const mask = createMask({ box, pixelSize, data }, options);
    await writeMrc(inFolder('mask.mrc'), { size: box, pixelSize, data: mask });
  });

  interface Result {
    readonly value: (label: string) => number;
    readonly curve: (label: string) => readonly number[];
    readonly map: (suffix: string) => Promise<Float32Array>;
  }

  async function read(name: string): Promise<Result> {
    const path = inFolder(`${name}.star`);
    const tables = parseStar(await readFile(path, 'utf8'), path);
    const find = (label: string): { table: StarTable; values: readonly number[] } => {
      const table = tables.find(({ columns }) => columns.includes(label));
      assert.ok(table, `${path} lacks ${label}`);
      return { table, values: column(table, label)?.map(Number) ?? [] };
    };
    return {
      value: (label) => find(label).values[0],
      curve: (label) => find(label).values,
      map: async (suffix) => (await readMrc(inFolder(`${name}${suffix}.mrc`))).data,
    };
  }

  async function both(options: string): Promise<{ theirs: Result; ours: Result }> {
    const args = ['--i', 'run_half1_unfil.mrc', '--mask', 'mask.mrc', '--angpix', '1.6'];
    args.push(...options.split(' ').filter((word) => word !== ''));
    runRelion(inFolder(), 'postprocess', ...args, '--o', 'out/theirs');
    const { code, err } = await runMurmur(inFolder(), 'postprocess', ...args, '--o', 'out/ours');
    assert.equal(code, 0, err);
    assert.equal(
      /no phases were randomised: .* end at 3\.2 Å, before 2\.2 Å/.test(err),
      options.includes(exact),
    );
    return { theirs: await read('out/theirs'), ours: await read('out/ours') };
  }

  function assertSameCurve(ours: Result, theirs: Result, label: string, tolerance: number): void {
    const expected = theirs.curve(label);
    const got = ours.curve(label);
    assert.equal(got.length, expected.length);
    got.forEach((value, shell) => {
      const difference = Math.abs(value - expected[shell]);
      assert.ok(difference <= tolerance, `${label} differs by ${difference} at shell ${shell}`);
    });
  }

  function assertSameMap(got: Float32Array, expected: Float32Array, tolerance: number): void {
    const most = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    got.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= tolerance * most));
  }

  // Phases that are random differ between programs; beyond Nyquist there are none, and everything must agree.
  const exact = '--randomize_at_A 2.2';

  it('finds the same curves, and the same shell, with phases randomised', async () => {
    const { theirs, ours } = await both('');
    for (const label of [
      'rlnSpectralIndex',
      'rlnResolution',
      'rlnFourierShellCorrelationUnmaskedMaps',
      'rlnFourierShellCorrelationMaskedMaps',
      'rlnFourierShellCorrelationParticleMaskFraction',
    ])
      assertSameCurve(ours, theirs, label, 1e-5);
    assertSameCurve(ours, theirs, 'rlnAngstromResolution', 1e-3);
    assert.equal(ours.value('rlnFinalResolution').toFixed(4), theirs.value('rlnFinalResolution').toFixed(4));
    assert.equal(ours.value('rlnRandomiseFrom').toFixed(4), theirs.value('rlnRandomiseFrom').toFixed(4));
    // Random phases: a shell of hundreds of coefficients scatters by several hundredths, under a mask by more.
    assertSameCurve(ours, theirs, 'rlnCorrectedFourierShellCorrelationPhaseRandomizedMaskedMaps', 0.25);
  });

  it('finds the same B-factor, resolution and maps', async () => {
    const { theirs, ours } = await both(`${exact} --auto_bfac --autob_lowres 9 --half_maps --low_pass -1`);
    assertSameCurve(ours, theirs, 'rlnFourierShellCorrelationCorrected', 1e-5);
    for (const label of [
      'rlnBfactorUsedForSharpening',
      'rlnFittedSlopeGuinierPlot',
      'rlnFittedInterceptGuinierPlot',
    ])
      assert.ok(Math.abs(ours.value(label) / theirs.value(label) - 1) < 1e-4, label);
    for (const label of [
      'rlnFinalResolution',
      'rlnParticleBoxFractionSolventMask',
      'rlnCorrelationFitGuinierPlot',
    ])
      assert.ok(Math.abs(ours.value(label) - theirs.value(label)) < 1e-4, label);
    for (const label of ['Original', 'Weighted', 'Sharpened', 'Intercept'])
      assertSameCurve(ours, theirs, `rlnLogAmplitudes${label}`, 1e-3);
    for (const suffix of ['', '_masked', '_half1', '_half2_masked'])
      assertSameMap(await ours.map(suffix), await theirs.map(suffix), 1e-4);
  });

  it('takes the other options the same way', async () => {
    for (const options of [
      '--adhoc_bfac -80 --molweight 90',
      '--adhoc_bfac 50 --skip_fsc_weighting --low_pass 5',
      '--skip_fsc_weighting --force_mask',
    ]) {
      const { theirs, ours } = await both(`${exact} ${options}`);
      assertSameCurve(ours, theirs, 'rlnFourierShellCorrelationParticleMaskFraction', 1e-5);
      assertSameCurve(ours, theirs, 'rlnLogAmplitudesOriginal', 1e-3);
      assertSameMap(await ours.map(''), await theirs.map(''), 1e-4);
    }
  });

  it('writes a table that RELION reads', async () => {
    await both('');
    const printed = runRelion(inFolder(), 'star_printtable', 'out/ours.star', 'data_fsc', 'rlnSpectralIndex');
    assert.deepEqual(printed.trim().split(/\s+/).map(Number), [...Array(size / 2 + 1).keys()]);
  });
});
