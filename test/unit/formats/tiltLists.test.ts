/** What IMOD and CTFFIND say about a tilt series: defocus, the options of programs, the solution of tiltalign. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { defocusOfImages, parseDefocusList } from '../../../src/formats/defocusLists';
import { imodList, imodOption, parseImodCommands } from '../../../src/formats/imodCommands';
import { parseTiltalignLog } from '../../../src/formats/tiltalignLog';

const fixture = async (name: string): Promise<string> => readFile(`test/fixtures/tilt/${name}`, 'utf8');
const degree = Math.PI / 180;

describe('lists of defocus', () => {
  it('of ctfplotter, plain, hold one value per image in nm', async () => {
    const { program, entries } = parseDefocusList(await fixture('TS_03_plain_estimation.defocus'), 'd');
    assert.equal(program, 'ctfplotter');
    assert.equal(entries.length, 40);
    assert.deepEqual(entries[0], {
      index: 0,
      tilt: -57,
      u: 13600,
      v: 13600,
      angle: 0,
      phaseShift: 0,
      resolution: undefined,
    });
    assert.deepEqual([entries[39].index, entries[39].u], [39, 14390]);
  });

  it('of ctfplotter, version 3, say in their first line which columns follow', async () => {
    const both = parseDefocusList(await fixture('TS_03_astigmatism_and_phase_shift.defocus'), 'd').entries;
    assert.deepEqual([both.length, both[0].u, both[0].v, both[0].angle], [40, 14839, 10687, 32.44]);
    assert.ok(Math.abs(both[0].phaseShift - 26.49 * degree) < 1e-12);
    const one = parseDefocusList(await fixture('TS_001_ctfplotter_output.txt'), 'd').entries;
    assert.deepEqual([one.length, one[0].u, one[0].v, one[0].angle], [41, 84472, 82833, 49.09]);
    assert.equal(one[0].phaseShift, 0);
    // Angles in radians (flags 2 and 8), a phase without astigmatism, a cut-on frequency after it (32).
    const radians = parseDefocusList('15 0 0 0 0 3\n1 1 0 0 3000 2900 0.5 0.25\n', 'd').entries[0];
    assert.ok(Math.abs(radians.angle - 0.5 / degree) < 1e-12);
    assert.equal(radians.phaseShift, 0.25);
    const phase = parseDefocusList('36 0 0 0 0 3\n1 1 0 0 3000 90 0.01\n', 'd').entries[0];
    assert.deepEqual([phase.u, phase.v, phase.phaseShift], [30000, 30000, Math.PI / 2]);
  });

  it('of CTFFIND hold Å, radians, and how far the fit is good', async () => {
    const { program, entries, optics } = parseDefocusList(await fixture('TS_001_ctffind4_output.txt'), 'd');
    assert.deepEqual(optics, { voltage: 300_000, cs: 2.7e7, amplitude: 0.07 });
    assert.equal(program, 'CTFFIND');
    assert.equal(entries.length, 41);
    assert.deepEqual(entries[2], {
      index: 2,
      tilt: undefined,
      u: 37106.910156,
      v: 35529.246094,
      angle: 38.454877,
      phaseShift: 0,
      resolution: 4.841876,
    });
    const lost = parseDefocusList(
      '# Columns: #1 - micrograph number; #2 - defocus 1\n1 9 8 7 0 0.1 inf\n',
      'd',
    );
    assert.equal(lost.entries[0].resolution, Infinity);
  });

  it('give images between listed ones what lies between their neighbors', () => {
    // Views 1-2 and 5-6 were fitted together: their middles are 0.5 and 4.5, so image 2 is 3/8 on the way.
    const { entries } = parseDefocusList('1 0 0 0 0 3\n1 2 0 0 3000 2900 10\n5 6 0 0 3800 3700 10\n', 'd');
    const images = defocusOfImages(entries, 7, 'd');
    [29500, 30500, 32500, 34500, 36500, 37500, 37500].forEach((expected, i) =>
      assert.ok(Math.abs(images.defocus[i] - expected) < 1e-6, String(i)),
    );
    images.astigmatism.forEach((value) => assert.ok(Math.abs(value - 1000) < 1e-6));
    images.astigmatismAngle.forEach((value) => assert.ok(Math.abs(value - 10 * degree) < 1e-9));
    // Axes at 175 and 5 degrees meet at 0, not at 90.
    const turned = parseDefocusList('1 0 0 0 0 3\n1 1 0 0 3000 2900 175\n3 3 0 0 3000 2900 5\n', 'd').entries;
    assert.ok(Math.sin(defocusOfImages(turned, 3, 'd').astigmatismAngle[1]) < 1e-9);
  });

  it('that cannot be right are refused with the line', () => {
    for (const [text, message] of [
      ['', /d: it holds no numbers/],
      ['1 1 0 0 3000\n', /d:1: its first line does not end with version 2 or 3/],
      ['1 0 0 0 0 3\n', /d: it lists no images/],
      ['1 0 0 0 0 3\n1 1 0 0 3000\n', /d:2: expected 7 numbers, got 5/],
      ['0 1 0 0 3000 2\n', /d:1: expected numbers of images from 1, got 0 and 1/],
      ['1 1 0 0 nan 2\n', /d:1: expected a number, got nan/],
      ['# defocus 1\n1 2 3\n', /d:2: expected 7 numbers, got 3/],
    ] as const)
      assert.throws(() => parseDefocusList(text, 'd'), message);
    const { entries } = parseDefocusList('1 1 0 0 3000 2\n4 4 0 0 3000\n4 4 0 0 3000\n', 'd');
    assert.throws(() => defocusOfImages(entries, 3, 'd'), /d: it lists image 4, the series has 3/);
    assert.throws(() => defocusOfImages(entries, 4, 'd'), /d: it lists image 4 twice/);
  });
});

describe('command files of IMOD', () => {
  it('give the options of each program by name, whatever its case', async () => {
    const newst = parseImodCommands(await fixture('TS_05_newst.com'), 'n').find(
      ({ program }) => program === 'newstack',
    );
    assert.equal(imodOption(newst, 'TransformFile'), 'TS_05.mrc.xf');
    assert.equal(imodOption(newst, 'binbyfactor'), '8');
    assert.equal(imodOption(newst, 'AdjustOrigin'), '');
    assert.equal(imodOption(newst, 'DistortionField'), undefined);
    const tilt = parseImodCommands(await fixture('TS_05_tilt.com'), 't').find(
      ({ program }) => program === 'tilt',
    );
    assert.equal(imodOption(tilt, 'FullImage'), '4092 5760');
    assert.equal(imodOption(tilt, 'THICKNESS'), '2700');
  });

  it('give lists of views with ranges, from every use of the option', () => {
    const [tilt] = parseImodCommands('$tilt -StandardInput\nEXCLUDELIST 1,4-6\nEXCLUDELIST2 20\n', 't');
    assert.deepEqual(imodList(tilt, 't', 'EXCLUDELIST', 'EXCLUDELIST2'), [1, 4, 5, 6, 20]);
    const [bad] = parseImodCommands('$tilt\nEXCLUDELIST one\n', 't');
    assert.throws(
      () => imodList(bad, 't.com', 'EXCLUDELIST'),
      /t\.com: EXCLUDELIST is no list of numbers: one/,
    );
  });

  it('that are none are refused with the line', () => {
    assert.throws(() => parseImodCommands('', 'a.com'), /a\.com: it runs no program/);
    assert.throws(
      () => parseImodCommands('THICKNESS 3\n', 'a.com'),
      /a\.com:1: expected \$PROGRAM or OPTION/,
    );
    assert.throws(() => parseImodCommands('$tilt\n3 4\n', 'a.com'), /a\.com:2: expected/);
  });
});

describe('the log of tiltalign', () => {
  it('gives rotation, tilt and residual of each view', async () => {
    const views = parseTiltalignLog(await fixture('taSolution.log'), 'l');
    assert.equal(views.length, 40);
    assert.deepEqual(views[0], { view: 2, rotation: 85.2, tilt: -47.4, magnification: 1, residual: 0.7 });
    assert.equal(views[39].view, 41);
  });

  it('is refused without its table, or cut off within a row', async () => {
    assert.throws(
      () => parseTiltalignLog('Beam tilt angle is 0.14 degrees\n', 'l'),
      /l: it has no table of views/,
    );
    const cut = (await fixture('taSolution.log')).slice(0, 330);
    assert.throws(() => parseTiltalignLog(cut, 'l'), /l:\d+: expected 8 values, got \d/);
  });
});
