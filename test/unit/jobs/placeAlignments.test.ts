/** Images of another program's stack go to the tilts that its files mean, or are refused with both lists. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { importAlignments, type ImportAlignmentsOptions } from '../../../src/jobs/importAlignments';
import { importDefocus } from '../../../src/jobs/importDefocus';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { tiltPixelSize, writeFiles, writeTiltProject } from '../../support/tiltProject';

type Files = Readonly<Record<string, string>>;

const steps = (count: number, first: number, step: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i * step);
/** A tilt is known by its shift of ten times its index, and one. */
const shiftOf = (tilt: number): number => 10 * tilt + 1;
const without = <T>(values: readonly T[], ...left: readonly number[]): readonly T[] =>
  values.filter((_, i) => !left.includes(i));
const all = steps(11, -30, 6);
const tilts = all.map((_, tilt) => tilt);

const xf = (of: readonly number[]): string => of.map((tilt) => `1 0 0 1 ${-shiftOf(tilt)} 0\n`).join('');
const list = (angles: readonly number[]): string => angles.map((angle) => `${angle}\n`).join('');
const imod = (of: readonly number[], angles: readonly number[], folder = 'ali/'): Files => ({
  [`${folder}TS_1.xf`]: xf(of),
  [`${folder}TS_1.tlt`]: list(angles),
});
/** @param sections number of each tilt's image in the file */
const aln = (
  of: readonly number[],
  sections: readonly number[],
  head: readonly string[] = [`# RawSize = 40 30 ${all.length}`],
  angles: readonly number[] = of.map((tilt) => all[tilt]),
): Files => ({
  'ali/TS_1.aln': [
    '# AreTomo Alignment / Priims bprmMn',
    ...head,
    '# SEC ROT GMAG TX TY SMEAN SFIT SCALE BASE TILT',
    ...of.map((tilt, i) => `${sections[i]} -85 1.0 ${shiftOf(tilt)} 0 1 1 1 0 ${angles[i]}`),
    '',
  ].join('\n'),
});

