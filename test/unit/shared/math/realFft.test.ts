import assert from 'node:assert/strict';
import { frequency, transform } from '../../../../shared/math/fft';
import { seededUniform } from '../../../../shared/math/random';
import { forEachFrequency, forward, inverse, type Sizes } from '../../../../shared/math/realFft';

describe('Transforms of real volumes', () => {
  for (const sizes of [
    [8, 8, 8],
    [9, 5, 7],
    [12, 10, 6],
    [30, 21, 22],
  ] satisfies Sizes[])
    it(`agree with the complex transform and come back, ${sizes.join(' x ')}`, () => {
      const volume = randomVolume(sizes);
      const [re, im] = [Float64Array.from(volume), new Float64Array(volume.length)];
      transform(re, im, sizes, 1);
      for (const reach of [Infinity, 2]) {
        const spectrum = forward(volume, sizes, reach);
        let seen = 0;
        forEachFrequency(spectrum, (index, x, y, z) => {
          assert.ok(Math.max(x, Math.abs(y), Math.abs(z)) <= reach);
          const at = indexOf(sizes, x, y, z);
          assert.ok(Math.abs(spectrum.re[index] - re[at]) < 1e-12);
          assert.ok(Math.abs(spectrum.im[index] - im[at]) < 1e-12);
          seen++;
        });
        assert.equal(seen, spectrum.re.length);
        const back = backTransform(re, im, sizes, reach);
        inverse(spectrum, (section, z) => {
          section.forEach((value, i) =>
            assert.ok(Math.abs(value - back[z * sizes[0] * sizes[1] + i]) < 1e-14),
          );
        });
      }
    });

  it('give the sections that are asked for, and skip sections of zeros', () => {
    const sizes: Sizes = [6, 6, 6];
    const volume = randomVolume(sizes).fill(0, 0, 72);
    const sections: number[] = [];
    inverse(
      forward(volume, sizes),
      (section, z) => {
        sections.push(z);
        section.forEach((value, i) => assert.ok(Math.abs(value - volume[z * 36 + i]) < 1e-14));
      },
      1,
      4,
    );
    assert.deepEqual(sections, [1, 2, 3]);
  });
});

function randomVolume([nx, ny, nz]: Sizes): Float32Array {
  const uniform = seededUniform(5);
  return Float32Array.from({ length: nx * ny * nz }, () => uniform() - 0.5);
}

/** The complex inverse without the frequencies beyond `reach`. */
function backTransform(re: Float64Array, im: Float64Array, sizes: Sizes, reach: number): Float64Array {
  const [nx, ny, nz] = sizes;
  const [a, b] = [re.slice(), im.slice()];
  for (let i = 0; i < a.length; i++) {
    const k = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    const n = [nx, ny, nz];
    if (k.some((index, axis) => Math.abs(frequency(index, n[axis])) > reach)) a[i] = b[i] = 0;
  }
  transform(a, b, sizes, -1);
  return a;
}

function indexOf([nx, ny, nz]: Sizes, x: number, y: number, z: number): number {
  return (((z + nz) % nz) * ny + ((y + ny) % ny)) * nx + x;
}
