/**
 * Damaged files: every reader gives a result or a Problem that names the file, within a second and in bounded memory.
 * `npm test -- --mutations 10000` (or MUTATIONS in the environment) sets how many mutations each reader gets.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { seededUniform } from '../../../shared/math/random';
import { parseAln, parseAngles, parseXf } from '../../../src/formats/alignments';
import { readAtomicModel } from '../../../src/formats/atomicModel';
import { defocusOfImages, parseDefocusList } from '../../../src/formats/defocusLists';
import { openImageStack } from '../../../src/formats/openImageStack';
import { parseImodCommands } from '../../../src/formats/imodCommands';
import { parseMdoc } from '../../../src/formats/mdoc';
import { encodeMrc, readMrc } from '../../../src/formats/mrc';
import { readSettings } from '../../../src/formats/settings';
import { parseStar } from '../../../src/formats/star';
import { parseTiltalignLog } from '../../../src/formats/tiltalignLog';
import { readTomostar } from '../../../src/formats/tomostar';
import { readFrameSeries } from '../../../src/model/frameSeriesXml';
import { readFsc } from '../../../src/model/fscFile';
import { readParticles } from '../../../src/model/particleFile';
import { readPopulation } from '../../../src/model/population';
import { importRelionParticles } from '../../../src/model/relionParticles';
import { readSource } from '../../../src/model/source';
import { readSpecies } from '../../../src/model/species';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { encodeEer } from '../../support/eer';
import { mutated } from '../../support/mutations';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const trials = Number(process.env.MUTATIONS ?? 300);
const fixture = (name: string): Promise<Uint8Array> => readFile(`test/fixtures/${name}`);
/** The first whole lines. */
const start = async (name: string, length: number): Promise<Uint8Array> => {
  const bytes = await fixture(name);
  return bytes.subarray(0, bytes.lastIndexOf(10, length) + 1);
};

type Reader = (path: string) => Promise<unknown>;
type Original = (folder: (...names: string[]) => string) => Promise<Uint8Array>;

const small = {
  size: [4, 3, 2],
  pixelSize: 2,
  data: Float32Array.from({ length: 24 }, (_, i) => i),
} as const;
const text =
  (parse: (content: string, where: string) => unknown): Reader =>
  async (path) =>
    parse(await readFile(path, 'utf8'), path);
const images: Reader = async (path) => {
  const stack = await openImageStack(path);
  try {
    await stack.readFrame(0);
  } finally {
    await stack.close();
  }
};
const inPopulation =
  (find: (project: Awaited<ReturnType<typeof writePopulation>>) => string): Original =>
  async (folder) =>
    readFile(find(await writePopulation(folder('project'))));
const unpacked = async (name: string, length: number): Promise<Uint8Array> => {
  const bytes = gunzipSync(await fixture(`large/${name}.gz`));
  return bytes.subarray(0, bytes.lastIndexOf(10, length) + 1);
};
const defocus = text((content, where) =>
  defocusOfImages(parseDefocusList(content, where).entries, 60, where),
);
const series = [{ name: 'TS_54.tomostar', hash: 'h', volumeSize: [1, 1, 1], source: 's' }] as const;
const size = { pixelSize: 10, dimensions: [60, 80, 20], imageSize: [320, 240] } as const;

const readers: readonly (readonly [file: string, read: Reader, original: Original])[] = [
  ['a.mrc', readMrc, async () => fixture('mrc/5i55_tiny.ccp4')],
  ['b.map', readMrc, async () => fixture('mrc/tiny1.map')],
  ['a.mrc.gz', readMrc, async () => gzipSync(encodeMrc(small))],
  // bzip2 of a map of 3 x 3 x 3 voxels.
  ['a.mrc.bz2', readMrc, async () => Buffer.from(bzip2, 'base64')],
  ['a.tif', images, async () => fixture('tiff/gray.none.u1.tif')],
  ['lzw.tif', images, async () => fixture('tiff/gray.bigtiff.u1.tif')],
  ['a.eer', images, async () => encodeEer(16, 8, [[{ x: 3, y: 5, quarterX: 1, quarterY: 2 }], []], 7)],
  ['a.em', images, async () => Buffer.concat([emHeader, Buffer.alloc(96)])],
  ['a.star', text(parseStar), async () => fixture('star/loop_double_quote.star')],
  ['m.star', async (path) => readParticles(path, 2), async () => start('star/m_particles.star', 1500)],
  [
    'r.star',
    text((content, where) =>
      importRelionParticles(content, where, series, { samples: 1, ignoreUnmatched: true }),
    ),
    async () => Buffer.from(relion),
  ],
  ['fsc.star', readFsc, inPopulation(({ species }) => species.path.replace('.species', '_fsc.star'))],
  ['a.mdoc', text(parseMdoc), async () => fixture('mdoc/frame_set_single.mdoc')],
  ['a.xf', text(parseXf), async () => start('tilt/00254.xf', 800)],
  ['a.aln', text(parseAln), async () => start('tilt/model_0.aln', 800)],
  ['a.tlt', text(parseAngles), async () => fixture('tilt/00254.tlt')],
  ['a.defocus', defocus, async () => start('tilt/TS_03_astigmatism_and_phase_shift.defocus', 500)],
  ['plain.defocus', defocus, async () => start('tilt/TS_03_plain_estimation.defocus', 300)],
  ['ctffind.txt', defocus, async () => start('tilt/TS_001_ctffind4_output.txt', 1200)],
  ['tilt.com', text(parseImodCommands), async () => fixture('tilt/TS_05_tilt.com')],
  ['taSolution.log', text(parseTiltalignLog), async () => start('tilt/taSolution.log', 800)],
  ['a.pdb', readAtomicModel, async () => unpacked('3ajo_fitted_refined.pdb', 8000)],
  ['a.cif', readAtomicModel, async () => unpacked('job080.cif', 8000)],
  ['motion.star', text(parseStar), async () => unpacked('MotionCorr_TS_01_000_0_0.star', 1500)],
  ['p.population', readPopulation, inPopulation(({ path }) => path)],
  ['a.source', readSource, inPopulation(({ source }) => source.path)],
  ['a.species', readSpecies, inPopulation(({ species }) => species.path)],
  [
    'a.settings',
    readSettings,
    async (folder) => {
      await writePopulation(folder('project'));
      return readFile(folder('project', 'warp_tiltseries.settings'));
    },
  ],
  [
    'TS_1.tomostar',
    readTomostar,
    async (folder) => {
      await writePopulation(folder('project'));
      return readFile(folder('project', 'tomostar', 'TS_1.tomostar'));
    },
  ],
  [
    'TS_1.xml',
    (path) => readTiltSeries(path, size),
    async (folder) => {
      await writePopulation(folder('project'));
      return readFile(folder('project', 'warp_tiltseries', 'TS_1.xml'));
    },
  ],
  ['movie.xml', readFrameSeries, async () => Buffer.from(movie)],
];

