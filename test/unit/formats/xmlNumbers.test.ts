/** Numbers as Warp and M spell them. */
import assert from 'node:assert/strict';
import {
  formatDecimal,
  formatDouble,
  formatFloat,
  formatFloats,
  parseBool,
  parseInteger,
  parseNumber,
  parseNumbers,
} from '../../../src/formats/xmlNumbers';
import { seededUniform } from '../../../shared/math/random';

describe('numbers in XML files', () => {
  it('floats are the shortest text that gives the same 32 bits', () => {
    const texts = [0.1, 1 / 3, 16777216, 12345678, 1e-4, -85.60053, 0, -0, 3.4028234663852886e38].map(
      formatFloat,
    );
    assert.deepEqual(texts, [
      '0.1',
      '0.33333334',
      '16777216',
      '12345678',
      '0.0001',
      '-85.60053',
      '0',
      '0',
      '3.4028235E+38',
    ]);
  });

  it('very large and small floats have an exponent of two digits, as in .NET', () => {
    assert.deepEqual([1e-5, -1.5e-5, 1.5e7, 1e10, 1.5e-12].map(formatFloat), [
      '1E-05',
      '-1.5E-05',
      '1.5E+07',
      '1E+10',
      '1.5E-12',
    ]);
    assert.equal(formatFloat(NaN), 'NaN');
    assert.equal(formatFloat(-Infinity), '-Infinity');
    assert.deepEqual([1e14, 1e15, 1e16, 0.1].map(formatDouble), ['100000000000000', '1E+15', '1E+16', '0.1']);
  });

  it('every float comes back as it was', () => {
    const uniform = seededUniform(7);
    const bits = new Uint32Array(1);
    const value = new Float32Array(bits.buffer);
    for (let i = 0; i < 20000; i++) {
      bits[0] = Math.floor(uniform() * 2 ** 32);
      if (!Number.isFinite(value[0])) continue;
      assert.equal(Math.fround(parseNumber(formatFloat(value[0])) ?? NaN), value[0] === 0 ? 0 : value[0]);
    }
  });

  it('decimals never have an exponent, as M drops those silently', () => {
    assert.deepEqual([1e-7, 1.5e21, -0.00002, 2.7, 300, NaN].map(formatDecimal), [
      '0.0000001',
      '1500000000000000000000',
      '-0.00002',
      '2.7',
      '300',
      '0',
    ]);
  });

  it('what cannot be read is undefined, so that the default stays', () => {
    assert.deepEqual(['1E-05', ' 2.70 ', '-.5', 'Infinity', '', '1,5', '0x10', undefined].map(parseNumber), [
      1e-5,
      2.7,
      -0.5,
      Infinity,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(['10', '10.0', '-3'].map(parseInteger), [10, undefined, -3]);
    assert.deepEqual([' TRUE ', 'False', '1', ''].map(parseBool), [true, false, undefined, undefined]);
  });

  it('lists are split at commas and semicolons and must have the length asked for', () => {
    assert.deepEqual(parseNumbers('1, 0, 0, 1', 4), [1, 0, 0, 1]);
    assert.deepEqual(parseNumbers('0.5;;-2'), [0.5, -2]);
    // Warp 1.x wrote three numbers for a magnification; M keeps the identity then.
    assert.equal(parseNumbers('1, 1, 0', 4), undefined);
    assert.equal(formatFloats([1, 0.1, 1e-5], ', '), '1, 0.1, 1E-05');
  });
});
