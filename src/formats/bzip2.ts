/** Decompresses bzip2 (J. Seward's format): Huffman codes, move-to-front, and the Burrows-Wheeler transform undone. */

/** Blocks of the file one after another, so that its start can be had without the rest. Throws Error for what is damaged. */
export function* bzip2Blocks(bytes: Uint8Array): Generator<Uint8Array> {
  const bits = new BitReader(bytes);
  while (bits.bytesLeft() > 0) {
    if (bits.read(24) !== 0x425a68) throw new Error('the bzip2 header is missing');
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw new Error('the bzip2 header is damaged');
    for (;;) {
      const magic = [bits.read(24), bits.read(24)].join();
      if (magic === endOfStream) break;
      if (magic !== startOfBlock) throw new Error('a bzip2 block does not start where it should');
      yield readBlock(bits, level * 100_000);
    }
    bits.read(32);
    bits.alignToByte();
  }
}

const startOfBlock = [0x314159, 0x265359].join();
const endOfStream = [0x177245, 0x385090].join();
const longestCode = 20;

/** Most significant bit first. */
class BitReader {
  private position = 0;
  private held = 0;
  private heldBits = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @param count 0 to 32 */
  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0;) {
      if (this.heldBits === 0) {
        if (this.position >= this.bytes.length) throw new Error('the bzip2 data end too early');
        this.held = this.bytes[this.position++];
        this.heldBits = 8;
      }
      const take = Math.min(left, this.heldBits);
      this.heldBits -= take;
      value = value * 2 ** take + ((this.held >> this.heldBits) & ((1 << take) - 1));
      left -= take;
    }
    return value;
  }

  alignToByte(): void {
    this.heldBits = 0;
  }

  bytesLeft(): number {
    return this.bytes.length - this.position;
  }
}

function readBlock(bits: BitReader, largest: number): Uint8Array {
  const checksum = bits.read(32);
  if (bits.read(1) === 1) throw new Error('randomised bzip2 blocks, of before 1999, are not supported');
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const { values, count } = readSymbols(bits, alphabet, largest);
  if (origin >= count) throw new Error('a bzip2 block points outside itself');
  const bytes = undoRuns(undoTransform(values, count, origin));
  if (crc32(bytes) !== checksum) throw new Error('the checksum of a bzip2 block is wrong');
  return bytes;
}

/** The byte values that occur in the block, in order. */
function readAlphabet(bits: BitReader): number[] {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if ((members & (0x8000 >> i)) !== 0) used.push(16 * range + i);
  }
  if (used.length === 0) throw new Error('a bzip2 block has no symbols');
  return used;
}

/** Huffman-coded symbols: runs of the front of the list in base two, positions to move to the front, end of block. */
function readSymbols(
  bits: BitReader,
  alphabet: readonly number[],
  largest: number,
): { values: Uint8Array; count: number } {
  const symbols = alphabet.length + 2;
  const tables = bits.read(3);
  const selectorCount = bits.read(15);
  if (tables < 2 || tables > 6 || selectorCount < 1) throw new Error('a bzip2 block has no code tables');
  const tableOrder = Array.from({ length: tables }, (_, i) => i);
  const selectors = Array.from({ length: selectorCount }, () => {
    let from = 0;
    while (bits.read(1) === 1) if (++from >= tables) throw new Error('a bzip2 code table is missing');
    return toFront(tableOrder, from);
  });
  const codes = Array.from({ length: tables }, () => readCode(bits, symbols));
  const front = [...alphabet];
  const values = new Uint8Array(largest);
  let count = 0;
  let run = 0;
  let runBit = 1;
  for (let at = 0; ; at++) {
    const selector = selectors[Math.floor(at / 50)];
    if (selector === undefined) throw new Error('a bzip2 block has too few code tables');
    const symbol = decodeSymbol(bits, codes[selector]);
    if (symbol < 2) {
      run += runBit << symbol;
      runBit *= 2;
      if (run > largest) throw new Error('a bzip2 block is too long');
      continue;
    }
    const ends = symbol === symbols - 1;
    if (count + run + (ends ? 0 : 1) > largest) throw new Error('a bzip2 block is too long');
    values.fill(front[0], count, count + run);
    count += run;
    run = 0;
    runBit = 1;
    if (ends) return { values, count };
    values[count++] = toFront(front, symbol - 1);
  }
}

interface Code {
  /** Per length: the first code, the index of its symbol, and how many codes there are. */
  readonly first: Int32Array;
  readonly index: Int32Array;
  readonly count: Int32Array;
  readonly symbols: readonly number[];
}

/** Canonical Huffman code from its lengths, which are stored as differences. */
function readCode(bits: BitReader, symbols: number): Code {
  let length = bits.read(5);
  const lengths = Array.from({ length: symbols }, () => {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > longestCode) throw new Error('a bzip2 code is damaged');
    return length;
  });
  const count = new Int32Array(longestCode + 1);
  for (const each of lengths) count[each]++;
  const first = new Int32Array(longestCode + 1);
  const index = new Int32Array(longestCode + 1);
  for (let i = 1; i <= longestCode; i++) {
    first[i] = (first[i - 1] + count[i - 1]) << 1;
    index[i] = index[i - 1] + count[i - 1];
  }
  const order = lengths.map((_, symbol) => symbol).sort((a, b) => lengths[a] - lengths[b] || a - b);
  return { first, index, count, symbols: order };
}

function decodeSymbol(bits: BitReader, code: Code): number {
  let value = 0;
  for (let length = 1; length <= longestCode; length++) {
    value = (value << 1) | bits.read(1);
    const offset = value - code.first[length];
    if (offset >= 0 && offset < code.count[length]) return code.symbols[code.index[length] + offset];
  }
  throw new Error('a bzip2 code is damaged');
}

function toFront(list: number[], from: number): number {
  const value = list[from];
  list.copyWithin(1, 0, from);
  list[0] = value;
  return value;
}

function undoTransform(values: Uint8Array, count: number, origin: number): Uint8Array {
  const starts = new Int32Array(256);
  for (let i = 0; i < count; i++) starts[values[i]]++;
  let sum = 0;
  for (let value = 0; value < 256; value++) {
    const occurrences = starts[value];
    starts[value] = sum;
    sum += occurrences;
  }
  const next = new Int32Array(count);
  for (let i = 0; i < count; i++) next[starts[values[i]]++] = i;
  const result = new Uint8Array(count);
  for (let i = 0, at = next[origin]; i < count; i++, at = next[at]) result[i] = values[at];
  return result;
}

/** Four equal bytes are followed by how many more there are. */
function undoRuns(values: Uint8Array): Uint8Array {
  let length = 0;
  const expand = (emit: (value: number, times: number) => void): void => {
    let equal = 0;
    let previous = -1;
    for (const value of values) {
      if (equal === 4) {
        emit(previous, value);
        equal = 0;
        previous = -1;
        continue;
      }
      equal = value === previous ? equal + 1 : 1;
      previous = value;
      emit(value, 1);
    }
  };
  expand((_, times) => (length += times));
  const result = new Uint8Array(length);
  let at = 0;
  expand((value, times) => {
    result.fill(value, at, at + times);
    at += times;
  });
  return result;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte];
  return ~crc >>> 0;
}
