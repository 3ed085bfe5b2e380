/** What `murmur info` tells: every real file at hand is described, or refused with the reason. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describeFile } from '../../../src/jobs/info/describeFile';
import { Problem } from '../../../shared/problem';
import { writePopulation } from '../../support/population';
import { realFiles } from '../../support/realFiles';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const broken: Readonly<Record<string, RegExp>> = {
  'test_data_corrupt_header.map': /truncated: 301 x 401 x 71 voxels of mode \d+ need/,
  'emd_3197.png.gz': /this is not an MRC file/,
  'empty1.map': /it has 0 bytes and the header alone takes 1024/,
};

/** The first that fits the name says what the file is. */
const kinds: readonly (readonly [RegExp, RegExp])[] = [
  [/^movie_synthetic\.xml$/, /^frame series$/],
  [/\.xml$/, /^tilt series$/],
  [/particles.*\.star$|picks|subtomograms|dynamo|m2warp/, /^particles of (M|RELION or Warp|RELION 5)$/],
  [/^MotionCorr_TS|frames.*\.star$/, /^motion of a movie \(RELION\)$/],
  [/postprocess/i, /^FSC curves of RELION$/],
  [/optimisation_set/, /^RELION optimisation set$/],
  [/^(Import|Align|CtfFind|Tomograms)_TS/, /^tilt images of RELION$/],
  [/(tilt_series|tomograms)\.star$/, /^tomograms of RELION$/],
  [/\.star$/, /STAR|RELION/],
  [/\.(mrc|map|ccp4)(\.(gz|bz2))?$/, /^MRC /],
  [/^rgb/, /^TIFF picture$/],
  [/\.tiff?$/, /^TIFF images$/],
  [/\.mdoc$/, /^SerialEM mdoc$/],
  [/\.xf$/, /^IMOD alignment$/],
  [/\.aln$/, /^AreTomo alignment$/],
  [/\.x?tlt$|\.xtilt$/, /^list of angles$/],
  [/\.com$/, /^command file of IMOD$/],
  [/\.defocus$|ctfplotter/, /^defocus from ctfplotter$/],
  [/ctffind/, /^defocus from CTFFIND$/],
  [/taSolution/, /^solution of tiltalign/],
  [/\.(pdb|cif)$/, /^atomic model$/],
  [/\.json$/, /^JSON$/],
];

describe('describing files', () => {
  const inFolder = useTemporaryFolder();

  it('tells the kind of every real file at hand, except for those that are broken', async () => {
    const files = (await realFiles(/./)).filter(({ name }) => !name.endsWith('.npz'));
    assert.ok(files.length > 100);
    for (const { name, bytes } of files) {
      await writeFile(inFolder(name), bytes);
      const attempt = describeFile(inFolder(name));
      const message = broken[name];
      if (message === undefined) {
        const { kind, facts } = await attempt;
        const expected = kinds.find(([names]) => names.test(name))?.[1];
        assert.ok(expected?.test(kind), `${name}: ${kind}`);
        assert.ok(Object.keys(facts).length > 0, name);
      } else
        await assert.rejects(attempt, (error) => {
          assert.ok(error instanceof Problem && error.message.includes(name), String(error));
          assert.match(error.message, message);
          return true;
        });
    }
  });

  it('says what matters of a map, a table and a tilt series', async () => {
    const map = await describeFile('test/fixtures/mrc/EMD-3001.map.bz2');
    assert.equal(map.kind, 'MRC volume');
    assert.deepEqual(map.facts.axes, 'zxy');
    const table = await describeFile('test/fixtures/star/m_particles.star');
    assert.equal(table.kind, 'particles of M');
    assert.equal(table.facts['poses a particle'], 1);
    const series = await describeFile('test/fixtures/warp/TS_1.xml');
    assert.equal(series.facts.tilts, 41);
    assert.deepEqual(series.facts['image warp grid'], [6, 4, 41]);
  });

  it('covers the files of a population', async () => {
    const { path, species, source } = await writePopulation(inFolder());
    assert.deepEqual((await describeFile(path)).facts.species, [species.path]);
    assert.deepEqual((await describeFile(species.path)).facts.missing, []);
    assert.equal((await describeFile(source.path)).facts.series, 2);
    const settings = await describeFile(inFolder('warp_tiltseries.settings'));
    assert.equal(settings.facts['pixel size (Å)'], 10);
    const series = await describeFile(inFolder('warp_tiltseries', 'TS_1.xml'));
    assert.equal(series.facts['tilt images found'], 3);
  });

  it('refuses folders, missing files and XML of others', async () => {
    await assert.rejects(describeFile(inFolder()), /it is no file/);
    await assert.rejects(describeFile(inFolder('none.xml')), /there is no such file/);
    await writeFile(inFolder('notes.doc'), 'the ice was thin');
    await assert.rejects(
      describeFile(inFolder('notes.doc')),
      /notes\.doc: it is of no kind that is known here/,
    );
    await writeFile(inFolder('run.log'), 'all went well');
    await assert.rejects(describeFile(inFolder('run.log')), /run\.log: it has no table of views/);
    await writeFile(inFolder('a.xml'), '<html />');
    await assert.rejects(
      describeFile(inFolder('a.xml')),
      /a\.xml: its root element <html> belongs to no file/,
    );
  });
});
