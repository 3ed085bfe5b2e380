/** Phase residuals of images of both half-sets, more than one invocation adds up. */
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { addPhaseResiduals, residualSums } from '../../kernels/phaseResiduals';
import { pixelList } from '../../kernels/pixelList';
import { uploadReferencePair } from '../../kernels/referencePair';
import { plainViewFloats, writeView } from '../../kernels/view';
import { opticsFloats } from '../../refine/optics';
import { column, relativeError, type KernelCheck } from '../check';
import { plainResiduals } from '../plain/phaseResiduals';
import { randomCube } from '../plain/slices';

const edge = 16;
const count = 36;

export const phaseResiduals: KernelCheck = {
  name: 'phase residuals',
  limit: 2e-3,
  async run(gpu, own) {
    const normal = seededNormal(61);
    const uniform = seededUniform(62);
    const { frequencies, count: pixels } = pixelList(edge, edge / 2 - 1);
    const shape = {
      pixels,
      edge,
      boxLength: 90,
      copies: Float64Array.from({ length: 32 }, (_, i) => Math.cos(i / 20)),
      farthest: 90,
      wavelength: 0.02,
      cs: 2.7e7,
      quartic: [400, -300, 500, 200] as const,
    };
    const cubes = [randomCube(edge, 63), randomCube(edge, 64)] as const;
    const weights = Float32Array.from({ length: 4 * pixels }, () => 0.5 + uniform());
    const images = Float32Array.from({ length: 4 * count * pixels }, normal);
    const views = new Float32Array(count * plainViewFloats);
    const optics = new Float32Array(count * opticsFloats);
    const rotations = Array.from({ length: count }, () => euler(3 * normal(), normal(), 3 * normal()));
    rotations.forEach((rotation, row) => {
      const [halfSet, magnification] = [row % 2, [1, 0, 0, 1] as const];
      writeView(views, row * plainViewFloats, { rotation, magnification, halfSet, row, tilt: halfSet });
      optics.set([0, 0, 1e4 + 5e3 * uniform(), 800, 0.4, 0.07, -30, 0.9], row * opticsFloats);
    });
    const found = new Float64Array(pixels * residualSums);
    const compared = {
      frequencies: own(gpu.upload(frequencies, 'frequencies')),
      weights: own(gpu.upload(weights, 'weights')),
      images: own(gpu.upload(images, 'images')),
      references: own(uploadReferencePair(gpu, cubes)),
      quadrature: count,
      views,
      optics,
    };
    await addPhaseResiduals(gpu, shape, compared, found);
    const expected = plainResiduals({ shape, frequencies, cubes, weights, images, optics, rotations });
    const errors = Array.from({ length: residualSums }, (_, j) =>
      relativeError(column(found, residualSums, j), column(expected, residualSums, j)),
    );
    return Math.max(...errors);
  },
};
