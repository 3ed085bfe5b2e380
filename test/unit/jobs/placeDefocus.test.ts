/** Lists of defocus go to the tilts that they mean by their angles, an alignment beside them or UseTilt, or are refused. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { importDefocus } from '../../../src/jobs/import/importDefocus';
import {
  all,
  aln,
  imod,
  importFiles,
  readAligned,
  tilts,
  without,
  type Files,
} from '../../support/alignedStack';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeFiles, writeTiltProject } from '../../support/tiltProject';

describe('placing lists of defocus', () => {
  const inFolder = useTemporaryFolder();
  const run = (files: Files) => importFiles(inFolder(), files);
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
    const series = await readAligned(inFolder());
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
          assert.match(notes.join(), /recognized by their tilt angles.*take the defocus of their neighbors/);
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
    await assert.rejects(
      runDefocus({ 'ctf/TS_1.defocus': '1 1 -30,0 -30,0 3000 2\n' }),
      /TS_1\.defocus:1: expected a number, got -30,0; decimals stand after a point: write -30\.0/,
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
