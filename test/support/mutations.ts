/** Damages files as disks, networks and text editors do: seeded, so that every failure can be repeated. */

const values = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e308',
  '-1',
  '0',
  '99999999999999999999',
  '',
  'True',
  '\u00e9',
  '"',
  '&x;',
];
const words = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0x7fc00000, 2 ** 24, 1024];

/** One to three changes: cut, flipped bytes, repeated or removed pieces, numbers replaced, words of four bytes replaced. */
export function mutated(original: Uint8Array, uniform: () => number): Uint8Array {
  let bytes: Buffer = Buffer.from(original);
  const changes = 1 + Math.floor(3 * uniform());
  for (let i = 0; i < changes && bytes.length > 0; i++) bytes = changed(bytes, uniform);
  return bytes;
}

function changed(bytes: Buffer, uniform: () => number): Buffer {
  const at = Math.floor(uniform() * bytes.length);
  const length = Math.floor(uniform() * Math.min(200, bytes.length - at));
  switch (Math.floor(uniform() * 7)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 3: {
      const text = bytes.toString('latin1');
      const number = /[-+.\d]+/y;
      number.lastIndex = at;
      const match = number.exec(text);
      const value = values[Math.floor(uniform() * values.length)];
      const end = at + (match === null ? 0 : match[0].length);
      return Buffer.from(text.slice(0, at) + value + text.slice(end), 'latin1');
    }
    case 4: {
      // Fields of headers lie at the start, on multiples of four.
      const field = 4 * Math.floor((uniform() * Math.min(bytes.length, 256)) / 4);
      const copy = Buffer.from(bytes);
      if (field + 4 <= copy.length) copy.writeInt32LE(words[Math.floor(uniform() * words.length)] | 0, field);
      return copy;
    }
    default: {
      const copy = Buffer.from(bytes);
      for (let i = 0; i < 4; i++) copy[Math.floor(uniform() * copy.length)] = Math.floor(uniform() * 256);
      return copy;
    }
  }
}
