/** Rows of real maps, two by two as the parts of one complex row, in AssemblyScript. Pointers are in bytes. */

/**
 * Makes transforms a + i b of the transforms a and b of two real rows each: the parts of its inverse are the rows.
 *
 * @param sourceRe rows of `columns` floats, those that go together after each other
 * @param re `count` rows of `edge` floats
 */
export function joinRows(
  sourceRe: usize,
  sourceIm: usize,
  columns: usize,
  re: usize,
  im: usize,
  edge: usize,
  count: usize,
): void {
  memory.fill(re, 0, (edge * count) << 2);
  memory.fill(im, 0, (edge * count) << 2);
  const width = columns << 2;
  const last = min(columns, edge >> 1);
  for (let row: usize = 0; row < count; row++, sourceRe += 2 * width, sourceIm += 2 * width) {
    const to = (row * edge) << 2;
    store<f32>(re + to, load<f32>(sourceRe));
    store<f32>(im + to, load<f32>(sourceRe + width));
    if (columns > edge >> 1) {
      // What is at Nyquist is real, as what is at 0.
      const at = (edge >> 1) << 2;
      store<f32>(re + to + at, load<f32>(sourceRe + at));
      store<f32>(im + to + at, load<f32>(sourceRe + width + at));
    }
    let x: usize = 1;
    for (; x + 4 <= last; x += 4) {
      const at = x << 2;
      const ar = v128.load(sourceRe + at);
      const ai = v128.load(sourceIm + at);
      const br = v128.load(sourceRe + width + at);
      const bi = v128.load(sourceIm + width + at);
      v128.store(re + to + at, f32x4.sub(ar, bi));
      v128.store(im + to + at, f32x4.add(ai, br));
      const mate = to + ((edge - x - 3) << 2);
      storeReversed(re + mate, f32x4.add(ar, bi));
      storeReversed(im + mate, f32x4.sub(br, ai));
    }
    for (; x < last; x++) {
      const at = x << 2;
      const ar = load<f32>(sourceRe + at);
      const ai = load<f32>(sourceIm + at);
      const br = load<f32>(sourceRe + width + at);
      const bi = load<f32>(sourceIm + width + at);
      store<f32>(re + to + at, ar - bi);
      store<f32>(im + to + at, ai + br);
      const mate = to + ((edge - x) << 2);
      store<f32>(re + mate, ar + bi);
      store<f32>(im + mate, br - ai);
    }
  }
}

function storeReversed(to: usize, value: v128): void {
  v128.store(to, v128.shuffle<f32>(value, value, 3, 2, 1, 0));
}
