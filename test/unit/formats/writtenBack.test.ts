/** Real XML and STAR files, read and written back, compared by scanners that share nothing with the readers. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { formatStar, parseStar } from '../../../src/formats/star';
import { decodeXml, formatXml, parseXml } from '../../../src/formats/xml';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { realFiles } from '../../support/realFiles';
import { useTemporaryFolder } from '../../support/temporaryFolder';

/** Tags and texts in order; white space around them and between attributes means nothing. */
function elements(text: string): readonly string[] {
  return (text.replace(/^\ufeff?<\?xml[^>]*>/, '').match(/<!--[\s\S]*?-->|<[^>]+>|[^<]+/g) ?? [])
    .map((piece) =>
      piece.startsWith('<') ? piece.replace(/\s+/g, ' ').replace(/\s*(\/?>)$/, '$1') : piece.trim(),
    )
    .filter((piece) => piece !== '');
}

/** `block|label|value` for every value; a block of pairs is a table of one row. */
function rows(text: string): readonly string[] {
  const found: string[] = [];
  let block = '';
  let labels: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const words = [...line.matchAll(/(?<=\s|^)(?:"([^"]*)"|'([^']*)'|(#.*)|(\S+))(?=\s|$)/g)]
      .filter((match) => match[3] === undefined)
      .map((match) => match[1] ?? match[2] ?? match[4]);
    if (words.length === 0) continue;
    const isLabel = line.trimStart().startsWith('_');
    if (words[0].startsWith('data_')) [block, labels] = [words[0], undefined];
    else if (words[0] === 'loop_') labels = [];
    else if (isLabel && words.length === 1) labels?.push(words[0]);
    else if (isLabel) found.push(`${block}|${words[0]}|${words[1]}`);
    else words.forEach((word, i) => found.push(`${block}|${labels?.[i] ?? ''}|${word}`));
  }
  return found;
}

describe('real files written back', () => {
  const inFolder = useTemporaryFolder();

  it('XML: every element, attribute and text is there, in order', async () => {
    const files = await realFiles(/\.xml$/);
    assert.ok(files.length >= 4);
    for (const { name, bytes } of files) {
      const text = decodeXml(bytes);
      const root = text.includes('<TiltSeries') ? 'TiltSeries' : 'Movie';
      assert.deepEqual(elements(formatXml(parseXml(text, name, root))), elements(text), name);
    }
  });

  it('XML: a refined weight changes that attribute and nothing else, in UTF-16 of Warp 1 too', async () => {
    for (const { name, bytes } of await realFiles(/^(TS_1|TS_02\.mrc)\.xml$/)) {
      await writeFile(inFolder(name), bytes);
      const source = { pixelSize: 1, dimensions: [4000, 4000, 1000], imageSize: [4000, 4000] } as const;
      const file = await readTiltSeries(inFolder(name), source);
      assert.equal(file.series.tiltCount, name === 'TS_1.xml' ? 41 : 102);
      const [before, after] = [elements(decodeXml(bytes)), elements(formatTiltSeries(file, { weight: 0.5 }))];
      assert.equal(after.length, before.length);
      const changed = after.flatMap((piece, i) => (piece === before[i] ? [] : [[before[i], piece]]));
      assert.equal(changed.length, 1, name);
      const withoutWeight = (piece: string): string => piece.replace(/ Weight="[^"]*"/, '');
      assert.equal(withoutWeight(changed[0][1]), withoutWeight(changed[0][0]));
      assert.ok(changed[0][1].includes(' Weight="0.5"'));
    }
  });

  it('STAR: every value is there under its label, row by row', async () => {
    const files = await realFiles(/\.star$/);
    assert.ok(files.length >= 35);
    for (const { name, bytes } of files) {
      const text = new TextDecoder().decode(bytes);
      const [before, after] = [rows(text), rows(formatStar(parseStar(text, name)))];
      assert.equal(after.length, before.length, name);
      const differing = after.findIndex((value, i) => value !== before[i]);
      assert.equal(differing, -1, `${name}: ${before[differing]} became ${after[differing]}`);
    }
  });
});
