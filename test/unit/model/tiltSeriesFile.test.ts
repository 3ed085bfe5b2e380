/** Tilt series between Warp's XML and the record of the engine. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { averagePath, rawMoviePath } from '../../../src/model/tiltMovies';
import type { TiltSeries } from '../../../src/model/tiltSeries';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries, tiltAveragePath } from '../../../src/model/tiltSeriesFile';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { projectDimensions, projectPixelSize, writeWarpProject } from '../../support/warpProject';

const real = 'test/fixtures/warp/TS_1.xml';
const realSource = {
  pixelSize: 0.834,
  dimensions: [4000, 5700, 1000],
  imageSize: [4803.84, 3412.728],
} as const;
const source = { pixelSize: projectPixelSize, dimensions: projectDimensions };
const degree = Math.PI / 180;

describe('a tilt series that M wrote', () => {
  it('is read in Å and radians', async () => {
    const { series, moviePaths, unselected, dataDirectory } = await readTiltSeries(real, realSource);
    assert.equal(series.name, 'TS_1');
    assert.equal(series.tiltCount, 41);
    assert.ok(Math.abs(series.angles[0] - 40.01 * degree) < 1e-12);
    assert.equal(series.dose[20], 0);
    assert.ok(Math.abs(series.levelAngleY + 5.920115 * degree) < 1e-9);
    assert.deepEqual(series.magnification, [1.0062196, 0.00422745, 0.004283654, 1.0009562]);
    assert.deepEqual(series.imageWarp.x.size, [6, 4, 41]);
    assert.equal(series.imageWarp.x.values.length, 6 * 4 * 41);
    assert.deepEqual(series.doseWeights.size, [1, 1, 41]);
    assert.equal(series.optics.voltage, 300_000);
    assert.ok(series.defocus.values[0] > 10_000 && series.defocus.values[0] < 80_000);
    assert.deepEqual(series.volumeSize, [4000 * 0.834, 5700 * 0.834, 834]);
    assert.equal(dataDirectory, '/projects/site/gred/cryoet/tegunovd/relay-empiar-10491/3');
    assert.equal(
      moviePaths[0],
      '/projects/site/gred/cryoet/tegunovd/relay-empiar-10491/2/2Dvs3D_53-1_00041_-40.0_Jul31_11.05.12.tif',
    );
    assert.equal(unselected, false);
  });

  it('comes back byte for byte when everything that can change is written again', async () => {
    const file = await readTiltSeries(real, realSource);
    const { name, tiltCount, volumeSize, imageSize, ...everything } = file.series;
    assert.ok(name !== '' && tiltCount > 0 && volumeSize.length + imageSize.length === 5);
    const text = await readFile(real, 'utf8');
    assert.equal(formatTiltSeries(file, {}), text);
    assert.equal(formatTiltSeries(file, everything), text);
  });

  it('changes nothing but what it is told to', async () => {
    const file = await readTiltSeries(real, realSource);
    const values = file.series.imageWarp.x.values.map((value) => value + 1e-5);
    const imageWarp = { x: { ...file.series.imageWarp.x, values }, y: file.series.imageWarp.y };
    const text = await readFile(real, 'utf8');
    const changed = formatTiltSeries(file, { imageWarp });
    const outside = (xml: string): string => xml.replace(/<GridMovementX[^]*<\/GridMovementX>/, '');
    assert.notEqual(changed, text);
    assert.equal(outside(changed), outside(text));
  });
});

describe('a tilt series before its first refinement', () => {
  const inFolder = useTemporaryFolder();
  let xml: string;
  beforeEach(async () => {
    await writeWarpProject(inFolder());
    xml = inFolder('warp_tiltseries', 'TS_1.xml');
  });

  it('takes the defaults of Warp for what is missing', async () => {
    const { series } = await readTiltSeries(xml, source);
    assert.deepEqual([...series.used], [true, true, true]);
    assert.deepEqual([...series.axisOffsets], [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(series.imageWarp.x.size, [1, 1, 1]);
    assert.deepEqual(series.volumeWarp.z.size, [1, 1, 1, 1]);
    assert.deepEqual([...series.defocus.values], [31_000]);
    assert.deepEqual(series.optics, { voltage: 300_000, cs: 2.7e7, amplitude: 0.07 });
    assert.equal(series.weight, 1);
  });

  it('finds its images through folders relative to the files that name them', async () => {
    const file = await readTiltSeries(xml, source);
    assert.equal(tiltAveragePath(file, 2), inFolder('warp_frameseries', 'average', 'TS_1_002.mrc'));
    assert.equal(averagePath(file.moviePaths[2]), tiltAveragePath(file, 2));
    assert.equal(await rawMoviePath(file.moviePaths[1]), inFolder('frames', 'TS_1_001.mrc'));
    assert.deepEqual(file.series.imageSize, [320, 240]);
  });

  it('takes the image size from the average when raw data are gone, and says so when both are', async () => {
    await rm(inFolder('frames'), { recursive: true });
    assert.deepEqual((await readTiltSeries(xml, source)).series.imageSize, [320, 240]);
    await rm(inFolder('warp_frameseries', 'average'), { recursive: true });
    await assert.rejects(
      readTiltSeries(xml, source),
      /TS_1\.xml: neither the raw movie .*frames\/TS_1_000\.mrc nor the tilt image/,
    );
  });

  it('gets new elements where Warp writes them, and keeps what it does not know', async () => {
    const file = await readTiltSeries(xml, source);
    const changes: Partial<TiltSeries> = {
      defocus: { size: [1, 1, 3], values: Float64Array.of(1e4, 2e4, 3e4), margins: [0, 0, 0] },
      stageAngles: file.series.stageAngles,
      imageWarp: file.series.imageWarp,
      dose: Float64Array.of(0, 1, 2.5),
      used: [true, false, true],
      magnification: [1, 0, 1e-5, 1],
      zernikeOdd: Float64Array.of(0.5, -1),
    };
    const text = formatTiltSeries(file, changes);
    const order = [...text.matchAll(/\n\t<(\w+)/g)].map((match) => match[1]);
    assert.deepEqual(order, [
      'Angles',
      'Dose',
      'UseTilt',
      'MoviePath',
      'Foreign',
      'CTF',
      'GridCTF',
      'GridMovementX',
      'GridMovementY',
      'GridAngleX',
      'GridAngleY',
      'GridAngleZ',
    ]);
    assert.ok(text.includes('<Dose>0\n1\n2.5</Dose>'));
    assert.ok(text.includes('<UseTilt>True\nFalse\nTrue</UseTilt>'));
    assert.ok(
      text.includes(
        '<!-- of another program -->\n\t<Foreign><Deep a="1 &quot;2&quot;">text</Deep></Foreign>',
      ),
    );
    assert.ok(text.includes('Strange="kept &amp; safe"'));
    assert.ok(
      text.includes(
        '<Param Name="Defocus" Value="3.10" />\n\t\t<Param Name="ZernikeCoeffsOdd" Value="0.5;-1" />',
      ),
    );
    assert.ok(text.includes('MagnificationCorrection="1, 0, 1E-05, 1"'));
    await writeFile(xml, text);
    const again = (await readTiltSeries(xml, source)).series;
    assert.deepEqual(again.defocus, changes.defocus);
    assert.deepEqual(again.used, changes.used);
    assert.deepEqual(again.zernikeOdd, changes.zernikeOdd);
  });

  it('is read from its tomostar while the XML has no tilts', async () => {
    await writeFile(xml, '<TiltSeries DataDirectory="../tomostar"></TiltSeries>');
    const { series, moviePaths } = await readTiltSeries(xml, source);
    assert.deepEqual([...series.dose], [0, 3.5, 7]);
    assert.ok(Math.abs(series.axisAngles[0] + 85.6 * degree) < 1e-12);
    assert.equal(moviePaths[0], inFolder('warp_frameseries', 'TS_1_000.mrc'));
    await rm(inFolder('tomostar'), { recursive: true });
    await assert.rejects(
      readTiltSeries(xml, source),
      /TS_1\.xml: it lists no tilts and there is no TS_1\.tomostar/,
    );
  });

  it('may have a single tilt', async () => {
    await rm(inFolder('tomostar'), { recursive: true });
    await writeFile(
      xml,
      '<TiltSeries><Angles>5</Angles><MoviePath>../warp_frameseries/TS_1_000.mrc</MoviePath></TiltSeries>',
    );
    const { series } = await readTiltSeries(xml, source);
    assert.equal(series.tiltCount, 1);
    assert.equal(series.dose[0], 0);
  });

  it('with lists of different lengths, text for numbers or impossible grids is refused', async () => {
    for (const [change, message] of [
      [['<Dose>0\n3.5\n7</Dose>', '<Dose>0\n3.5</Dose>'], /Dose has 2 lines for 3 tilts/],
      [['<Dose>0\n3.5\n7</Dose>', '<Dose>0\nx\n7</Dose>'], /Dose of tilt 2 is no number: "x"/],
      [
        ['<CTF>', '<GridCTF Width="1000000" Height="1000" Depth="1000"/><CTF>'],
        /GridCTF has the impossible size/,
      ],
      [
        ['<CTF>', '<GridCTF Depth="2"><Node Z="2" Value="1"/></GridCTF><CTF>'],
        /GridCTF has a node at Z = 2, outside/,
      ],
    ] as const) {
      await writeWarpProject(inFolder());
      await writeFile(xml, (await readFile(xml, 'utf8')).replace(change[0], change[1]));
      await assert.rejects(readTiltSeries(xml, source), message);
    }
  });
});
