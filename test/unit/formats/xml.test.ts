/** Warp's XML: nothing that is not changed on purpose may change. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { decodeXml, escapeXml, formatXml, parseXml, unescapeXml } from '../../../src/formats/xml';
import {
  attribute,
  child,
  param,
  textOf,
  withParam,
  withParams,
  withText,
} from '../../../src/formats/xmlEdit';

describe('XML files', () => {
  it('of Warp and M come back byte for byte', async () => {
    for (const name of ['TS_1.xml', '00254.xml']) {
      const text = await readFile(`test/fixtures/warp/${name}`, 'utf8');
      assert.equal(
        formatXml(parseXml(text, name, 'TiltSeries')),
        text.startsWith('\ufeff') ? text : `\ufeff${text}`,
      );
    }
  });

  it('keep comments, CDATA, entities, foreign elements and their order', () => {
    const inside =
      '<A x="a &amp; b" y="&quot;">\n\t<!-- hi --><B>1 &lt; 2</B><![CDATA[<raw>]]><Param Name="N" Value="1" /></A>';
    const text = `\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- first -->\n${inside}`;
    const document = parseXml(text, 'a.xml', 'A');
    assert.equal(formatXml(document), text);
    assert.equal(attribute(document.root, 'x'), 'a & b');
    assert.equal(textOf(child(document.root, 'B') ?? document.root), '1 < 2');
    const changed = withParam(document.root, 'N', '2 > 1');
    assert.equal(formatXml({ ...document, root: changed }), text.replace('Value="1"', 'Value="2 &gt; 1"'));
  });

  it('may be UTF-16 in either order and are written as UTF-8', async () => {
    const text = (await readFile('test/fixtures/warp/00254.xml', 'utf8'))
      .replace(/^\ufeff/, '')
      .replace('utf-8', 'utf-16');
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    const expected = `\ufeff${text.replace('utf-16', 'utf-8')}`;
    for (const bytes of [little, little.subarray(2), big, Buffer.from(text)])
      assert.equal(formatXml(parseXml(decodeXml(bytes), 'a.xml', 'TiltSeries')), expected);
  });

  it('give Params by name from direct children only, the first one counting', () => {
    const text =
      '<A><S><Param Name="N" Value="deep"/></S><Param Name="N" Value="1"/><Param Name="N" Value="2"/></A>';
    const { root } = parseXml(text, 'a.xml', 'A');
    assert.equal(param(root, 'N'), '1');
    assert.equal(param(root, 'M'), undefined);
  });

  it('leave a number that is spelled otherwise alone, and text not', () => {
    const { root } = parseXml(
      '<A><Param Name="P" Value="6.0" /><Param Name="T" Value="6.0" /></A>',
      'a.xml',
      'A',
    );
    assert.equal(withParams(root, { P: 6 }), root);
    assert.equal(param(withParams(root, { P: 6.5 }), 'P'), '6.5');
    assert.equal(param(withParams(root, { T: '6' }), 'T'), '6');
    assert.equal(param(withParams(root, { New: true }), 'New'), 'True');
  });

  it('escape what they are given, once', () => {
    const { root } = parseXml('<A/>', 'a.xml', 'A');
    const text = formatXml({ before: [], after: [], root: withText(root, 'a & <b>') });
    assert.ok(text.endsWith('<A>a &amp; &lt;b&gt;</A>'));
    assert.equal(unescapeXml(escapeXml(`<&>"'`)), `<&>"'`);
    assert.equal(unescapeXml('&#65;&#x42;&unknown;'), 'AB&unknown;');
  });

  it('that are truncated, foreign or no XML are refused with the reason', () => {
    assert.throws(
      () => parseXml('<A>\n<B>', 'a.xml', 'A'),
      /^Problem: a\.xml:\d+: the XML is broken or truncated/,
    );
    assert.throws(() => parseXml('<A/>', 'a.xml', 'B'), /expected <B>, got <A>/);
    assert.throws(() => parseXml('<A/><A/>', 'a.xml', 'A'), /Problem/);
    assert.throws(() => parseXml('no', 'a.xml', 'A'), /Problem/);
    assert.throws(() => parseXml('', 'a.xml', 'A'), /Problem/);
    assert.throws(() => parseXml('<A constructor="1"/>', 'a.xml', 'A'), /Problem/);
  });
});
