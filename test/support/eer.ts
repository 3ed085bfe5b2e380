/** Writes electron-event files: the encoder beside the decoder under test. */

export interface Electron {
  /** Camera pixel. */
  readonly x: number;
  readonly y: number;
  /** Part of the pixel from its corner: a quarter, 0 to 3, unless the code says otherwise. */
  readonly quarterX: number;
  readonly quarterY: number;
}

/** Bits of run lengths and of positions within a pixel, for the code whose directories say how many there are. */
export interface EerCode {
  readonly skip: number;
  readonly horizontal: number;
  readonly vertical: number;
}

/** One directory a frame of a little-endian BigTIFF, run lengths of 7 or 8 bits in the codes that have no choice. */
export function encodeEer(
  width: number,
  height: number,
  frames: readonly (readonly Electron[])[],
  code: 7 | 8 | EerCode,
): Buffer {
  const parts: Buffer[] = [];
  let length = 16;
  const append = (part: Buffer): number => {
    const at = length;
    parts.push(part);
    length += part.length;
    return at;
  };
  const directories: Buffer[] = [];
  const codes = frames.map((electrons) => {
    const bits = typeof code === 'number' ? { skip: code, horizontal: 2, vertical: 2 } : code;
    const bytes = encodeFrame(width, electrons, bits);
    return { at: append(bytes), bytes: bytes.length };
  });
  const variable: [number, number][] =
    typeof code === 'number'
      ? []
      : [
          [65007, code.skip],
          [65008, code.horizontal],
          [65009, code.vertical],
        ];
  const tagCount = 5 + variable.length;
  const directoryBytes = 8 + tagCount * 20 + 8;
  const first = length;
  codes.forEach(({ at, bytes }, i) => {
    const directory = Buffer.alloc(directoryBytes);
    directory.writeBigUInt64LE(BigInt(tagCount), 0);
    const next = i + 1 < codes.length ? first + (i + 1) * directoryBytes : 0;
    [
      [256, width],
      [257, height],
      [259, code === 8 ? 65000 : code === 7 ? 65001 : 65002],
      [273, at],
      [279, bytes],
      ...variable,
    ].forEach(([tag, value], j) => {
      const entry = 8 + 20 * j;
      directory.writeUInt16LE(tag, entry);
      directory.writeUInt16LE(16, entry + 2);
      directory.writeBigUInt64LE(1n, entry + 4);
      directory.writeBigUInt64LE(BigInt(value), entry + 12);
    });
    directory.writeBigUInt64LE(BigInt(next), 8 + tagCount * 20);
    directories.push(directory);
  });
  const head = Buffer.alloc(16);
  head.write('II');
  head.writeUInt16LE(43, 2);
  head.writeUInt16LE(8, 4);
  head.writeBigUInt64LE(BigInt(first), 8);
  return Buffer.concat([head, ...parts, ...directories]);
}

/** Positions within a pixel count from its center, so their highest bit is inverted. */
function encodeFrame(
  width: number,
  electrons: readonly Electron[],
  { skip: bits, horizontal, vertical }: EerCode,
): Buffer {
  const out: number[] = [];
  const write = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) out.push((value >> i) & 1);
  };
  const longest = 2 ** bits - 1;
  const ordered = [...electrons].sort((a, b) => a.y * width + a.x - (b.y * width + b.x));
  let pixel = 0;
  for (const { x, y, quarterX, quarterY } of ordered) {
    let run = y * width + x - pixel;
    for (; run >= longest; run -= longest) write(longest, bits);
    write(run, bits);
    write(quarterX ^ ((1 << horizontal) >> 1), horizontal);
    write(quarterY ^ ((1 << vertical) >> 1), vertical);
    pixel = y * width + x + 1;
  }
  // The rest of the frame is empty.
  for (let i = 0; i < 40; i++) write(longest, bits);
  const bytes = Buffer.alloc(Math.ceil(out.length / 8));
  out.forEach((bit, i) => (bytes[i >> 3] |= bit << (i & 7)));
  return bytes;
}
