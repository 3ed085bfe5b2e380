/** A format of alignments is one file: put into the list, it is named in help and errors, told, found and read. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readTomostar } from '../../../src/formats/tomostar';
import { alignmentFormats, alignmentNames, alignmentPrograms } from '../../../src/jobs/import/findAlignment';
import { importAlignments } from '../../../src/jobs/import/importAlignments';
import { describeFile, knownFormats } from '../../../src/jobs/info/describeFile';
import { withDummyAlignment } from '../../support/dummyAlignment';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

describe('The formats of alignments', () => {
  it('are named in the help and in the table of commands', async () => {
    assert.equal(alignmentPrograms(), 'IMOD (.xf, .tlt) or AreTomo (.aln)');
    assert.deepEqual(alignmentNames('NAME'), ['NAME.xf and NAME.tlt', 'NAME.aln']);
    const line = /.*`import_alignments.*/.exec(await readFile('docs/commands.md', 'utf8'))?.[0];
    for (const { name } of alignmentFormats) assert.ok(line?.includes(name), `${name} is not in: ${line}`);
  });
});

describe('A format of alignments that is put into the list', () => {
  const inFolder = useTemporaryFolder();
  const importAll = () =>
    importAlignments(
      {
        settings: inFolder('warp_tiltseries.settings'),
        alignments: inFolder('rulers'),
        invertAngles: false,
        overwrite: true,
      },
      withDummyAlignment,
    );

  it('is named in help and errors, told by info, and taken over', async () => {
    assert.match(alignmentPrograms(withDummyAlignment), / or Ruler \(\.ruler, \.marks\)$/);
    await writeWarpProject(inFolder());
    await mkdir(inFolder('rulers'));
    await assert.rejects(importAll(), /expected TS_1\.xf or TS_1\.aln or TS_1\.ruler there/);
    const tilts = await readTomostar(inFolder('tomostar', 'TS_1.tomostar'));
    const path = inFolder('rulers', 'TS_1.ruler');
    await writeFile(path, tilts.map(({ angle }) => `${angle} 85 1 2\n`).join(''));
    const { kind, facts } = await describeFile(path, { ...knownFormats, alignments: withDummyAlignment });
    assert.deepEqual([kind, facts['tilt axis (degrees)']], ['Ruler alignment', [85, 85]]);
    const { imported, missing } = await importAll();
    assert.deepEqual(
      imported.map((one) => [one.series, one.from, one.notes]),
      [['TS_1', path, ['measured by hand']]],
    );
    assert.deepEqual(missing, ['TS_2']);
    assert.match(await readFile(inFolder('warp_tiltseries', 'TS_1.xml'), 'utf8'), /<AxisAngle>85\n/);
  });
});
