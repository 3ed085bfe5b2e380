/** One member of a JSON text is changed and every other character stays. */
import assert from 'node:assert/strict';
import { memberChange, parseJsonMembers, withChange } from '../../../src/formats/jsonMembers';

function changed(text: string, name: string, value: string | number | boolean): string {
  const change = memberChange(text, parseJsonMembers(text, 'a.json'), name, value);
  return change === null ? text : withChange(text, change);
}

describe('a JSON text', () => {
  const text = '{\n\t"a" : 1,   "own": { "x": [1, "}", {}] },\n\t"b":true\n}\n';

  it('keeps its layout and unknown members when one is changed', () => {
    assert.equal(changed(text, 'a', 25), text.replace('"a" : 1', '"a" : 25'));
    assert.equal(changed(text, 'b', false), text.replace('true', 'false'));
    assert.equal(changed(text, 'a', 1), text);
  });

  it('takes a new member on a line like the others', () => {
    assert.equal(changed(text, 'c', 'x"y'), text.replace('true', 'true,\n\t"c": "x\\"y"'));
    assert.equal(changed('{}', 'c', 1), '{\n  "c": 1\n}');
    assert.equal(changed('{"a":1}', 'c', 2), '{"a":1, "c": 2}');
    assert.equal(changed('{\r\n  "a": 1\r\n}', 'c', 2), '{\r\n  "a": 1,\r\n  "c": 2\r\n}');
  });

  it('means the same to JSON.parse, whatever is in it', () => {
    const tricky = '{"\\u0061\\"": "\\\\", "n": [-1.5e-3, null, [], {}], "": "é\\n", "a": 1, "a": 2}';
    const members = parseJsonMembers(tricky, 'a.json');
    assert.deepEqual(Object.fromEntries(members.map(({ name, value }) => [name, value])), JSON.parse(tricky));
    assert.equal((JSON.parse(changed(tricky, 'a', 3)) as { a: number }).a, 3);
  });

  it('is refused with file, line and what was expected where JSON.parse would refuse it', () => {
    const broken = [
      '',
      '[]',
      '{',
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      '{"a":01}',
      "{'a':1}",
      '{"a":1} x',
      '{"a":1 "b":2}',
      '{"a":"\n"}',
      '{a:1}',
      '{"a":tru}',
      '{"a":1}//',
    ];
    for (const one of broken) {
      assert.throws(() => {
        const value: unknown = JSON.parse(one);
        if (Array.isArray(value)) throw new Error('no object');
      }, one);
      assert.throws(
        () => parseJsonMembers(one, '/p/a.refine.json'),
        /^Problem: \/p\/a\.refine\.json:\d+: expected .*; fix/,
        one,
      );
    }
    assert.throws(
      () => parseJsonMembers('{\n"a": 1\n"b": 2}', 'f'),
      /f:3: expected a comma or }, found "\\""/,
    );
  });
});
