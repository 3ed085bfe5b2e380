/** Sub-tomograms by vector instructions against the same in double precision. */
import assert from 'node:assert/strict';
import { frequency } from '../../../../shared/math/fft';
import { seededNormal } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { planSubtomogram, type Slice } from '../../../../src/compute/maps/subtomogram';
import { planPlainSubtomogram, type PlainSlice } from '../../../support/plainSubtomogram';

for (const size of [12, 32])
  describe(`a sub-tomogram of ${size} voxels an edge`, () => {
    const normal = seededNormal(size);
    const half = size / 2;
    const slices = Array.from({ length: 9 }, (_, i) => {
      const re = Float64Array.from({ length: size * size }, () => Math.fround(normal()));
      const im = Float64Array.from({ length: size * size }, () => Math.fround(normal()));
      const transfer = (kx: number, ky: number): number => Math.cos(40 * (kx * kx + ky * ky) + i + kx * ky);
      const envelope = (kx: number, ky: number): number => Math.exp(-(1 + i) * (kx * kx + ky * ky));
      const shared = { rotation: euler(0.3, 0.2 * i - 0.8, 1.1), magnification: [1.01, 0.002, -0.003, 0.99] };
      const plain: PlainSlice = { re, im, transfer, envelope, ...shared };
      const take = (of: (at: number, kx: number, ky: number) => number): Float32Array =>
        Float32Array.from({ length: size * half }, (_v, at) => {
          const [x, y] = [at % half, Math.floor(at / half)];
          return of(y * size + x, x / size, frequency(y, size) / size);
        });
      const quick: Slice = {
        re: take((at) => re[at]),
        im: take((at) => im[at]),
        transfer: take((_at, kx, ky) => transfer(kx, ky)),
        envelope: take((_at, kx, ky) => envelope(kx, ky)),
        ...shared,
      };
      return { plain, quick };
    });

    it('is the plain one to single precision, also the second from the same plan', () => {
      const wanted = planPlainSubtomogram(size)(slices.map(({ plain }) => plain));
      const make = planSubtomogram(size);
      make(slices.slice(0, 3).map(({ quick }) => quick));
      const got = make(slices.map(({ quick }) => quick));
      for (const part of ['volume', 'transfer'] as const) {
        const largest = wanted[part].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        assert.ok(largest > 0);
        got[part].forEach((value, i) => {
          assert.ok(
            Math.abs(value - wanted[part][i]) < 1e-5 * largest,
            `${part} ${i}: ${value}, expected ${wanted[part][i]}`,
          );
        });
      }
    });

    it('of no images is empty', () => {
      const { volume, transfer } = planSubtomogram(size)([]);
      assert.ok(volume.every((value) => value === 0) && transfer.every((value) => value === 0));
    });
  });
