/** A species made from half-maps, mask and particles: its maps, its files, and how others find them. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { seededUniform } from '../../src/compute/math/random';
import { encodeMrc, readMrc } from '../../src/formats/mrc';
import { createPopulation } from '../../src/jobs/createPopulation';
import { createSource } from '../../src/jobs/createSource';
import { createSpecies } from '../../src/jobs/createSpecies';
import type { CreateSpeciesOptions } from '../../src/jobs/speciesOptions';
import { readFsc } from '../../src/model/fscFile';
import { readParticles } from '../../src/model/particleFile';
import { readPopulation, readPopulationSpecies } from '../../src/model/population';
import { companion } from '../../src/model/species';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { writeWarpProject } from '../support/warpProject';

const edge = 33;

describe('creating a species', function () {
  this.timeout(60_000);
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
    // The centre of the odd input, voxel 16, comes to lie at the centre of the box, voxel 20.
    const centre = 20 + 40 * (20 + 40 * 20);
    assert.ok(half1.data[centre] > 0.5);
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
    assert.ok((await readFile(options.population, 'utf8')).includes('Path="out/b.species"'));
    assert.ok(!(await readdir(inFolder('out'))).includes('versions'));
  });

  it('with a mask that misses the particle leaves nothing behind', async () => {
    await writeFile(inFolder('mask.mrc'), map(new Float32Array(edge ** 3)));
    const before = await readdir(inFolder(), { recursive: true });
    await assert.rejects(
      createSpecies(options),
      /mask\.mrc: nothing of the mask is left in a box of 40 voxels/,
    );
    assert.deepEqual(await readdir(inFolder(), { recursive: true }), before);
  });
});

function ball(value: (radius: number) => number): Float32Array {
  const data = new Float32Array(edge ** 3);
  const centre = (edge - 1) / 2;
  for (let i = 0; i < data.length; i++) {
    const x = (i % edge) - centre;
    const y = (Math.floor(i / edge) % edge) - centre;
    const z = Math.floor(i / edge ** 2) - centre;
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
