/** Aberrations in Warp's coefficients. */
import assert from 'node:assert/strict';
import { evenTerms, fromPowers, oddTerms, toPowers, zernikePhase } from '../../../shared/math/zernike';
import { seededNormal } from '../../../shared/math/random';

describe('aberrations in coefficients of Warp', () => {
  it('stand in its order', () => {
    const names = (terms: typeof oddTerms): string[] => terms.map(({ n, m }) => `${n},${m}`);
    assert.deepEqual(names(oddTerms), '1,-1 1,1 3,-3 3,-1 3,1 3,3 5,-5 5,-3 5,-1 5,1 5,3 5,5'.split(' '));
    assert.deepEqual(names(evenTerms), '2,-2 2,0 2,2 4,-4 4,-2 4,0 4,2 4,4'.split(' '));
  });

  it('are polynomials of the frequency in 1/Å', () => {
    const [kx, ky] = [0.12, -0.07];
    const square = kx * kx + ky * ky;
    const only = (terms: typeof oddTerms, n: number, m: number): number =>
      zernikePhase(
        terms,
        terms.map((term) => (term.n === n && term.m === m ? 1 : 0)),
        kx,
        ky,
      );
    const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);
    close(only(oddTerms, 1, 1), kx);
    close(only(oddTerms, 3, -1), (3 * square - 2) * ky);
    close(only(oddTerms, 3, 3), kx ** 3 - 3 * kx * ky * ky);
    close(only(evenTerms, 2, 0), 2 * square - 1);
    close(only(evenTerms, 2, -2), 2 * kx * ky);
    close(only(evenTerms, 4, 0), 6 * square ** 2 - 6 * square + 1);
    close(only(evenTerms, 4, 2), (4 * square - 3) * (kx * kx - ky * ky));
  });

  it('say what pure powers say, but for a constant', () => {
    const normal = seededNormal(4);
    for (const terms of [oddTerms, evenTerms]) {
      const factors = terms.map(() => normal());
      const { coefficients, constant } = fromPowers(terms, factors);
      const [kx, ky] = [0.21, 0.05];
      const [radius, azimuth] = [Math.hypot(kx, ky), Math.atan2(ky, kx)];
      const expected = terms.reduce((sum, { n, m }, i) => {
        const turn = m < 0 ? Math.sin(-m * azimuth) : Math.cos(m * azimuth);
        return sum + factors[i] * radius ** n * turn;
      }, 0);
      assert.ok(Math.abs(zernikePhase(terms, coefficients, kx, ky) + constant - expected) < 1e-12);
      const back = toPowers(terms, coefficients);
      back.coefficients.forEach((value, i) => assert.ok(Math.abs(value - factors[i]) < 1e-12));
      assert.ok(Math.abs(back.constant + constant) < 1e-12);
    }
  });
});
