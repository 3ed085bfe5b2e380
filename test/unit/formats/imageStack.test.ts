/** Movies in TIFF, EER, EM and MRC: the same picture from every encoding, electrons where they were put. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { seededUniform } from '../../../shared/math/random';
import { groupSize, openEer } from '../../../src/formats/stacks/eer';
import { openImageStack } from '../../../src/formats/openImageStack';
import { readImageSize } from '../../../src/formats/imageFormats';
import { encodeMrc } from '../../../src/formats/mrc';
import { encodeEer, type Electron } from '../../support/eer';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const folder = 'test/fixtures/tiff';

async function frames(path: string): Promise<{ size: readonly [number, number]; images: Float32Array[] }> {
  const stack = await openImageStack(path);
  const images: Float32Array[] = [];
  for (let i = 0; i < stack.frames; i++) images.push(await stack.readFrame(i));
  await stack.close();
  return { size: stack.size, images };
}

describe('TIFF movies', () => {
  const inFolder = useTemporaryFolder();

  it('give the same picture in every layout and compression', async () => {
    const reference = await frames(`${folder}/gray.u2.tif`);
    for (const name of ['gray.tiled.u2.tif', 'gray.bigendian.u2.tif'])
      assert.deepEqual(await frames(`${folder}/${name}`), reference);
    const bytes = await frames(`${folder}/gray.bigtiff.u1.tif`);
    assert.deepEqual(await frames(`${folder}/gray.packbits.u1.tif`), bytes);
    // Eight bits are the sixteen without the last ones, up to the rounding of whoever made them.
    const apart = bytes.images[1].map((value, i) => Math.abs(value - reference.images[1][i] / 16));
    assert.ok(Math.max(...apart) < 3);
    const { images } = await frames(`${folder}/gray.i2.tif`);
    assert.equal(images[1][0], reference.images[1][0] - 2048);
  });

  it('have rows from the bottom, as MRC files have', async () => {
    const bytes = await readFile(`${folder}/gray.none.u1.tif`);
    const { images, size } = await frames(`${folder}/gray.none.u1.tif`);
    // The first image lies uncompressed behind the header, its first row is the top one.
    const at = bytes.indexOf(Buffer.from(images[0].slice(size[0] * (size[1] - 1))));
    assert.ok(at > 0);
    assert.equal(bytes[at + size[0]], images[0][size[0] * (size[1] - 2)]);
  });

  it('of counts in 24 frames, 32-bit numbers and LZW are read', async () => {
    const stack = await frames(`${folder}/tiff_stack.tiff`);
    assert.equal(stack.images.length, 24);
    assert.ok(stack.images.every((image) => image.every((value) => Number.isInteger(value) && value < 100)));
    const real = await frames(`${folder}/gray.f4.tif`);
    assert.ok(real.images[0].every((value) => value >= 0 && value <= 1));
    const values = Array.from({ length: 600 }, (_, i) => (i * 7) % 256);
    await writeFile(inFolder('lzw.tif'), lzwTiff(30, 20, values));
    const { images } = await frames(inFolder('lzw.tif'));
    assert.deepEqual([...images[0].slice(570)], values.slice(0, 30));
  });

  it('with colors, cut ones and foreign files are refused with their path', async () => {
    await assert.rejects(openImageStack(`${folder}/rgb.predict.u1.tif`), /rgb.*: it has 3 colors/);
    const bytes = await readFile(`${folder}/gray.u2.tif`);
    await writeFile(inFolder('cut.tif'), bytes.subarray(0, bytes.length / 2));
    await assert.rejects(frames(inFolder('cut.tif')), /cut\.tif: /);
    const circle = await readFile(`${folder}/gray.none.u1.tif`);
    const first = circle.readUInt32LE(4);
    circle.writeUInt32LE(first, first + 2 + 12 * circle.readUInt16LE(first));
    await writeFile(inFolder('circle.tif'), circle);
    await assert.rejects(frames(inFolder('circle.tif')), /circle\.tif: its directories run in a circle/);
    await assert.rejects(openImageStack('package.json'), /this is not an MRC file/);
    await assert.rejects(openImageStack(inFolder('none.tif')), /there is no such file/);
  });
});

describe('electron-event files', () => {
  const inFolder = useTemporaryFolder();
  const uniform = seededUniform(5);
  const whole = (limit: number): number => Math.floor(uniform() * limit);
  const events = Array.from({ length: 7 }, () => {
    const places = new Map(
      Array.from({ length: 60 }, () => [whole(64 * 48), { quarterX: whole(4), quarterY: whole(4) }] as const),
    );
    return [...places].map(([at, fine]): Electron => ({ x: at % 64, y: Math.floor(at / 64), ...fine }));
  });

  for (const bits of [7, 8] as const)
    it(`of ${bits}-bit run lengths give every electron its pixel, at each resolution`, async () => {
      await writeFile(inFolder('a.eer'), encodeEer(64, 48, events, bits));
      assert.deepEqual(await readImageSize(inFolder('a.eer')), [64, 48]);
      for (const fine of [1, 2, 4] as const) {
        const stack = await openEer(inFolder('a.eer'), { groupFrames: 3, superResolution: fine });
        assert.deepEqual([stack.frames, ...stack.size], [2, 64 * fine, 48 * fine]);
        for (const group of [0, 1]) {
          const expected = new Float32Array(64 * 48 * fine * fine);
          for (const { x, y, quarterX, quarterY } of events.slice(3 * group, 3 * group + 3).flat()) {
            const row = y * fine + Math.floor((quarterY * fine) / 4);
            expected[row * 64 * fine + x * fine + Math.floor((quarterX * fine) / 4)]++;
          }
          assert.deepEqual(await stack.readFrame(group), expected);
        }
        await stack.close();
      }
    });

  it('are grouped by frames, or into a number of groups', () => {
    assert.deepEqual(
      [10, -40, 0, 5000, -5000].map((group) => groupSize(1000, group)),
      [10, 25, 1, 1000, 1],
    );
  });

  it('of variable code say how many bits they spend; a slow decoder of bits as text finds the same electrons', async () => {
    const uniform = seededUniform(12);
    const [width, height] = [40, 30];
    for (const code of [
      { skip: 5, horizontal: 3, vertical: 1 },
      { skip: 9, horizontal: 2, vertical: 2 },
      { skip: 7, horizontal: 0, vertical: 0 },
    ]) {
      const events: Electron[] = [];
      for (let pixel = 0; pixel < width * height; pixel++)
        if (uniform() < 0.03)
          events.push({
            x: pixel % width,
            y: Math.floor(pixel / width),
            quarterX: Math.floor(uniform() * 2 ** code.horizontal),
            quarterY: Math.floor(uniform() * 2 ** code.vertical),
          });
      const file = encodeEer(width, height, [events], code);
      await writeFile(inFolder('variable.eer'), file);
      // The bits of the one frame lie behind the header of 16 bytes, lowest bit first.
      const backwards = (text: string): string => Array.from(text).toReversed().join('');
      const bits = Array.from(file.subarray(16), (byte) => backwards(byte.toString(2).padStart(8, '0'))).join(
        '',
      );
      const number = (from: number, count: number): number =>
        count === 0 ? 0 : parseInt(backwards(bits.slice(from, from + count)), 2);
      for (const fine of [1, 2, 4] as const) {
        const expected = new Map<number, number>();
        let pixel = 0;
        for (let at = 0; ;) {
          const run = number(at, code.skip);
          at += code.skip;
          pixel += run;
          if (pixel >= width * height) break;
          if (run === 2 ** code.skip - 1) continue;
          const [h, v] = [number(at, code.horizontal), number(at + code.horizontal, code.vertical)];
          at += code.horizontal + code.vertical;
          // The highest bit is inverted: halves of the pixel change places.
          const part = (value: number, count: number): number =>
            count === 0 ? 0 : Math.floor((((value + 2 ** (count - 1)) % 2 ** count) / 2 ** count) * fine);
          const place =
            (Math.floor(pixel / width) * fine + part(v, code.vertical)) * width * fine +
            (pixel % width) * fine +
            part(h, code.horizontal);
          expected.set(place, (expected.get(place) ?? 0) + 1);
          pixel++;
        }
        assert.equal(
          [...expected.values()].reduce((sum, count) => sum + count, 0),
          events.length,
        );
        const stack = await openEer(inFolder('variable.eer'), { groupFrames: 1, superResolution: fine });
        const image = await stack.readFrame(0);
        await stack.close();
        image.forEach((count, place) => assert.equal(count, expected.get(place) ?? 0));
      }
    }
  });

  it('that are cut are refused', async () => {
    const bytes = encodeEer(64, 48, events, 7);
    await writeFile(inFolder('cut.eer'), bytes.subarray(0, bytes.length - 200));
    await assert.rejects(
      openImageStack(inFolder('cut.eer')),
      /cut\.eer: its directories point beyond its end/,
    );
  });
});

describe('EM files and MRC stacks', () => {
  const inFolder = useTemporaryFolder();

  it('are read frame by frame', async () => {
    const values = Float32Array.from({ length: 3 * 2 * 2 }, (_, i) => i - 4.5);
    const em = Buffer.alloc(512 + 4 * values.length);
    em[0] = 6;
    em[3] = 5;
    [3, 2, 2].forEach((edge, i) => em.writeInt32LE(edge, 4 + 4 * i));
    values.forEach((value, i) => em.writeFloatLE(value, 512 + 4 * i));
    await writeFile(inFolder('a.em'), em);
    await writeFile(inFolder('a.mrc'), encodeMrc({ size: [3, 2, 2], pixelSize: 1, data: values }));
    for (const name of ['a.em', 'a.mrc']) {
      const { size, images } = await frames(inFolder(name));
      assert.deepEqual(
        [size, images],
        [
          [3, 2],
          [values.slice(0, 6), values.slice(6)],
        ],
      );
    }
    await writeFile(inFolder('cut.em'), em.subarray(0, 530));
    await assert.rejects(openImageStack(inFolder('cut.em')), /cut\.em: /);
  });
});

/** One strip, as LZW with nothing but literals: a clear code often enough that codes stay nine bits long. */
function lzwTiff(width: number, height: number, values: readonly number[]): Buffer {
  const bits: number[] = [];
  const write = (code: number): void => {
    for (let i = 8; i >= 0; i--) bits.push((code >> i) & 1);
  };
  values.forEach((value, i) => {
    if (i % 200 === 0) write(256);
    write(value);
  });
  write(257);
  const strip = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => (strip[i >> 3] |= bit << (7 - (i & 7))));
  const tags = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 5],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, strip.length],
  ];
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  tags.forEach(([tag, value], i) => {
    directory.writeUInt16LE(tag, 2 + 12 * i);
    directory.writeUInt16LE(4, 4 + 12 * i);
    directory.writeUInt32LE(1, 6 + 12 * i);
    directory.writeUInt32LE(value, 10 + 12 * i);
  });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + strip.length, 4);
  return Buffer.concat([head, strip, directory]);
}