describe('placing alignments', () => {
  const inFolder = useTemporaryFolder();
  const run = async (files: Files, changes: Partial<ImportAlignmentsOptions> = {}) => {
    await rm(inFolder('ali'), { recursive: true, force: true });
    await writeFiles(inFolder(), files);
    const result = await importAlignments({
      settings: inFolder('warp_tiltseries.settings'),
      alignments: inFolder('ali'),
      invertAngles: false,
      overwrite: false,
      ...changes,
    });
    const { series } = await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), {
      pixelSize: tiltPixelSize,
      dimensions: [300, 400, 100],
      imageSize: [1, 1],
    });
    return { series, notes: result.imported[0].notes.join('; ') };
  };
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
      await expectOff(left, imod(kept, angles), /recognised by their tilt angles/);
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
        await expectOff(left, aln(of, kept(base, ...left), [`# RawSize = 40 30 ${of.length}`]), /recognised/);
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

  it('asks for the pixel size of a binned stack, and refuses one of other images', async () => {
    await writeTiltProject(inFolder(), all, [40, 30]);
    const sized = (x: number, y: number) => aln(tilts, tilts, [`# RawSize = ${x} ${y} 11`]);
    await assert.rejects(
      run(sized(20, 15)),
      /20 x 15 pixels, which at 8 Å .*--alignment_angpix, probably 16/,
    );
    await assert.rejects(run(sized(40, 40)), /another shape/);
    await assert.rejects(run(sized(40, 30), { pixelSize: 16 }), /--alignment_angpix, probably 8/);
    const centre = aln(tilts, tilts, ['# RawSize = 20 15 11']);
    const text = centre['ali/TS_1.aln'].replace(/-85 1\.0 \d+ /g, '-85 1.0 3 ');
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

  describe('and lists of defocus', () => {
    const runDefocus = async (files: Files) => {
      await rm(inFolder('ctf'), { recursive: true, force: true });
      await writeFiles(inFolder(), files);
      const { imported } = await importDefocus({
        settings: inFolder('warp_tiltseries.settings'),
        defocus: inFolder('ctf'),
        optics: {},
        invertAngles: false,
        overwrite: true,
      });
      const { series } = await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), {
        pixelSize: tiltPixelSize,
        dimensions: [300, 400, 100],
        imageSize: [1, 1],
      });
      return {
        nm: Array.from(series.defocus.values, (value) => Math.round(value / 10)),
        notes: imported[0].notes,
      };
    };
    const listed = (of: readonly number[], angle = (tilt: number) => all[tilt]): Files => ({
      'ctf/TS_1.defocus': of
        .map(
          (tilt, i) =>
            `${i + 1} ${i + 1} ${angle(tilt)} ${angle(tilt)} ${3000 + 10 * tilt}${i === 0 ? ' 2' : ''}\n`,
        )
        .join(''),
    });
    const ctffind = (of: readonly number[]): Files => ({
      'ctf/TS_1.txt': `# Columns: #1 - micrograph number; #2 - defocus 1 [A]\n${of
        .map((tilt, i) => `${i + 1} ${30000 + 100 * tilt} ${30000 + 100 * tilt} 0 0 0.1 5`)
        .join('\n')}\n`,
    });
    const right = tilts.map((tilt) => 3000 + 10 * tilt);

    it('of fewer views go by their angles', async () => {
      await writeTiltProject(inFolder(), all);
      await run(
        imod(
          tilts,
          all.map((angle) => angle + 3),
        ),
      );
      for (const left of [[0], [4, 5], [10]]) {
        const kept = without(tilts, ...left);
        for (const offset of [0, 3]) {
          const { nm, notes } = await runDefocus(listed(kept, (tilt) => all[tilt] + offset));
          for (const tilt of kept) assert.equal(nm[tilt], right[tilt]);
          if (left[0] < 10)
            assert.match(
              notes.join(),
              /recognised by their tilt angles.*take the defocus of their neighbours/,
            );
        }
      }
      const ranges = '1 3 -18 -6 3030 2\n4 6 0 12 3060\n7 9 18 30 3090\n';
      assert.deepEqual(
        (await runDefocus({ 'ctf/TS_1.defocus': ranges })).nm.slice(2),
        right
          .slice(2, 3)
          .map(() => 3030)
          .concat(right.slice(3, 10), 3090),
      );
      await assert.rejects(
        runDefocus(listed(without(tilts, 0), (tilt) => all[tilt] + 1.5 - 3)),
        /TS_1\.defocus: it lists 10 images for 11 tilts.*the file has -25\.5/,
      );
      await assert.rejects(runDefocus(listed(tilts, () => 0)), /all 11 tilt angles are 0/);
    });

    it('without angles go by the alignment beside them, or by UseTilt', async () => {
      await writeTiltProject(inFolder(), all);
      await run(imod(tilts, all));
      const kept = without(tilts, 0, 6);
      await assert.rejects(
        runDefocus(ctffind(kept)),
        /TS_1\.txt: it lists 9 images, the series has 11, and nothing says which/,
      );
      const dark = ['# RawSize = 40 30 11', '# DarkFrame = 0 0 -30', '# DarkFrame = 6 6 6'];
      const beside = { 'ctf/TS_1.aln': aln(kept, kept, dark)['ali/TS_1.aln'] };
      const { nm, notes } = await runDefocus({ ...ctffind(kept), ...beside });
      for (const tilt of kept) assert.equal(nm[tilt], right[tilt]);
      assert.match(notes.join(), /taken for those of .*TS_1\.aln.*tilts at -30 6 degrees take/);
      await run(
        imod(
          kept,
          kept.map((tilt) => all[tilt]),
        ),
      );
      const again = await runDefocus(ctffind(kept));
      for (const tilt of kept) assert.equal(again.nm[tilt], right[tilt]);
      assert.match(again.notes.join(), /switched on \(UseTilt\)/);
    });
  });
});
