/** A species made from half-maps, mask and particles: its maps, its files, and how others find them. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { seededUniform } from '../../shared/math/random';
import { encodeMrc, readMrc } from '../../src/formats/mrc';
import { createPopulation } from '../../src/jobs/project/createPopulation';
import { createSource } from '../../src/jobs/sources/createSource';
import { createSpecies } from '../../src/jobs/species/createSpecies';
import type { CreateSpeciesOptions } from '../../src/jobs/species/speciesOptions';
import { readFsc } from '../../src/model/fscFile';
import { readParticles } from '../../src/model/particleFile';
import { readPopulation, readPopulationSpecies } from '../../src/model/population';
import { companion } from '../../src/model/species';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { writeWarpProject } from '../support/warpProject';

const edge = 33;

describe('creating a species', () => {
  const inFolder = useTemporaryFolder();
  let options: CreateSpeciesOptions;
  beforeEach(async () => {
    const settings = await writeWarpProject(inFolder());
    const population = (await createPopulation({ folder: inFolder(), name: 'p' })).path;
    await createSource({ population, settings, name: 'a' });
    await writeFile(inFolder('half1.mrc'), map(noisyBall(1)));
    await writeFile(inFolder('half2.mrc'), map(noisyBall(2)));
    await writeFile(inFolder('mask.mrc'), map(ball((radius) => (radius < 10 ? 0.9 : 0))));
    await writeFile(inFolder('p.star'), particles);
    options = {
      population,
      name: 'a ball',
      diameter: 100,
      symmetry: 'o',
      helix: { units: 1, twist: 0, rise: 0, height: 0 },
      temporalSamples: 2,
      half1: inFolder('half1.mrc'),
      half2: inFolder('half2.mrc'),
      mask: inFolder('mask.mrc'),
      particles: { path: inFolder('p.star'), format: 'relion' },
      coordinatePixelSize: 10,
      ignoreUnmatched: false,
      dontVersion: false,
      adapter: 'software',
    };
  });

  it('puts maps into a box of twice the diameter, the mask binary, and measures the resolution', async () => {
    const { species, matched } = await createSpecies(options);
    assert.deepEqual(matched, [{ series: 'TS_1.tomostar', particles: 2 }]);
    assert.equal(species.applyDenoising, false);
    assert.equal(species.symmetry, 'O');
    assert.ok(species.globalResolution > 10 && species.globalResolution < 100);
    const half1 = await readMrc(companion(species, '_half1.mrc'));
    assert.deepEqual(half1.header.size, [40, 40, 40]);
    assert.deepEqual(half1.header.pixelSize, [5, 5, 5]);
    // The center of the odd input, voxel 16, comes to lie at the center of the box, voxel 20.
    const center = 20 + 40 * (20 + 40 * 20);
    assert.ok(half1.data[center] > 0.5);
    const mask = await readMrc(companion(species, '_mask.mrc'));
    assert.deepEqual(new Set(mask.data), new Set([0, 1]));
    const fsc = await readFsc(companion(species, '_fsc.star'));
    assert.equal(fsc.resolution.length, 20);
    assert.equal(fsc.resolution[0], Infinity);
    assert.equal(fsc.resolution[2], 100);
    const table = await readParticles(companion(species, '_particles.star'), 2);
    assert.deepEqual([...table.positions.subarray(0, 6)], [100, 200, 50, 100, 200, 50]);
    const [found] = await readPopulationSpecies(await readPopulation(options.population));
    assert.deepEqual({ ...found, xml: null }, { ...species, xml: null });
    assert.deepEqual((await readdir(dirname(species.path))).sort(), [
      'aball.species',
      'aball_angdist.mrc',
      'aball_anisores.mrc',
      'aball_denoised.mrc',
      'aball_filt.mrc',
      'aball_filtanisotropic.mrc',
      'aball_filtlocal.mrc',
      'aball_filtsharp.mrc',
      'aball_fsc.star',
      'aball_half1.mrc',
      'aball_half2.mrc',
      'aball_localbfac.mrc',
      'aball_localres.mrc',
      'aball_localres.star',
      'aball_mask.mrc',
      'aball_particles.star',
      'versions',
    ]);
  });

  it('resamples maps, and believes the resolution that it is told', async () => {
    const change = { resampledPixelSize: 10, lowPass: 40, output: inFolder('out', 'b.species'), name: 'b' };
    const { species } = await createSpecies({ ...options, ...change, dontVersion: true });
    assert.equal(species.globalResolution, 40);
    assert.equal(species.pixelSize, 10);
    const half1 = await readMrc(companion(species, '_half1.mrc'));
    assert.deepEqual(half1.header.size, [20, 20, 20]);
    assert.ok(half1.data[10 + 20 * (10 + 20 * 10)] > 0.3);
    const mask = await readMrc(companion(species, '_mask.mrc'));
    assert.deepEqual(new Set(mask.data), new Set([0, 1]));
    const volume = mask.data.reduce((sum, value) => sum + value, 0) * 1000;
    assert.ok(Math.abs(volume / ((4 / 3) * Math.PI * 50 ** 3) - 1) < 0.3);
    const fsc = await readFsc(companion(species, '_fsc.star'));
    assert.deepEqual(
      [...fsc.corrected.subarray(4, 7)],
      [1, 1, Math.fround(1e-3)].map((value) => Number(value.toPrecision(7))),
    );
    // What is declared holds everywhere, and nothing is sharpened.
    assert.equal(species.globalBfactor, 0);
    const files = ['_filt', '_filtsharp', '_filtanisotropic', '_filtlocal', '_denoised'] as const;
    const [filtered, ...alike] = await Promise.all(
      files.map((name) => readMrc(companion(species, `${name}.mrc`))),
    );
    for (const { data } of alike) assert.deepEqual(data, filtered.data);
    assert.deepEqual(new Set((await readMrc(companion(species, '_localres.mrc'))).data), new Set([40]));
    const plot = await readMrc(companion(species, '_anisores.mrc'));
    assert.ok(plot.data.every((value) => value === 0 || Math.abs(value - 40) < 1e-3));
    const histogram = await readFile(companion(species, '_localres.star'), 'utf8');
    assert.equal(histogram.match(/^ *40\.00000 +[1-9]/gm)?.length, 1);
    assert.ok((await readFile(options.population, 'utf8')).includes('Path="out/b.species"'));
    assert.ok(!(await readdir(inFolder('out'))).includes('versions'));
  });

  it('takes one half-map for both where their resolution is declared, the pixel size that it is told, and crops', async () => {
    const said: string[] = [];
    const change = {
      half2: options.half1,
      lowPass: 12,
      pixelSize: 6,
      diameter: 60,
      molecularWeight: 1e5,
      accept: ['mask' as const],
    };
    const { species } = await createSpecies({ ...options, ...change }, (message) => said.push(message));
    assert.match(said.join('\n'), /the header of .*half1\.mrc says 5 Å per voxel, --angpix 6 Å is used/);
    assert.deepEqual([species.pixelSize, species.globalResolution], [6, 12]);
    assert.match(await readFile(species.path, 'utf8'), /Name="MolecularWeightkDa" Value="100000"/);
    const half1 = await readMrc(companion(species, '_half1.mrc'));
    assert.deepEqual(
      [half1.header.size, half1.header.pixelSize],
      [
        [20, 20, 20],
        [6, 6, 6],
      ],
    );
    const mask = await readMrc(companion(species, '_mask.mrc'));
    // A sphere of the box's width cuts the corners, in the maps and in the mask.
    assert.equal(mask.data[0], 0);
    assert.ok(Math.abs(half1.data[0]) < 0.01);
  });

  it('keeps helix and trajectories, particles of missing series out, scores in, and says what lies outside the volumes', async () => {
    const rows = particles
      .replace(
        '_rlnRandomSubset\n',
        '_rlnRandomSubset\n_rlnAutopickFigureOfMerit\n_wrpScore\n_rlnClassNumber\n',
      )
      .replace('0 0 0 1\n', '0 0 0 1 0.5 7 1\n')
      .replace('0 0 0 2\n', '0 0 0 2 0.25 8 1\n');
    await writeFile(inFolder('p.star'), `${rows}TS_9 1 1 1 0 0 0 1 0.1 9 1\nTS_2 1 1 900 0 0 0 1 0.1 9 1\n`);
    const said: string[] = [];
    const helix = { units: 3, twist: -27.5, rise: 4.75, height: 12 };
    const change = { helix, ignoreUnmatched: true, temporalSamples: 3 };
    const created = await createSpecies({ ...options, ...change }, (message) => said.push(message));
    assert.deepEqual(created.unmatched, [{ name: 'TS_9', particles: 1, closest: 'TS_1.tomostar' }]);
    assert.match(said.join('\n'), /^1 of 3 particles lie outside the volume of their series/m);
    const { species } = created;
    assert.deepEqual(
      [species.helicalUnits, species.helicalTwist, species.helicalRise, species.helicalHeight],
      [3, -27.5, 4.75, 12],
    );
    const table = await readParticles(companion(species, '_particles.star'), 3);
    assert.deepEqual([...table.positions.subarray(0, 9)], [100, 200, 50, 100, 200, 50, 100, 200, 50]);
    assert.deepEqual(Object.fromEntries(table.extra), {
      rlnAutopickFigureOfMerit: ['0.5', '0.25', '0.1'],
      wrpScore: ['7', '8', '9'],
      rlnClassNumber: ['1', '1', '1'],
    });
  });

  it('with a mask that misses the particle leaves nothing behind', async () => {
    // The one voxel of it lies in a corner, outside of the box and of the sphere about the particle.
    await writeFile(inFolder('mask.mrc'), map(new Float32Array(edge ** 3).fill(1, 0, 1)));
    const before = await readdir(inFolder(), { recursive: true });
    await assert.rejects(createSpecies(options), /mask\.mrc: the mask takes 0\.0 % of the diameter's sphere/);
    await assert.rejects(
      createSpecies({ ...options, accept: ['mask'] }),
      /mask\.mrc: nothing of the mask is left in a box of 40 voxels/,
    );
    assert.deepEqual(await readdir(inFolder(), { recursive: true }), before);
  });
});

function ball(value: (radius: number) => number): Float32Array {
  const data = new Float32Array(edge ** 3);
  const center = (edge - 1) / 2;
  for (let i = 0; i < data.length; i++) {
    const x = (i % edge) - center;
    const y = (Math.floor(i / edge) % edge) - center;
    const z = Math.floor(i / edge ** 2) - center;
    data[i] = value(Math.hypot(x, y, z));
  }
  return data;
}

function noisyBall(seed: number): Float32Array {
  const uniform = seededUniform(seed);
  return ball((radius) => Math.exp(-((radius / 5) ** 2)) + 0.05 * (uniform() - 0.5));
}

function map(data: Float32Array): Uint8Array {
  return encodeMrc({ size: [edge, edge, edge], pixelSize: 5, data });
}

const particles = `data_
loop_
_rlnMicrographName
_rlnCoordinateX
_rlnCoordinateY
_rlnCoordinateZ
_rlnAngleRot
_rlnAngleTilt
_rlnAnglePsi
_rlnRandomSubset
TS_1 10 20 5 0 0 0 1
TS_1 20 20 5 0 0 0 2
`;
