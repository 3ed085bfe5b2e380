/** The contrast transfer function against images computed by Warp. */
import assert from 'node:assert/strict';
import {
  contrastTransfer,
  delocalization,
  wavelength,
} from '../../../../src/compute/simulate/contrastTransfer';
import { frequency } from '../../../../shared/math/fft';
import { readMrc } from '../../../../src/formats/mrc';

describe('the contrast transfer function', () => {
  it('is the one of Warp, with astigmatism, phase shift and B-factor', async () => {
    const { data } = await readMrc('test/fixtures/warp/ctf_reference.mrc');
    const images = [
      {
        pixel: 1.1,
        scale: 0.9,
        ctf: contrastTransfer({
          optics: { voltage: 300e3, cs: 2.7e7, amplitude: 0.1 },
          defocus: 15000,
          astigmatism: 3000,
          astigmatismAngle: (25 * Math.PI) / 180,
          phaseShift: 0.4 * Math.PI,
        }),
      },
      {
        pixel: 1.5,
        scale: 1,
        ctf: contrastTransfer({ optics: { voltage: 200e3, cs: 2.7e7, amplitude: 0.07 }, defocus: 25000 }),
      },
    ];
    images.forEach(({ pixel, scale, ctf }, image) => {
      let worst = 0;
      for (let y = 0; y < 256; y++)
        for (let x = 0; x <= 128; x++) {
          const [kx, ky] = [x / (256 * pixel), frequency(y, 256) / (256 * pixel)];
          const expected = data[(image * 256 + y) * 129 + x];
          const value = scale * Math.exp((-40 / 4) * (kx * kx + ky * ky)) * ctf(kx, ky);
          // The sign of the row at Nyquist does not matter without astigmatism, but with it Warp takes the other one.
          if (y !== 128) worst = Math.max(worst, Math.abs(value - expected));
        }
      // Phases reach 1000 radians at the corners, in Warp in float32.
      assert.ok(worst < 5e-4, `image ${image}: ${worst}`);
    });
  });

  it('has the textbook wavelengths', () => {
    assert.ok(Math.abs(wavelength(300e3) - 0.019687) < 1e-6);
    assert.ok(Math.abs(wavelength(200e3) - 0.025079) < 1e-6);
  });

  it('spreads detail of 12 Å at 4 µm over 66 Å', () => {
    const optics = { voltage: 300e3, cs: 2.7e7, amplitude: 0.07 };
    assert.ok(Math.abs(delocalization(optics, 40000, 1 / 12) - 65.5) < 0.5);
  });
});
