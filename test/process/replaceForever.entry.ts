/** Replaces three files together, over and over, until it is killed: `node replaceForever.entry.mjs FOLDER`. */
import { join } from 'node:path';
import { replaceFilesTogether } from '../../src/files/save';

const folder = process.argv[2];
for (let generation = 1; ; generation++) {
  const content = String(generation).padEnd(20000, '.');
  const files = new Map(['a.txt', 'b.txt', 'deeper/c.txt'].map((name) => [join(folder, name), content]));
  await replaceFilesTogether(files, join(folder, 'journal'));
}
