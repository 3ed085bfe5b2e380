import assert from 'node:assert/strict';
import { planBackProjection, type Projection } from '../../../../src/compute/maps/backProjection';
import { seededNormal } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { symmetryOperators } from '../../../../shared/math/symmetry';
import { multiply } from '../../../../shared/math/vector';
import { contrastTransfer, transferPolynomial } from '../../../../src/compute/simulate/contrastTransfer';
import { plainBackProjection, type PlainProjection } from '../../../support/plainBackProjection';

type Use = 'none' | 'full' | 'isAbsolute' | 'isSign' | 'isIntactFirst';

/** Images of noise from anywhere, each with its own optics; the same ones for both ways. */
function bothWays(
  count: number,
  size: number,
  group: string,
  use: Use,
): [readonly Projection[], readonly PlainProjection[]] {
  const normal = seededNormal(size);
  const extent = size * 2.5;
  const pairs = Array.from({ length: count }, (): [Projection, PlainProjection] => {
    const view = euler(3 * normal(), 3 * normal(), 3 * normal());
    const shared = {
      image: Float32Array.from({ length: size * size }, normal),
      rotations: symmetryOperators(group).map((operator) => multiply(view, operator)),
      shift: [2 * normal(), 2 * normal()] as const,
    };
    const conditions = {
      optics: { voltage: 300e3, cs: 2.7e7, amplitude: 0.1 },
      defocus: 15e3 + 3e3 * normal(),
      astigmatism: 500 * normal(),
      astigmatismAngle: 2 * normal(),
      phaseShift: 0.3 * normal(),
    };
    const plain = contrastTransfer(conditions);
    const [scale, bFactor] = [0.8, 60];
    const transfer = (kx: number, ky: number): number => {
      const value = plain(kx / extent, ky / extent);
      const damping = Math.exp((-bFactor / 4) * ((kx / extent) ** 2 + (ky / extent) ** 2));
      if (use === 'none') return 1;
      if (use === 'isSign') return scale * Math.sign(value);
      if (use === 'isAbsolute') return scale * damping * Math.abs(value);
      const isBeforePeak = phaseOf(conditions, kx / extent, ky / extent) < Math.PI / 2;
      return scale * damping * (use === 'isIntactFirst' && isBeforePeak ? 1 : value);
    };
    const settings = {
      polynomial: transferPolynomial(conditions, extent),
      scale,
      decay: bFactor / 4,
      isAbsolute: use === 'isAbsolute',
      isSign: use === 'isSign',
      isIntactFirst: use === 'isIntactFirst',
      isPremultiplied: false,
    };
    return [
      { ...shared, transfer: use === 'none' ? null : settings },
      { ...shared, transfer },
    ];
  });
  return [pairs.map(([ours]) => ours), pairs.map(([, plain]) => plain)];
}

/** Of the transfer function, radians, without spherical aberration, which is small before the first peak. */
function phaseOf(
  {
    defocus,
    astigmatism,
    astigmatismAngle,
    phaseShift,
  }: { defocus: number; astigmatism: number; astigmatismAngle: number; phaseShift: number },
  kx: number,
  ky: number,
): number {
  const local = defocus + 0.5 * astigmatism * Math.cos(2 * (Math.atan2(ky, kx) - astigmatismAngle));
  return Math.PI * 0.0196876 * local * (kx * kx + ky * ky) + phaseShift + Math.asin(0.1);
}

describe('Reconstruction from projections by vector instructions', () => {
  // Sizes and paddings whose grids are powers of two, are not, and end within a brick; an odd number of images, too.
  for (const [size, padding, reach, count, group, use] of [
    [16, 2, 8, 7, 'C1', 'full'],
    [16, 2, 8, 4, 'D2', 'none'],
    [22, 1.5, 11, 5, 'C1', 'isAbsolute'],
    [20, 2, 6, 5, 'C3', 'isSign'],
    [16, 1, 8, 9, 'C1', 'isIntactFirst'],
  ] as const)
    it(`is that of a plain one in 64 bits: ${size} pixels, padding ${padding}, ${group}, transfer ${use}`, () => {
      const [ours, plain] = bothWays(count, size, group, use);
      const plan = planBackProjection(size, padding, reach);
      for (const projection of ours) assert.ok(plan.insert(projection));
      const map = plan.finish();
      const expected = plainBackProjection(plain, size, padding, reach);
      const scale = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
      // Few slices: sums of 32 bits are divided by weights that may be a thousandth of the others.
      // Errors of 5e-6 in the transfer function do as much near its zeros, where sums are divided by little.
      const tolerance = (use === 'none' || use === 'isSign' ? 2e-5 : 1e-3) * scale;
      expected.forEach((value, i) =>
        assert.ok(Math.abs(map[i] - value) < tolerance, `${i}: ${map[i]}, expected ${value}`),
      );
    });

  it('adds nothing of an image that holds what is no number, and goes on', () => {
    const [ours] = bothWays(3, 16, 'C1', 'none');
    const whole = planBackProjection(16, 2, 8);
    const other = planBackProjection(16, 2, 8);
    for (const projection of ours) {
      assert.ok(whole.insert(projection));
      assert.ok(other.insert(projection));
      for (const bad of [NaN, Infinity, -Infinity])
        assert.ok(
          !other.insert({ ...projection, image: projection.image.map((v, i) => (i === 200 ? bad : v)) }),
        );
    }
    assert.deepEqual(other.finish(), whole.finish());
  });

  it('describes the transfer function as contrastTransfer has it, magnified or not', () => {
    const conditions = {
      optics: { voltage: 200e3, cs: 1.4e7, amplitude: 0.07 },
      defocus: 22e3,
      astigmatism: 900,
      astigmatismAngle: 0.7,
      phaseShift: 0.4,
    };
    const extent = 180;
    for (const m of [
      [1, 0, 0, 1],
      [1.02, 0.01, -0.02, 0.97],
    ] as const) {
      const { constant, phase, square, quartic } = transferPolynomial(conditions, extent, m);
      const form = ([xx, xy, yy]: readonly [number, number, number], x: number, y: number): number =>
        xx * x * x + xy * x * y + yy * y * y;
      const plain = contrastTransfer(conditions);
      for (let ky = -40; ky <= 40; ky += 3)
        for (let kx = 0; kx <= 40; kx++) {
          const [x, y] = [(m[0] * kx + m[1] * ky) / extent, (m[2] * kx + m[3] * ky) / extent];
          const s2 = form(square, kx, ky);
          const value = Math.sin(Math.PI * (constant + form(phase, kx, ky) - quartic * s2 * s2));
          assert.ok(Math.abs(s2 - x * x - y * y) < 1e-12);
          assert.ok(Math.abs(value - plain(x, y)) < 1e-9);
        }
    }
  });
});
