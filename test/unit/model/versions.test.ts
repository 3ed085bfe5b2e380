/** Fingerprints and versions. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { writeMrc } from '../../../src/formats/mrc';
import { commitSource, commitSpecies } from '../../support/versions';
import { fingerprint, seriesDataHash, utf16 } from '../../../src/model/hashes';
import { newSource } from '../../../src/model/source';
import { companion, newSpecies, readSpecies } from '../../../src/model/species';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { projectDimensions, projectPixelSize, writeWarpProject } from '../../support/warpProject';

describe('fingerprints', () => {
  const inFolder = useTemporaryFolder();

  it('are those of M: base64 with its own substitutions, text as UTF-16', () => {
    const abc = Buffer.from('abc');
    assert.equal(fingerprint(new Uint8Array()), '2jmj7l5rSw0yVb-vlWAYkK-YBwk');
    assert.equal(fingerprint(utf16('TS_1'), abc), 'VXYAdzdQV8LlVdf5vecBhTZuSX8');
    assert.equal(fingerprint(utf16('TS_27'), abc), 'GYXBUHTacWsA-xs_qCrnUei_G90');
  });

  it('of a series come from its name and the raw movie of its first-listed tilt', async () => {
    await writeWarpProject(inFolder());
    const file = await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), {
      pixelSize: projectPixelSize,
      dimensions: projectDimensions,
    });
    const raw = await readFile(inFolder('frames', 'TS_1_000.mrc'));
    assert.equal(await seriesDataHash(file), fingerprint(utf16('TS_1'), raw.subarray(0, 524288)));
    await rm(inFolder('frames'), { recursive: true });
    await assert.rejects(seriesDataHash(file), /TS_1_000\.mrc: cannot read the raw movie/);
  });
});

describe('versions of a data source', () => {
  const inFolder = useTemporaryFolder();
  const settings = { pixelSize: projectPixelSize, dimensions: projectDimensions };

  const draft = (dontVersion = false) =>
    newSource({
      ...settings,
      path: inFolder('warp_tiltseries', 'a.source'),
      guid: 'g',
      version: '',
      previousVersion: '',
      dontVersion,
      name: 'a',
      frameLimit: 3,
      gainFlipX: false,
      gainFlipY: false,
      gainTranspose: false,
      gainPath: inFolder('gain.mrc'),
      defectsPath: '',
      dosePerFrame: -3,
      eerGroupFrames: 10,
      files: [
        { hash: 'h', name: 'TS_1.tomostar' },
        { hash: 'i', name: 'TS_2.tomostar' },
      ],
    });

  it('are copies with all XML files, made only when refined values change', async () => {
    await writeWarpProject(inFolder());
    const first = await commitSource(draft());
    assert.equal(first.version.length, 27);
    const folder = inFolder('warp_tiltseries', 'versions', first.version);
    assert.deepEqual((await readdir(folder)).sort(), ['TS_1.xml', 'TS_2.xml', 'a.source', 'murmur.sha256']);
    assert.ok((await readFile(`${folder}/a.source`, 'utf8')).includes('Value="../../../gain.mrc"'));
    assert.equal((await commitSource(first)).version, first.version);

    const xml = inFolder('warp_tiltseries', 'TS_2.xml');
    const file = await readTiltSeries(xml, settings);
    const grid = { size: [1, 1, 1], values: Float64Array.of(0.5), margins: [0, 0, 0] } as const;
    await writeFile(xml, formatTiltSeries(file, { imageWarp: { x: grid, y: grid } }));
    const second = await commitSource(first);
    assert.notEqual(second.version, first.version);
    assert.equal(second.previousVersion, first.version);
    assert.equal((await readdir(inFolder('warp_tiltseries', 'versions'))).length, 2);
    assert.ok(!(await readFile(`${folder}/TS_2.xml`, 'utf8')).includes('GridMovementX'));
  });

  it('are numbered but not copied when the source says so', async () => {
    await writeWarpProject(inFolder());
    assert.equal((await commitSource(draft(true))).version.length, 27);
    assert.equal(existsSync(inFolder('warp_tiltseries', 'versions')), false);
  });

  it('have the same fingerprint with a number behind it where M sees no difference', async () => {
    await writeWarpProject(inFolder());
    const first = await commitSource(draft());
    const xml = inFolder('warp_tiltseries', 'TS_1.xml');
    await writeFile(
      xml,
      formatTiltSeries(await readTiltSeries(xml, settings), { magnification: [1.01, 0, 0, 1] }),
    );
    const second = await commitSource(first);
    assert.equal(second.version, `${first.version}-2`);
    assert.equal(second.previousVersion, first.version);
  });

  it('are not left half-made when an XML file is missing', async () => {
    await writeWarpProject(inFolder());
    await rm(inFolder('warp_tiltseries', 'TS_2.xml'));
    await assert.rejects(commitSource(draft()), /TS_2\.xml: cannot read the file, there is no such file/);
    assert.deepEqual(await readdir(inFolder('warp_tiltseries')), ['TS_1.xml']);
  });
});

describe('versions of a species', () => {
  const inFolder = useTemporaryFolder();

  it('follow particles, half-maps and mask, have 8 letters, and copy all files of the species', async () => {
    const draft = newSpecies({
      path: inFolder('apo.species'),
      guid: 'g',
      version: '',
      previousVersion: '',
      dontVersion: false,
      name: 'apo',
      pixelSize: 2,
      diameter: 8,
      symmetry: 'C1',
      helicalUnits: 1,
      helicalTwist: 0,
      helicalRise: 0,
      helicalHeight: 0,
      temporalSamples: 1,
      globalResolution: 10,
      globalBfactor: 0,
      applyDenoising: false,
      doEwald: false,
      ewaldReverse: true,
    });
    const map = { size: [8, 8, 8], pixelSize: 2, data: new Float32Array(512).fill(1) } as const;
    for (const suffix of ['_half1.mrc', '_half2.mrc', '_mask.mrc'] as const)
      await writeMrc(companion(draft, suffix), map);
    await writeFile(
      companion(draft, '_particles.star'),
      await readFile('test/fixtures/star/m_particles.star'),
    );
    await writeFile(companion(draft, '_fsc.star'), 'x');
    await writeFile(inFolder('foreign.txt'), 'x');
    const first = await commitSpecies(draft);
    assert.equal(first.version.length, 8);
    assert.deepEqual((await readdir(inFolder('versions', first.version))).sort(), [
      'apo.species',
      'apo_fsc.star',
      'apo_half1.mrc',
      'apo_half2.mrc',
      'apo_mask.mrc',
      'apo_particles.star',
      'murmur.sha256',
    ]);
    assert.equal((await readSpecies(first.path)).version, first.version);
    assert.equal((await commitSpecies(first)).version, first.version);
    await writeMrc(companion(draft, '_half2.mrc'), { ...map, data: map.data.map(() => 2) });
    const second = await commitSpecies(first);
    assert.notEqual(second.version, first.version);
    assert.equal(second.previousVersion, first.version);
  });
});
