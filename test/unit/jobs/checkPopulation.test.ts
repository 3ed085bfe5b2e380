/** Checking a project: a sound one has no errors, and each kind of damage is found with its remedy. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeMrc } from '../../../src/formats/mrc';
import { checkPopulation } from '../../../src/jobs/check/checkPopulation';
import { formatParticles } from '../../../src/model/particleFile';
import { companion } from '../../../src/model/species';
import { writePopulation, type WrittenPopulation } from '../../support/population';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('checking a project', () => {
  const inFolder = useTemporaryFolder();
  const edit = async (path: string, from: string | RegExp, to: string): Promise<void> => {
    const text = await readFile(path, 'utf8');
    assert.notEqual(text.replace(from, to), text, `nothing to replace in ${path}`);
    await writeFile(path, text.replace(from, to));
  };

  it('finds no errors in a sound one, and changes nothing', async () => {
    const { path } = await writePopulation(inFolder());
    const before = snapshot(inFolder());
    const { findings, series, species } = await checkPopulation(path);
    assert.deepEqual([series, species], [2, 1]);
    assert.deepEqual(
      findings.map(({ level, what }) => [level, what]),
      Array.from({ length: 2 }, () => ['warning', 'its CTF has not been fitted']),
    );
    assert.deepEqual(snapshot(inFolder()), before);
  });

  const damages: readonly (readonly [string, RegExp, (project: WrittenPopulation) => Promise<void>])[] = [
    [
      'error',
      /its GUID is .*, the population has/,
      async ({ species }) => edit(species.path, '0b1c2d3e', '1b1c2d3e'),
    ],
    ['error', /a\.source: .*there is no such file/, async ({ source }) => rm(source.path)],
    ['error', /TS_1\.xml: .*no such file/, async () => rm(inFolder('warp_tiltseries', 'TS_1.xml'))],
    [
      'error',
      /3 of 3 tilt images are missing/,
      async () => rm(inFolder('warp_frameseries', 'average'), { recursive: true }),
    ],
    ['warning', /3 of 3 raw movies are missing/, async () => rm(inFolder('frames'), { recursive: true })],
    [
      'error',
      /its first raw movie gives the hash .*, the source has/,
      async () =>
        writeFile(
          inFolder('frames', 'TS_1_000.mrc'),
          Buffer.concat([await readFile(inFolder('frames', 'TS_1_000.mrc')), Buffer.of(1)]),
        ),
    ],
    [
      'error',
      /the image is 320 Å along x, the raw movie 640 Å/,
      async ({ source }) => edit(source.path, '"PixelSize" Value="10"', '"PixelSize" Value="20"'),
    ],
    [
      'error',
      /all 3 tilts have the dose 3\.5/,
      async () => edit(inFolder('warp_tiltseries', 'TS_2.xml'), /<Dose>[^<]*/, '<Dose>3.5\n3.5\n3.5'),
    ],
    [
      'error',
      /all tilts are switched off/,
      async () =>
        edit(
          inFolder('warp_tiltseries', 'TS_2.xml'),
          '<MoviePath>',
          '<UseTilt>False\nFalse\nFalse</UseTilt><MoviePath>',
        ),
    ],
    [
      'error',
      /the handedness .* is True in 1 and False in 1/,
      async () =>
        edit(inFolder('warp_tiltseries', 'TS_2.xml'), 'Unselect', 'AreAnglesInverted="True" Unselect'),
    ],
    [
      'warning',
      /it is deselected/,
      async () => edit(inFolder('warp_tiltseries', 'TS_2.xml'), 'Manual=""', 'Manual="True"'),
    ],
    [
      'error',
      /its maps are 16, 12, 16 voxels wide/,
      async ({ species }) => writeFile(companion(species, '_half2.mrc'), map(12, 10)),
    ],
    [
      'error',
      /its pixel size is 9 Å, the species' is 10 Å/,
      async ({ species }) => writeFile(companion(species, '_half1.mrc'), map(16, 9)),
    ],
    [
      'error',
      /the mask is empty/,
      async ({ species }) => writeFile(companion(species, '_mask.mrc'), map(16, 10)),
    ],
    [
      'warning',
      /16 voxels wide, twice its diameter of 100 Å is 20/,
      async ({ species }) => edit(species.path, 'Value="80"', 'Value="100"'),
    ],
    [
      'warning',
      /beyond what 10 Å pixels can show/,
      async ({ species }) => edit(species.path, 'Value="31.5"', 'Value="12"'),
    ],
    [
      'warning',
      /no weights of the network/,
      async ({ species }) =>
        edit(species.path, 'ApplyDenoising" Value="False', 'ApplyDenoising" Value="True'),
    ],
    [
      'error',
      /all particles are in one half-set/,
      async (project) => table(project, { halfSet: new Uint8Array(4) }),
    ],
    [
      'error',
      /4 of 4 particles belong to no series/,
      async (project) => table(project, { sourceHash: ['', '', '', ''] }),
    ],
    [
      'error',
      /4 of 4 particles lie outside the volume/,
      async (project) => table(project, { positions: new Float64Array(24).fill(900) }),
    ],
    [
      'warning',
      /4 of 4 particles lie within 10 Å of one in the other half-set \(2 pairs, .* are 0\.0 Å apart\)/,
      async (project) =>
        table(project, { positions: new Float64Array(24).fill(90), halfSet: Uint8Array.of(0, 0, 1, 1) }),
    ],
    [
      'error',
      /TS_1\.xml: all 3 tilt angles are 0/,
      async () => edit(inFolder('warp_tiltseries', 'TS_1.xml'), /<Angles>[^<]*/, '<Angles>0\n0\n0'),
    ],
    [
      'error',
      /TS_1\.xml: its tilt angles are 0\.0175 times .* as if they were in radians/,
      async () =>
        edit(inFolder('warp_tiltseries', 'TS_1.xml'), /<Angles>[^<]*/, '<Angles>-0.5236\n0\n0.5236'),
    ],
    [
      'error',
      /TS_1\.xml: its tilt angles are 37\.0 degrees from those of the series/,
      async () => edit(inFolder('warp_tiltseries', 'TS_1.xml'), /<Angles>[^<]*/, '<Angles>7\n37\n67'),
    ],
    [
      'error',
      /TS_1\.xml: image 2 of 3 is tilted by 1\.60e\+24 degrees/,
      async () => edit(inFolder('warp_tiltseries', 'TS_1.xml'), /<Angles>[^<]*/, '<Angles>-30\n1.6E+24\n30'),
    ],
    [
      'error',
      /TS_1\.xml: its tilt angles have the opposite sign/,
      async () => edit(inFolder('warp_tiltseries', 'TS_1.xml'), /<Angles>[^<]*/, '<Angles>30\n0\n-30'),
    ],
    [
      'warning',
      /TS_1\.xml: it has 3 tilts, .*TS_1\.tomostar lists 2/,
      async () => edit(inFolder('tomostar', 'TS_1.tomostar'), /.*TS_1_002.*\n/, ''),
    ],
    [
      'error',
      /TS_1\.xml: tilt 2 is shifted by 900 Å, its image is 320 Å wide/,
      async () =>
        edit(
          inFolder('warp_tiltseries', 'TS_1.xml'),
          '<MoviePath>',
          '<AxisOffsetX>0\n900\n0</AxisOffsetX><AxisOffsetY>0\n0\n0</AxisOffsetY><MoviePath>',
        ),
    ],
    [
      'error',
      /TS_1\.xml:9: UseTilt of tilt 1 is neither True nor False: "yes"/,
      async () =>
        edit(
          inFolder('warp_tiltseries', 'TS_1.xml'),
          '<MoviePath>',
          '<UseTilt>yes\nTrue\nTrue</UseTilt><MoviePath>',
        ),
    ],
    [
      'error',
      /TS_1\.xml:14: GridCTF has 2 layers for 3 tilts/,
      async () =>
        edit(
          inFolder('warp_tiltseries', 'TS_1.xml'),
          '<CTF>',
          '<GridCTF Depth="2"><Node X="0" Y="0" Z="0" Value="1"/><Node X="0" Y="0" Z="1" Value="1"/></GridCTF><CTF>',
        ),
    ],
    [
      'warning',
      /all 24 particles lie in one corner of their volumes/,
      async (project) => table(project, manyParticles(project, 0.5)),
    ],
    [
      'error',
      /the tilt of particle 1 is 1138\.2 degrees/,
      async (project) =>
        table(project, { angles: project.particles.angles.map((_, i) => (i === 1 ? 19.8646 : 0.1)) }),
    ],
    [
      'warning',
      /its maps have 4 Å per voxel, less than half of the 10 Å of the data/,
      async ({ species }) => edit(species.path, '"PixelSize" Value="10"', '"PixelSize" Value="4"'),
    ],
    [
      'warning',
      /refine \(process \d+ on .*\) is changing this project/,
      async ({ path }) =>
        writeFile(
          `${path}.lock`,
          JSON.stringify({ command: 'refine', host: hostname(), pid: process.pid, since: 'noon' }),
        ),
    ],
    [
      'error',
      /a save was interrupted/,
      async ({ source }) =>
        writeFile(join(dirname(source.path), '.series.unfinished_save'), '{"state":"complete","moves":[]}'),
    ],
  ];
  for (const [level, message, damage] of damages)
    it(`finds: ${message.source.replaceAll('\\', '')}`, async () => {
      const project = await writePopulation(inFolder());
      await damage(project);
      const { findings } = await checkPopulation(project.path);
      const found = findings.find(({ where, what }) => message.test(`${where}: ${what}`));
      assert.equal(found?.level, level, JSON.stringify(findings, null, 1));
      assert.ok(found.remedy.length > 8);
    });
});

/** They fill a part of their volume. */
function manyParticles(
  { particles }: WrittenPopulation,
  part: number,
): Partial<WrittenPopulation['particles']> {
  const count = 24;
  const repeated = <T>(values: readonly T[]): readonly T[] =>
    Array.from({ length: count }, (_, i) => values[i % values.length]);
  return {
    count,
    positions: Float64Array.from(
      { length: count * 6 },
      (_, i) => part * [600, 800, 200][i % 3] * ((i * 0.37) % 1),
    ),
    angles: new Float64Array(count * 6),
    halfSet: Uint8Array.from({ length: count }, (_, i) => i % 2),
    sourceName: repeated(particles.sourceName),
    sourceHash: repeated(particles.sourceHash),
    extra: new Map(),
  };
}

function map(size: number, pixelSize: number): Uint8Array {
  return encodeMrc({ size: [size, size, size], pixelSize, data: new Float32Array(size ** 3) });
}

async function table(
  { species, particles }: WrittenPopulation,
  changes: Partial<WrittenPopulation['particles']>,
): Promise<void> {
  await writeFile(companion(species, '_particles.star'), formatParticles({ ...particles, ...changes }));
}
