/** Damaged files: every reader gives a result or a Problem, never another error, and never hangs. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { seededUniform } from '../../../src/compute/math/random';
import { readImageSize } from '../../../src/formats/imageSize';
import { readMrc } from '../../../src/formats/mrc';
import { readSettings } from '../../../src/formats/settings';
import { parseStar } from '../../../src/formats/star';
import { readTomostar } from '../../../src/formats/tomostar';
import { parseParticles } from '../../../src/model/particleFile';
import { readPopulation } from '../../../src/model/population';
import { importRelionParticles } from '../../../src/model/relionParticles';
import { readSource } from '../../../src/model/source';
import { readSpecies } from '../../../src/model/species';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { Problem } from '../../../src/problem';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

const trials = 150;

describe('damaged files', function () {
  this.timeout(60_000);
  const inFolder = useTemporaryFolder();

  const survive = async (name: string, original: Uint8Array, read: (path: string) => Promise<unknown>) => {
    const uniform = seededUniform(original.length);
    for (let trial = 0; trial < trials; trial++) {
      const bytes = damaged(original, uniform);
      await writeFile(inFolder(name), bytes);
      try {
        await read(inFolder(name));
      } catch (error) {
        if (!(error instanceof Problem)) {
          assert.fail(`trial ${trial} of ${name}: ${error instanceof Error ? error.stack : String(error)}`);
        }
      }
    }
  };

  it('MRC and TIFF', async () => {
    for (const name of ['mrc/5i55_tiny.ccp4', 'mrc/tiny1.map', 'tiff/gray.none.u1.tif']) {
      const original = await readFile(`test/fixtures/${name}`);
      await survive('a.mrc', original, readMrc);
      await survive('a.tif', original, readImageSize);
    }
  });

  it('tilt series, settings, populations, sources and species', async () => {
    const settings = await readFile(await writeWarpProject(inFolder()));
    const series = await readFile(inFolder('warp_tiltseries', 'TS_1.xml'));
    const grids = await readFile('test/fixtures/warp/00254.xml');
    const source = { pixelSize: 10, dimensions: [60, 80, 20], imageSize: [320, 240] } as const;
    await survive('warp_tiltseries/TS_1.xml', series, (path) => readTiltSeries(path, source));
    await survive('warp_tiltseries/TS_1.xml', grids, (path) => readTiltSeries(path, source));
    await survive('a.settings', settings, readSettings);
    for (const [root, read] of [
      ['Population', readPopulation],
      ['DataSource', readSource],
      ['Species', readSpecies],
    ] as const) {
      const params = '<Param Name="Name" Value="n" /><Param Name="PixelSize" Value="1.5" />';
      const lists =
        '<Species><Species GUID="1" Path="a%20b" /></Species><Files><File Hash="h" Name="TS_1.tomostar" /></Files>';
      await survive('a.xml', Buffer.from(`<${root}>${params}${lists}</${root}>`), read);
    }
  });

  it('STAR, particles and tomostar', async () => {
    await writeWarpProject(inFolder());
    await survive('TS_1.tomostar', await readFile(inFolder('tomostar', 'TS_1.tomostar')), readTomostar);
    const series = [{ name: 'TS_54.tomostar', hash: 'h', volumeSize: [1, 1, 1], source: 's' }] as const;
    const options = { samples: 1, ignoreUnmatched: true };
    for (const name of ['m_particles', 'relion5_picks', 'loop_double_quote', 'one_loop'])
      await survive('a.star', await readFile(`test/fixtures/star/${name}.star`), async (path) => {
        const text = await readFile(path, 'utf8');
        parseStar(text, path);
        if (name === 'm_particles') parseParticles(text, 2, path);
        else importRelionParticles(text, path, series, options);
      });
  });
});

/** Cuts the file, flips bytes, or both. */
function damaged(original: Uint8Array, uniform: () => number): Uint8Array {
  const bytes = Uint8Array.from(original);
  const flips = Math.floor(uniform() * 6);
  for (let i = 0; i < flips; i++) bytes[Math.floor(uniform() * bytes.length)] = Math.floor(uniform() * 256);
  return uniform() < 0.5 ? bytes.subarray(0, Math.floor(uniform() * bytes.length)) : bytes;
}
