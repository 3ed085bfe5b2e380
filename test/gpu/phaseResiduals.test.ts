import assert from 'node:assert/strict';
import { noiseBySpecies } from '../../src/compute/refine/noiseOfSeries';
import { addPhaseResiduals, residualSums } from '../../src/compute/kernels/phaseResiduals';
import { pixelList } from '../../src/compute/kernels/pixelList';
import { uploadReferencePair } from '../../src/compute/kernels/referencePair';
import { plainViewFloats, writeView } from '../../src/compute/kernels/view';
import { seededNormal, seededUniform } from '../../shared/math/random';
import { euler } from '../../shared/math/rotations';
import type { Aberrations, Estimate } from '../../shared/records/aberrations';
import { fitAberrations } from '../../src/compute/refine/aberrations';
import { opticsFloats } from '../../src/compute/refine/optics';
import { wavelength } from '../../src/compute/refine/seriesOptics';
import { measureImages } from '../../src/compute/refine/phaseResiduals';
import { tiltAngles, type SimulatedErrors } from '../../src/compute/simulate/options';
import { simulateSeries } from '../../src/compute/simulate/simulatedSeries';
import { testGpu } from '../support/gpu';
import { openSimulated, smallSeries } from '../support/recovery';
import { plainResiduals } from '../../src/compute/selfTest/plain/phaseResiduals';
import { randomCube } from '../../src/compute/selfTest/plain/slices';

describe('The kernel of phase residuals', () => {
  it('sums every pixel over the images as the plain double-precision version does', async () => {
    const edge = 24;
    const count = 40;
    const gpu = await testGpu();
    const normal = seededNormal(3);
    const uniform = seededUniform(4);
    const pixels = pixelList(edge, edge / 2 - 1);
    const cubes = [randomCube(edge, 1), randomCube(edge, 2)] as const;
    const weights = new Float32Array(2 * pixels.count * 2).map(() => 0.5 + uniform());
    const images = new Float32Array(2 * count * pixels.count * 2).map(() => normal());
    const copies = Float64Array.from({ length: 32 }, (_, i) => Math.cos(i / 20));
    const shape = {
      pixels: pixels.count,
      edge,
      boxLength: 120,
      copies,
      farthest: 90,
      wavelength: 0.02,
      cs: 2.7e7,
      quartic: [0, 0, 0, 0] as const,
    };
    const views = new Float32Array(count * plainViewFloats);
    const optics = new Float32Array(count * opticsFloats);
    const rotations = Array.from({ length: count }, () => euler(normal() * 3, normal(), normal() * 3));
    rotations.forEach((rotation, i) => {
      const half = i % 2;
      writeView(views, i * plainViewFloats, {
        rotation,
        magnification: [1, 0, 0, 1],
        halfSet: half,
        row: i,
        tilt: half,
      });
      optics.set([0, 0, 1e4 + 5e3 * uniform(), 800, 0.4, 0.07, -30, 0.9], i * opticsFloats);
    });
    const buffers = {
      frequencies: gpu.upload(pixels.frequencies, 'frequencies'),
      weights: gpu.upload(weights, 'weights'),
      images: gpu.upload(images, 'images'),
      references: uploadReferencePair(gpu, cubes),
      quadrature: count,
    };
    const sums = new Float64Array(pixels.count * residualSums);
    await addPhaseResiduals(gpu, shape, { ...buffers, views, optics }, sums);

    const { frequencies } = pixels;
    const expected = plainResiduals({ shape, frequencies, cubes, weights, images, optics, rotations });
    for (let j = 0; j < residualSums; j++) {
      const [got, wanted] = [sums, expected].map((all) => all.filter((_, i) => i % residualSums === j));
      const size = Math.sqrt(wanted.reduce((sum, value) => sum + value * value, 0) / wanted.length);
      // float32 sums of 40 images
      got.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 2e-5 * size, `sum ${j}, pixel ${i}`));
    }
    const again = new Float64Array(sums.length);
    await addPhaseResiduals(gpu, shape, { ...buffers, views, optics }, again);
    assert.deepEqual(again, sums);
  });
});

describe('Phase residuals of a series against the true map', () => {
  /** To 8 Å, where the aberrations of a microscope begin to show. */
  const finer = {
    particles: 16,
    angles: tiltAngles(32, 16),
    pixelSize: 4,
    box: 128,
    image: [560, 400],
    volume: [400, 560, 100],
    margin: 200,
  } as const;

  async function measured(errors: Partial<SimulatedErrors>): Promise<Aberrations> {
    const gpu = await testGpu();
    const options = { ...smallSeries(errors), ...finer };
    const simulated = simulateSeries(options, 0);
    const { session, close } = await openSimulated(gpu, options, simulated);
    try {
      const [noise] = await noiseBySpecies(session);
      const found = await measureImages(session, 0, { noise, weightThreshold: 0.05 });
      assert.ok(found !== null);
      const { cs } = simulated.nominal.optics;
      return fitAberrations(found.residuals, { wavelength: wavelength(simulated.nominal), cs }).aberrations;
    } finally {
      close();
    }
  }

  it('are nothing but noise, as large as it is said to be, where the optics are right', async () => {
    const { beamTilt, trefoil, defocus, astigmatism, cs } = await measured({});
    assert.equal(cs, null);
    const all = [...(beamTilt ?? []), ...trefoil, defocus, ...astigmatism];
    const chiSquared = all.reduce((sum, { value, error }) => sum + (value / error) ** 2, 0);
    // Seven numbers: 99.9 % of the time between these.
    assert.ok(all.length === 7 && chiSquared > 0.6 && chiSquared < 24.3, JSON.stringify(all));
  });

  it('give beam tilt, defocus and astigmatism that were put in back, within a tenth', async () => {
    const { beamTilt, defocus, astigmatism } = await measured({
      beamTiltX: 8,
      beamTiltY: -6,
      defocusOffset: 0.1,
      astigmatism: 0.1,
    });
    const close = ({ value, error }: Estimate, to: number, of: number): void =>
      assert.ok(Math.abs(value - to) < 0.1 * of && error < 0.1 * of, `${value} ± ${error}, not ${to}`);
    assert.ok(beamTilt !== null);
    close(beamTilt[0], 8, 10);
    close(beamTilt[1], -6, 10);
    close(defocus, 0.1, 0.1);
    close(astigmatism[0], 0.1, 0.1);
    close(astigmatism[1], 0, 0.1);
  });
});
