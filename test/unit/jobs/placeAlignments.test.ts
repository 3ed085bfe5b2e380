/** Images of another program's stack go to the tilts that its files mean, or are refused with both lists. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { ImportAlignmentsOptions } from '../../../src/jobs/import/importAlignments';
import {
  all,
  aln,
  imod,
  importFiles,
  list,
  shiftOf,
  tilts,
  without,
  xf,
  type Files,
} from '../../support/alignedStack';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { tiltPixelSize, writeTiltProject } from '../../support/tiltProject';

describe('placing alignments', () => {
  const inFolder = useTemporaryFolder();
  const run = (files: Files, changes: Partial<ImportAlignmentsOptions> = {}) =>
    importFiles(inFolder(), files, changes);
  const expectOff = async (left: readonly number[], files: Files, note = /^/): Promise<void> => {
    await rm(inFolder('warp_tiltseries'), { recursive: true, force: true });
    const { series, notes } = await run(files);
    assert.deepEqual(
      series.used.flatMap((on, tilt) => (on ? [] : [tilt])),
      left,
      JSON.stringify(files),
    );
    series.used.forEach((on, tilt) => {
      if (on) assert.equal(Math.round(series.axisOffsets[2 * tilt] / tiltPixelSize), shiftOf(tilt));
      assert.ok(Math.abs((series.angles[tilt] * 180) / Math.PI - all[tilt]) < 2.5);
    });
    assert.match(notes, note);
  };

  it('follows the angles of stacks that lack images at the start, in the middle or at the end', async () => {
    await writeTiltProject(inFolder(), all);
    for (const left of [[0], [0, 1, 2], [5], [3, 7], [10], [0, 4, 10]]) {
      const kept = without(tilts, ...left);
      const angles = kept.map((tilt) => all[tilt] + 0.8 * Math.sin(tilt));
      await expectOff(left, imod(kept, angles), /recognized by their tilt angles/);
    }
  });

  it('takes the recorded angles of a .rawtlt where refined ones are far away', async () => {
    await writeTiltProject(inFolder(), all);
    const kept = without(tilts, 0, 1);
    const refined = kept.map((tilt) => all[tilt] + 4);
    await assert.rejects(
      run(imod(kept, refined)),
      /TS_1\.xf: it has 9 images for 11 tilts, .*the file has -14 -8 .*the series -30/,
    );
    const files = { ...imod(kept, refined), 'ali/TS_1.rawtlt': list(kept.map((tilt) => all[tilt])) };
    const { series, notes } = await run(files);
    assert.deepEqual(series.used.slice(0, 3), [false, false, true]);
    assert.match(notes, /4\.0 degrees from those of the series/);
  });

  it('reads what excludeviews cut, from several runs, and what tilt.com leaves out', async () => {
    await writeTiltProject(inFolder(), all);
    const kept = without(tilts, 2, 5, 9);
    const files = {
      ...imod(
        kept,
        kept.map((tilt) => all[tilt] + 2.4),
        'ali/TS_1/',
      ),
      'ali/TS_1/TS_1_cutviews0.rawtlt': list([all[5]]),
      'ali/TS_1/TS_1_cutviews1.rawtlt': list([all[2], all[9]]),
    };
    await expectOff([2, 5, 9], files, /images at 0 -18 24 degrees were cut/);
    const tiltCom =
      '$tilt -StandardInput\nTILTFILE TS_1.tlt\nEXCLUDELIST 1,10-11\nSHIFT 0.0 12.5\nLOCALFILE TS_1local.xf\n';
    await expectOff(
      [0, 9, 10],
      { ...imod(tilts, all, 'ali/TS_1_Imod/'), 'ali/TS_1_Imod/tilt.com': tiltCom },
      /12\.5 along Z.*local alignment/,
    );
    await expectOff([10], {
      ...imod(tilts, all),
      'ali/tilt.com': '$tilt\nTILTFILE TS_1.tlt\nEXCLUDELIST 11\n',
    });
    await expectOff([], {
      ...imod(tilts, all),
      'ali/tilt.com': '$tilt\nTILTFILE TS_2.tlt\nEXCLUDELIST 11\n',
    });
    const beyond = { ...imod(tilts, all, 'ali/TS_1/'), 'ali/TS_1/tilt.com': '$tilt\nEXCLUDELIST 12\n' };
    await assert.rejects(run(beyond), /tilt\.com: it leaves out view 12, there are 11/);
  });

  it('goes by UseTilt where a stack has no angles, and is refused where that does not fit', async () => {
    await writeTiltProject(inFolder(), all);
    await run(imod(tilts, all));
    const xml = inFolder('warp_tiltseries', 'TS_1.xml');
    const text = await readFile(xml, 'utf8');
    const used = tilts.map((tilt) => (tilt === 4 ? 'False' : 'True')).join('\n');
    await writeFile(xml, text.replace(/<UseTilt>[^<]*</, `<UseTilt>${used}<`));
    const { series, notes } = await run({ 'ali/TS_1.xf': xf(without(tilts, 4)) });
    assert.equal(Math.round(series.axisOffsets[10] / tiltPixelSize), shiftOf(5));
    assert.match(notes, /switched on \(UseTilt\).*there is no \.tlt or \.rawtlt/);
    await assert.rejects(
      run({ 'ali/TS_1.xf': xf(without(tilts, 4, 5)) }),
      /it has 9 images for 11 tilts, .*has no angles/,
    );
    await assert.rejects(run({ 'ali/TS_1.xf': xf([...tilts, 11]) }), /it aligns image 12, the series has 11/);
  });

  it('tells how AreTomo counts by its angles and dark frames', async () => {
    await writeTiltProject(inFolder(), all);
    const raw = (base: number, ...left: readonly number[]) =>
      without(tilts, ...left).map((tilt) => tilt + base);
    const kept = (base: number, ...left: readonly number[]) =>
      without(tilts, ...left).map((_, i) => i + base);
    const dark = (base: number, ...left: readonly number[]) => [
      `# RawSize = 40 30 ${all.length}`,
      ...left.map((tilt) => `# DarkFrame = ${tilt} ${tilt + base} ${all[tilt]}`),
    ];
    for (const left of [[0], [10], [0, 10], [4], [0, 1, 9]]) {
      const of = without(tilts, ...left);
      for (const base of [0, 1]) {
        await expectOff(left, aln(of, raw(base, ...left), dark(base, ...left)));
        await expectOff(left, aln(of, kept(base, ...left), dark(base, ...left)));
        await expectOff(left, aln(of, raw(base, ...left)));
        await expectOff(left, aln(of, raw(base, ...left), ['# 11  0']));
        await expectOff(left, aln(of, kept(base, ...left), [`# RawSize = 40 30 ${of.length}`]), /recognized/);
      }
    }
    const turned = tilts.toReversed();
    await expectOff([], aln(turned, turned));
    const offset = tilts.map((tilt) => all[tilt] + 6);
    const first = without(tilts, 0);
    await run(aln(first, first, dark(0, 0), without(offset, 0)));
    const half = without(
      offset.map((angle) => angle - 3),
      0,
    );
    await assert.rejects(
      run(aln(first, first, undefined, half)),
      /TS_1\.aln: it has 10 images for 11 tilts.*the file has -21 -15/,
    );
    await assert.rejects(run(aln(tilts, tilts, ['# DarkFrame = 3'])), /TS_1\.aln:2: expected two numbers/);
  });

  it('refuses angles that cannot be', async () => {
    await writeTiltProject(inFolder(), all);
    const files = (change: (angle: number, tilt: number) => number): Files => imod(tilts, all.map(change));
    for (const [change, sentence] of [
      [() => 0, /TS_1\.tlt: all 11 tilt angles are 0/],
      [() => 12.5, /all 11 tilt angles are 12\.5/],
      [(angle: number) => (angle * Math.PI) / 180, /0\.0175 times .*in radians/],
      [(angle: number) => angle + 37, /TS_1\.tlt: its tilt angles are 37\.0 degrees from those/],
      [(angle: number) => angle * 0.6, /0\.6 times those of the series/],
      [(angle: number) => angle * 1.5, /1\.5 times those of the series/],
      [(angle: number) => angle * 57.29578, /image 1 of 11 is tilted by -1718\.87 degrees/],
      [
        (angle: number, tilt: number) => (tilt === 3 ? 1.6e24 : angle),
        /image 4 of 11 is tilted by 1\.60e\+24 .*AreTomo leaves/,
      ],
      [
        (angle: number, tilt: number) => (tilt > 5 ? angle + 6 : angle),
        /from 0 to 12 where those of the series go from 0 to 6, as if an image were missing/,
      ],
      [(angle: number, tilt: number) => (tilt === 7 ? angle + 5 : angle), /as if an image were missing/],
      [(angle: number) => -angle, /opposite sign/],
    ] as const)
      await assert.rejects(run(files(change)), sentence);
    await assert.rejects(
      run(
        aln(
          tilts,
          tilts,
          undefined,
          tilts.map(() => -1.6e24),
        ),
      ),
      /TS_1\.aln: image 1 of 11 .*AreTomo leaves/,
    );
    await assert.rejects(
      run({ ...files((angle) => angle), 'ali/TS_1.tlt': '-30,5\n' }),
      /TS_1\.tlt:1: expected a number, got -30,5; .*write -30\.5/,
    );
    const { notes } = await run(files((angle) => angle + 8));
    assert.match(notes, /8\.0 degrees from those of the series/);
    await run(
      files((angle) => angle + 37),
      { anyAngles: true },
    );
  });

  it('refuses other numbers that cannot be, and tells of angles that are far away', async () => {
    await writeTiltProject(inFolder(), all);
    const text = (row: string): Files => ({
      'ali/TS_1.aln': aln(tilts, tilts)['ali/TS_1.aln'].replace(/-85 1\.0/, row),
    });
    for (const [row, sentence] of [
      ['1.6e24 1.0', /TS_1\.aln: it has the tilt axis of image 1 at 1\.6e\+24 degrees/],
      ['-85 0.0', /TS_1\.aln: it makes image 1 0 times as large/],
      ['nan 1.0', /TS_1\.aln:4: expected a number, got nan/],
    ] as const)
      await assert.rejects(run(text(row)), sentence);
    await assert.rejects(
      run(
        imod(
          tilts,
          all.map((angle) => 1.15 * angle),
        ),
      ),
      /1\.15 times those of the series/,
    );
    const stretched = await run(
      imod(
        tilts,
        all.map((angle) => (angle === 30 ? 1.02 * angle + 0.3 : 1.09 * angle)),
      ),
    );
    assert.equal(stretched.notes, '');
    const wide = all.map((angle) => 2 * angle);
    await writeTiltProject(inFolder(), wide);
    await rm(inFolder('warp_tiltseries'), { recursive: true });
    const { notes } = await run(
      imod(
        tilts,
        wide.map((angle) => 1.09 * angle),
      ),
    );
    assert.match(notes, /single tilt angles are up to 5\.4 degrees from those of the series/);
  });

  it('asks for the pixel size of a binned stack, and refuses one of other images', async () => {
    await writeTiltProject(inFolder(), all, [40, 30]);
    const sized = (x: number, y: number) => aln(tilts, tilts, [`# RawSize = ${x} ${y} 11`]);
    await assert.rejects(
      run(sized(20, 15)),
      /20 x 15 pixels, which at 8 Å .*--alignment_angpix, probably 16/,
    );
    await assert.rejects(run(sized(40, 40)), /another shape/);
    await assert.rejects(run(sized(40, 30), { pixelSize: 16 }), /--alignment_angpix, probably 8/);
    const center = aln(tilts, tilts, ['# RawSize = 20 15 11']);
    const text = center['ali/TS_1.aln'].replace(/-85 1\.0 \d+ /g, '-85 1.0 3 ');
    const { series } = await run({ 'ali/TS_1.aln': text }, { pixelSize: 16 });
    assert.equal(series.axisOffsets[4], 48);
    await assert.rejects(run(sized(40, 30)), /it shifts image 5 by 41 pixels, more than the image is wide/);
    const full = (x: number, y: number): Files => ({
      'ali/TS_1/TS_1.xf': '0 1 -1 0 1 0\n'.repeat(11),
      'ali/TS_1/TS_1.tlt': list(all),
      'ali/TS_1/tilt.com': `$tilt\nTILTFILE TS_1.tlt\nFULLIMAGE ${x} ${y}\n`,
    });
    await run(full(40, 30));
    await run(full(30, 40));
    await assert.rejects(run(full(60, 80)), /60 x 80 pixels.*probably 4$/);
  });

  it('tells of tilts about X by their size, and overlooks rounding', async () => {
    await writeTiltProject(inFolder(), all);
    const about = (angle: (tilt: number) => number): Files => ({
      ...imod(tilts, all),
      'ali/TS_1.xtilt': list(tilts.map(angle)),
    });
    assert.equal((await run(about((tilt) => (tilt % 3) * -0.01))).notes, '');
    assert.match((await run(about(() => 1.25))).notes, /turned about X by 1\.25 degrees, level/);
    await assert.rejects(
      run(about((tilt) => 0.1 * tilt)),
      /image 1 is turned about X by 0 degrees, others by 0\.5/,
    );
  });

  it('finds the folders of AreTomo and WarpTools', async () => {
    await writeTiltProject(inFolder(), all);
    for (const name of [
      'TS_1_Imod/TS_1_st',
      'TS_1_aligned_Imod/TS_1_aligned',
      'TS_1_aligned_Imod/TS_1',
      'TS_1/TS_1_Imod/TS_1_st',
      'TS_1/TS_1.st',
    ])
      await expectOff([], { [`ali/${name}.xf`]: xf(tilts), [`ali/${name}.tlt`]: list(all) });
    await expectOff([], { 'ali/TS_1/TS_1.st.aln': aln(tilts, tilts)['ali/TS_1.aln'] });
    const identity = { 'ali/TS_1_Imod/TS_1_st.xf': '1 0 0 1 0 0\n'.repeat(11) };
    assert.match((await run(identity)).notes, /neither turns nor shifts any image/);
  });
});
