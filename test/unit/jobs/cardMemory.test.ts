/** What cards have free is read as NVIDIA's program and AMD's driver say it. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { amdCards, freeOn, parseNvidia, usualImageMemory } from '../../../src/jobs/refinement/cardMemory';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const gibibyte = 2 ** 30;

describe('The memory of a GPU', () => {
  const inFolder = useTemporaryFolder();

  it('is told by NVIDIA’s program, and is nothing where it says something else', () => {
    assert.deepEqual(parseNvidia('NVIDIA H200, 143360\nNVIDIA RTX A4000, 512\n'), [
      { name: 'NVIDIA H200', free: 140 * gibibyte },
      { name: 'NVIDIA RTX A4000', free: gibibyte / 2 },
    ]);
    assert.deepEqual(parseNvidia('No devices were found\n'), []);
    assert.deepEqual(parseNvidia('NVIDIA H200, [N/A]\n'), []);
    assert.deepEqual(parseNvidia(''), []);
  });

  it('is told by files of AMD’s driver, where there are any', async () => {
    for (const [card, total, used] of [
      ['card0', '17163091968', '1056964608'],
      ['card1', '0', '0'],
      ['card0-DP-1', '5', '1'],
    ]) {
      mkdirSync(inFolder(card, 'device'), { recursive: true });
      writeFileSync(inFolder(card, 'device', 'mem_info_vram_total'), `${total}\n`);
      writeFileSync(inFolder(card, 'device', 'mem_info_vram_used'), `${used}\n`);
    }
    mkdirSync(inFolder('card2', 'device'), { recursive: true });
    assert.deepEqual(await amdCards(inFolder()), [{ name: 'AMD', free: 17163091968 - 1056964608 }]);
    assert.deepEqual(await amdCards(path.join(inFolder(), 'none')), []);
  });

  it('is that of the card of its name, or the least of its maker’s', () => {
    const cards = [
      { name: 'NVIDIA GeForce RTX 4090', free: 20 },
      { name: 'NVIDIA GeForce RTX 4090', free: 8 },
      { name: 'NVIDIA T400', free: 2 },
      { name: 'AMD', free: 5 },
    ];
    assert.equal(freeOn('nvidia lovelace NVIDIA GeForce RTX 4090', cards), 8);
    assert.equal(freeOn('nvidia lovelace nvidia-geforce-rtx-4090', cards), 8);
    assert.equal(freeOn('4090', cards), 8);
    assert.equal(freeOn('nvidia other', cards), 2);
    assert.equal(freeOn('amd rdna-3 radeon', cards), 5);
    assert.equal(freeOn('intel gen-12lp xe', cards), null);
  });

  it('is used by three fifths for particle images, and by 4 GiB where nobody tells', () => {
    assert.equal(usualImageMemory(10 * gibibyte, false), 6 * gibibyte);
    assert.equal(usualImageMemory(null, false), 4 * gibibyte);
    assert.ok(usualImageMemory(null, true) <= 4 * gibibyte);
  });
});
