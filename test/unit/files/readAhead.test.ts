import assert from 'node:assert/strict';
import { readAhead } from '../../../src/files/readAhead';

describe('Reading ahead', () => {
  it('gives everything in its order, however long each takes, and so many at once', async () => {
    let open = 0;
    let most = 0;
    const read = async (item: number): Promise<number> => {
      most = Math.max(most, ++open);
      for (let turn = 0; turn < (item * 7) % 5; turn++) await Promise.resolve();
      open--;
      return 10 * item;
    };
    const items = Array.from({ length: 50 }, (_, i) => i);
    const found: number[] = [];
    for await (const one of readAhead(items, read, 4)) found.push(one);
    assert.deepEqual(
      found,
      items.map((item) => 10 * item),
    );
    assert.ok(most <= 4 && most > 1, `${most}`);
  });

  it('throws what fails in its turn, and lets others fail unheard', async () => {
    const found: number[] = [];
    const read = async (item: number): Promise<number> => {
      if (item >= 3) throw new Error(`no ${item}`);
      return Promise.resolve(item);
    };
    await assert.rejects(async () => {
      for await (const one of readAhead([0, 1, 2, 3, 4, 5], read, 6)) found.push(one);
    }, /no 3/);
    assert.deepEqual(found, [0, 1, 2]);
  });

  it('of nothing is nothing', async () => {
    for await (const one of readAhead([], async () => Promise.resolve(1))) assert.fail(`${one}`);
  });
});
