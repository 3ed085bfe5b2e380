/** Commands that change a species: files together, versions kept, and nothing changed where they fail. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { euler } from '../../../shared/math/rotations';
import { add, apply, multiply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import { encodeMrc, readMrc } from '../../../src/formats/mrc';
import { expandSymmetry } from '../../../src/jobs/species/expandSymmetry';
import { rotateSpecies, shiftSpecies } from '../../../src/jobs/species/moveSpecies';
import { addSource, addSpecies, removeMember } from '../../../src/jobs/project/populationMembers';
import { boxSize } from '../../../src/compute/maps/boxSize';
import { resampleSpecies } from '../../../src/jobs/species/resampleSpecies';
import { resampleTrajectories } from '../../../src/jobs/species/resampleTrajectories';
import { readParticles } from '../../../src/model/particleFile';
import type { ParticleTable } from '../../../src/model/particles';
import { readPopulation } from '../../../src/model/population';
import { companion, formatSpecies, readSpecies, withSpecies, type Species } from '../../../src/model/species';
import { listVersions } from '../../../src/model/versions';
import { writePopulation, type WrittenPopulation } from '../../support/population';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('changes of a species', () => {
  const inFolder = useTemporaryFolder();
  let project: WrittenPopulation;
  let choice: { population: string; species: string };
  beforeEach(async () => {
    project = await writePopulation(inFolder());
    choice = { population: project.path, species: 'ball' };
  });

  it('turn map and particles against each other, sample by sample, and become a version', async () => {
    const { species } = await rotateSpecies(choice, [30, 40, 50]);
    const turn = euler(...radians([30, 40, 50]));
    const after = await particlesOf(species);
    for (let node = 0; node < 8; node++) {
      assert.ok(distance(multiply(pose(after, node).turn, turn), pose(project.particles, node).turn) < 1e-6);
      assert.ok(distance(pose(after, node).at, pose(project.particles, node).at) < 1e-4);
    }
    assert.notEqual(species.version, project.species.version);
    assert.equal(species.previousVersion, project.species.version);
    assert.deepEqual(after.extra.get('myScore'), ['0.5', '0.6', '0.7', 'null']);
    const kept = (await listVersions(species.path)).map(({ version }) => version);
    assert.deepEqual(kept.sort(), [species.version, project.species.version].sort());
  });

  it('turn the maps that are there, also those a refinement wrote', async () => {
    const point = new Float32Array(16 ** 3);
    point[(8 * 16 + 8) * 16 + 12] = 1;
    const map = encodeMrc({ size: [16, 16, 16], pixelSize: 10, data: point });
    await writeFile(companion(project.species, '_filt.mrc'), map);
    await rotateSpecies(choice, [90, 0, 0]);
    const { data, header } = await readMrc(companion(project.species, '_filt.mrc'));
    // A turns x to -y: 4 voxels beside the center come to lie 4 before it.
    assert.ok(Math.abs(data[(8 * 16 + 4) * 16 + 8] - 1) < 1e-3);
    assert.ok(Math.abs(header.pixelSize[0] - 10) < 1e-5);
  });

  it('sample maps and mask anew, with the same particles', async () => {
    const before = await readParticles(companion(project.species, '_particles.star'), 2);
    const { species } = await resampleSpecies(choice, { pixelSize: 8 });
    const size = boxSize(species.diameter, 8);
    assert.deepEqual([species.pixelSize, species.diameter], [8, project.species.diameter]);
    for (const suffix of ['_half1.mrc', '_half2.mrc', '_mask.mrc'] as const) {
      const { header } = await readMrc(companion(species, suffix));
      assert.deepEqual([...header.size], [size, size, size]);
      assert.ok(Math.abs(header.pixelSize[0] - 8) < 1e-5);
    }
    assert.deepEqual((await particlesOf(species)).positions, before.positions);
    const wider = await resampleSpecies(choice, { box: size + 4 });
    assert.equal(wider.species.diameter, ((size + 4) * 8) / 2);
    await assert.rejects(resampleSpecies(choice, {}), /neither a pixel size nor a box/);
    await assert.rejects(resampleSpecies(choice, { box: 21 }), /an even number of voxels/);
  });

  it('shift every sample in its own orientation', async () => {
    const { species } = await shiftSpecies(choice, [10, -20, 5]);
    const after = await particlesOf(species);
    for (let node = 0; node < 8; node++) {
      const { at, turn } = pose(project.particles, node);
      assert.ok(distance(pose(after, node).at, add(at, apply(turn, [10, -20, 5]))) < 1e-4);
      assert.ok(distance(pose(after, node).turn, turn) < 1e-6);
    }
    const { data } = await readMrc(companion(species, '_half1.mrc'));
    const { data: before } = await readMrc(join(versionFolder(project.species), 'ball_half1.mrc'));
    assert.ok(data.some((value, i) => Math.abs(value - before[i]) > 0.1));
  });

  it('expand symmetry to copies that follow their particle', async () => {
    await writeFile(project.species.path, formatSpecies(withSpecies(project.species, { symmetry: 'D7' })));
    const { species, copies, turnedBy } = await expandSymmetry(choice, { to: 'C7' });
    const after = await particlesOf(species);
    assert.deepEqual([copies, turnedBy, species.symmetry, after.count], [2, null, 'C7', 8]);
    assert.deepEqual([...after.halfSet], [0, 0, 1, 1, 0, 0, 1, 1]);
    assert.deepEqual(after.extra.get('myScore')?.slice(0, 4), ['0.5', '0.5', '0.6', '0.6']);
    for (let node = 0; node < 2; node++)
      assert.ok(distance(pose(after, node).turn, pose(project.particles, node).turn) < 1e-6);
  });

  it('expand a helix about its middle unit, and leave none', async () => {
    const helix = { units: 3, twist: 30, rise: 12 };
    const { species } = await expandSymmetry(choice, helix);
    const after = await particlesOf(species);
    assert.equal(after.count, 12);
    assert.equal(species.helicalUnits, 1);
    for (const [copy, step] of [-1, 0, 1].entries()) {
      const { at, turn } = pose(project.particles, 0);
      const z = (step * 30 * Math.PI) / 180;
      const turned = multiply(turn, euler(-z, 0, 0));
      assert.ok(distance(pose(after, 2 * copy).turn, turned) < 1e-6);
      assert.ok(distance(pose(after, 2 * copy).at, add(at, apply(turned, [0, 0, 12 * step]))) < 1e-4);
    }
  });

  it('resample trajectories, to a straight line where there was one', async () => {
    const { species } = await resampleTrajectories(choice, 3);
    const after = await particlesOf(species);
    assert.equal((await readSpecies(species.path)).temporalSamples, 3);
    const middle = add(pose(project.particles, 0).at, pose(project.particles, 1).at);
    const [x, y, z] = middle;
    assert.ok(distance(pose(after, 1).at, [x / 2, y / 2, z / 2]) < 1e-4);
  });

  it('that cannot be are refused in a sentence, and nothing changes', async () => {
    const before = snapshot(inFolder());
    const refusals: [() => Promise<unknown>, RegExp][] = [
      [async () => expandSymmetry(choice, { to: 'C2' }), /C2 is not a part of C1/],
      [async () => expandSymmetry(choice, { from: 'C6', to: 'C4' }), /C4 is not a part of C6/],
      [async () => expandSymmetry(choice, { from: 'Q6', to: 'C1' }), /symmetry Q6 is not known/],
      [async () => expandSymmetry(choice, { from: 'C3V', to: 'C1' }), /needs mirror images/],
      [async () => expandSymmetry(choice, { units: 3, twist: 10, rise: 0 }), /rise of a helix/],
      [async () => shiftSpecies(choice, [0, 500, 0]), /out of its box/],
      [async () => rotateSpecies({ ...choice, species: 'cube' }, [0, 0, 1]), /it has no species cube/],
      [async () => resampleTrajectories(choice, 0), /1 to 99, not 0/],
    ];
    for (const [refused, message] of refusals) await assert.rejects(refused, message);
    const bad = encodeMrc({ size: [16, 16, 8], pixelSize: 10, data: new Float32Array(2048) });
    await writeFile(companion(project.species, '_half2.mrc'), bad);
    await assert.rejects(rotateSpecies(choice, [0, 0, 1]), /not a cube/);
    await writeFile(
      companion(project.species, '_half2.mrc'),
      encodeMrc({ size: [16, 16, 16], pixelSize: 10, data: new Float32Array(4096).fill(NaN) }),
    );
    await assert.rejects(rotateSpecies(choice, [0, 0, 1]), /no finite numbers/);
    const after = snapshot(inFolder());
    const changed = [...after.keys()].filter((name) => after.get(name) !== before.get(name));
    assert.deepEqual(
      changed.map((name) => name.slice(-9)),
      ['half2.mrc'],
    );
  });
});

describe('members of a population', () => {
  const inFolder = useTemporaryFolder();

  it('go out and come in again, and their files stay', async () => {
    const { path, species, source } = await writePopulation(inFolder());
    const before = snapshot(inFolder());
    assert.equal((await removeMember(path, 'species', 'ball')).guid, species.guid);
    assert.equal((await removeMember(path, 'sources', source.guid)).name, 'a');
    const empty = await readPopulation(path);
    assert.deepEqual([empty.species, empty.sources], [[], []]);
    await assert.rejects(addSpecies(path, species.path), /none of its 4 particles belongs to a series/);
    assert.equal((await addSource(path, source.path)).series, 2);
    assert.deepEqual(await addSpecies(path, species.path), {
      guid: species.guid,
      name: 'ball',
      path: species.path,
      particles: 4,
      matched: 4,
    });
    assert.deepEqual(snapshot(inFolder()), before);
  });

  it('are not taken in twice, and go out when their files are gone', async () => {
    const { path, species, source } = await writePopulation(inFolder());
    await assert.rejects(addSpecies(path, species.path), /has it already/);
    await assert.rejects(addSource(path, source.path), /has it already/);
    await rm(dirname(species.path), { recursive: true });
    await assert.rejects(removeMember(path, 'species', 'ball'), /it has no species ball/);
    await removeMember(path, 'species', species.path);
    assert.deepEqual((await readPopulation(path)).species, []);
  });
});

async function particlesOf(species: Species): Promise<ParticleTable> {
  return readParticles(companion(species, '_particles.star'), species.temporalSamples);
}

function pose({ positions, angles }: ParticleTable, node: number): { at: Vector3; turn: Matrix3 } {
  const three = (values: Float64Array): Vector3 => [
    values[3 * node],
    values[3 * node + 1],
    values[3 * node + 2],
  ];
  return { at: three(positions), turn: euler(...three(angles)) };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}

function radians([a, b, c]: Vector3): Vector3 {
  return [(a * Math.PI) / 180, (b * Math.PI) / 180, (c * Math.PI) / 180];
}

function versionFolder({ path, version }: Species): string {
  return join(dirname(path), 'versions', version);
}