describe('damaged files', () => {
  const inFolder = useTemporaryFolder();

  for (const [file, read, original] of readers)
    it(`${file}: a result or a sentence with the file's name`, async () => {
      const intact = await original(inFolder);
      await writeFile(inFolder(file), intact);
      await read(inFolder(file));
      const uniform = seededUniform(intact.length + file.length);
      const before = process.memoryUsage.rss();
      for (let trial = 0; trial < trials; trial++) {
        const bytes = mutated(intact, uniform);
        await writeFile(inFolder(file), bytes);
        try {
          await read(inFolder(file));
        } catch (error) {
          const told =
            error instanceof Problem && error.message.includes(file) && !error.message.includes('\n');
          assert.ok(told, `trial ${trial}: ${error instanceof Error ? error.stack : String(error)}`);
        }
      }
      assert.ok(process.memoryUsage.rss() - before < 300e6, 'memory grew by more than 300 MB');
    });

  it('with deep XML, entity bombs, a million columns and wrong encodings are refused or read quickly', async () => {
    const deep = '<Population>'.repeat(100_000);
    const bomb = `<!DOCTYPE P [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 30 }, (_, i) => `<!ENTITY b${i} "${`&b${i - 1};`.repeat(10)}">`).join('')}]><Population><Param Name="Name" Value="&b29;" /></Population>`;
    const wide = `data_\nloop_\n${Array.from({ length: 1e6 }, (_, i) => `_c${i}`).join('\n')}\n1 2 3\n`;
    for (const [file, content, read] of [
      ['deep.population', deep, readPopulation],
      ['closed.population', deep + '</Population>'.repeat(100_000), readPopulation],
      ['bomb.population', bomb, readPopulation],
      ['wide.star', wide, (path: string) => readParticles(path, 1)],
      ['utf16.star', Buffer.from('\ufeffdata_\n_a 1\n', 'utf16le'), (path: string) => readParticles(path, 1)],
      ['binary.star', Buffer.alloc(100_000, 0xfe), (path: string) => readParticles(path, 1)],
    ] as const) {
      await writeFile(inFolder(file), content);
      await (read as Reader)(inFolder(file)).catch((error: unknown) => {
        assert.ok(error instanceof Problem && error.message.includes(file), String(error).slice(0, 300));
        assert.ok(error.message.length < 400, error.message.slice(0, 400));
      });
    }
  });
});

const relion = `data_optics
loop_
_rlnOpticsGroup
_rlnImagePixelSize
1 1.5
data_particles
loop_
_rlnTomoName
_rlnCoordinateX
_rlnCoordinateY
_rlnCoordinateZ
_rlnAngleRot
_rlnAngleTilt
_rlnAnglePsi
_rlnOriginXAngst
_rlnRandomSubset
_rlnOpticsGroup
TS_54 1 2 3 4 5 6 7 1 1
TS_54 2 2 3 4 5 6 7 2 1
`;

const movie = `<?xml version="1.0" encoding="utf-8"?>
<Movie DataDirectory="." UnselectManual="" MagnificationCorrection="1, 0, 0, 1">
	<CTF><Param Name="Defocus" Value="2.5" /></CTF>
	<GridMovementX Width="1" Height="1" Depth="2" MarginX="0" MarginY="0" MarginZ="0">
		<Node X="0" Y="0" Z="0" Value="1" /><Node X="0" Y="0" Z="1" Value="-2.5E-05" />
	</GridMovementX>
	<PyramidShiftX Width="1" Height="1" Depth="1"><Node X="0" Y="0" Z="0" Value="3" /></PyramidShiftX>
	<PyramidShiftY Width="1" Height="1" Depth="1"><Node X="0" Y="0" Z="0" Value="3" /></PyramidShiftY>
</Movie>`;

const emHeader = Buffer.alloc(512);
[6, 0, 0, 5, 4, 0, 0, 0, 3, 0, 0, 0, 2].forEach((byte, i) => (emHeader[i] = byte));

const bzip2 =
  'QlpoOTFBWSZTWbiH2UoAACh/3f9iwABAAAAgdAJAACdInAACAAgABAAAAQACAAggAHUNKPJNHqNBoBkBoGjRETANTExDTGoyGYudngqMjKAl4kQZApFQvghK1ASEFNaoBcocLRYpoptZSxs4SWMDSOZa979I8vPb6xHiRQqk+785c9VOe2fuMnjObAbqP4u5IpwoSFxD7KUA';
