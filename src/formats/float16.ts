/** IEEE half-precision numbers, which Warp uses for most of its images (MRC mode 12). */

let table: Float32Array | undefined;

/** All 65536 bit patterns as numbers, made when first asked for: a table is several times faster than bit arithmetic a voxel. */
export function float16Values(): Float32Array {
  return (table ??= makeTable());
}

/** Nearest half-precision bit pattern, ties to even; what is too large becomes infinity. */
export function toFloat16Bits(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0];
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below the smallest normal half: adding 0.5 lines the bits up and lets the hardware round.
    scratch[0] = Math.abs(value) + 0.5;
    return sign | (scratchBits[0] - 0x3f000000);
  }
  const rebased = magnitude - 0x38000000;
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function makeTable(): Float32Array {
  const values = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const exponent = (bits >>> 10) & 31;
    const fraction = bits & 1023;
    const sign = bits & 0x8000 ? -1 : 1;
    if (exponent === 31) values[bits] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) values[bits] = sign * fraction * 2 ** -24;
    else values[bits] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return values;
}
