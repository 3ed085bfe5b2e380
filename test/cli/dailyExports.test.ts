/** Exports say what they leave out, and what they hold comes back to the same place; the first N tilts are the first N everywhere. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { column, parseStar } from '../../src/formats/star';
import { readMrc } from '../../src/formats/mrc';
import type { RefinementEvent } from '../../shared/records/events';
import { addSource, useCaseProject } from '../support/caseProject';

/** Half as many voxels as the project of the cases. */
const coarse = ['--angpix', '12', '--image', '270,200', '--volume', '200,270,70', '--box', '44'];
const round = ['--iter=1', '--rounds=1', '--refine_particles'];

describe('An export', function () {
  const project = useCaseProject(...coarse, '--particles', '10');
  beforeEach(() => addSource(project()));

  it('leaves out particles of deselected series and says so, or takes them on demand', async () => {
    const { murmur, refused, speciesOptions, population, inFolder } = project();
    await murmur(...speciesOptions('s', { '--temporal_samples': '2' }));
    await murmur('select_series', '-p', population, '--series', 'TS_2', '--as', 'deselected');
    assert.match(
      (await murmur('check', population)).out,
      /TS_2\.xml: it is deselected: a refinement here leaves it out/,
    );
    const exported = async (...more: string[]) =>
      murmur('export_particles', '-p', population, '-s', 's', '--output', inFolder('ex', 'p.star'), ...more);
    const { out } = await exported();
    assert.match(out, /Exported 10 particles in 1 tilt series/);
    assert.match(out, /10 of 20 particles lie in series that are deselected and are left out/);
    assert.match(out, /of 2 temporal samples RELION holds one orientation/);
    assert.doesNotMatch(await readFile(inFolder('ex', 'p.star'), 'utf8'), /^ *TS_2 /m);
    assert.match((await exported('--include_deselected')).out, /Exported 20 particles in 2 tilt series/);
    const images = ['--images', 'series', '--box', '48'];
    assert.match((await exported(...images)).out, /10 of 20 particles lie in series that are deselected/);
    await murmur('select_series', '-p', population, '--series', 'TS_1', '--as', 'deselected');
    const nothing = ['export_particles', '-p', population, '-s', 's', '--output', inFolder('no', 'p.star')];
    assert.match(await refused(...nothing), /20 of 20 particles lie in series that are deselected/);
  });

  for (const samples of ['1', '3'])
    it(`of ${samples} temporal samples read back into the same population lies where it lay`, async () => {
      const { murmur, speciesOptions, companion, population, inFolder } = project();
      await murmur(...speciesOptions('s', { '--temporal_samples': samples }));
      await murmur('refine', '-p', population, ...round, '--refine_imagewarp=3x3');
      await murmur('export_particles', '-p', population, '-s', 's', '--output', inFolder('ex', 'p.star'));
      await murmur(
        ...speciesOptions('back', {
          '--temporal_samples': '3',
          '--particles_relion': inFolder('ex', 'p_optimisation_set.star'),
          '--half1': await companion('s', '_half1.mrc'),
          '--half2': await companion('s', '_half2.mrc'),
          '--mask': await companion('s', '_mask.mrc'),
        }),
      );
      const before = await scored(await companion('s', '_particles.star'));
      const after = await scored(await companion('back', '_particles.star'));
      assert.ok(
        Math.abs(after - before) < 0.1,
        `positions in the images were off by ${before} Å, and are by ${after} Å`,
      );
    });

  async function scored(particles: string): Promise<number> {
    const { murmur, inFolder } = project();
    const truth = inFolder('..', 'P-truth');
    const args = ['--truth', truth, '--particles', particles, '--xml', inFolder('warp_tiltseries'), '--json'];
    const { out } = await murmur('score', ...args);
    return (JSON.parse(out) as { refined: { position_A: number } }).refined.position_A;
  }
});

describe('The first tilts of a data source', function () {
  const project = useCaseProject(...coarse, '--particles', '10');

  it('are those of least dose in scores, maps, the estimate and exports, and it is said', async () => {
    const { murmur, speciesOptions, companion, population, inFolder } = project();
    await addSource(project(), '--nframes', '5');
    await murmur(...speciesOptions('s'));
    assert.match(
      (await murmur('check', population)).out,
      /8 of 13 tilts are beyond the limit of its data source/,
    );
    const estimate = JSON.parse(
      (await murmur('refine', '-p', population, '--estimate', '--json', ...round)).out,
    ) as {
      images: number;
    };
    assert.equal(estimate.images, 100);
    const { out, err } = await murmur('refine', '-p', population, ...round, '--events');
    assert.match(
      err,
      /t: the 5 tilts of least dose are used \(limit of the data source\), 16 tilts of 2 series/,
    );
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RefinementEvent);
    for (const event of events) {
      if (event.event !== 'series') continue;
      assert.equal(event.tiltScores?.[0].filter((score) => score !== 0).length, 5);
    }
    await murmur('export_particles', '-p', population, '-s', 's', '--output', inFolder('ex', 'p.star'));
    const star = await readFile(inFolder('ex', 'p_tilt_series', 'TS_1.star'), 'utf8');
    const doses = column(parseStar(star, 'TS_1')[0], 'rlnMicrographPreExposure')?.map(Number) ?? [];
    assert.equal(doses.length, 5);
    const xml = await readFile(inFolder('warp_tiltseries', 'TS_1.xml'), 'utf8');
    const all = (/<Dose>([^<]*)</.exec(xml)?.[1] ?? '').trim().split('\n').map(Number);
    const least = all.toSorted((a, b) => a - b).slice(0, 5);
    assert.deepEqual(doses.toSorted((a, b) => a - b).map(Math.round), least.map(Math.round));
    assert.doesNotMatch(xml, /<UseTilt>[^<]*False/, 'what is beyond the limit stays switched on in the file');
    assert.ok((await readMrc(await companion('s', '_half1.mrc'))).data.every(Number.isFinite));
  });
});

describe('Weight and B-factor of a whole series', function () {
  const project = useCaseProject(...coarse, '--particles', '5', '--angles=-40,0,40');
  beforeEach(() => addSource(project()));

  it('count in maps: a series of weight 0 is in none, a B-factor damps', async () => {
    const { murmur, speciesOptions, companion, population, inFolder } = project();
    await murmur(...speciesOptions('s'));
    const half = async (): Promise<Float32Array> => {
      await murmur('refine', '-p', population, '--iter=0');
      return (await readMrc(await companion('s', '_half1.mrc'))).data;
    };
    const edited = async (name: string, attributes: string): Promise<void> => {
      const path = inFolder('warp_tiltseries', `${name}.xml`);
      const text = await readFile(path, 'utf8');
      await writeFile(
        path,
        text.replace(/ (Weight|Bfactor)="[^"]*"/g, '').replace('<TiltSeries ', `<TiltSeries ${attributes} `),
      );
    };
    const usual = await half();
    await edited('TS_2', 'Weight="0"');
    const without = await half();
    await edited('TS_2', 'Weight="1"');
    await murmur('select_series', '-p', population, '--series', 'TS_2', '--as', 'deselected');
    const alone = await half();
    assert.ok(apart(without, alone) < 0.01, `weight 0 against deselected: ${apart(without, alone)}`);
    assert.ok(apart(usual, alone) > 0.1);
    await murmur('select_series', '-p', population, '--series', 'TS_2', '--as', 'selected');
    await edited('TS_2', 'Bfactor="-5000"');
    const damped = await half();
    assert.ok(apart(damped, usual) > 0.02, 'a B-factor changes the map');
    assert.ok(apart(damped, alone) < apart(usual, alone), 'a damped series counts less');
  });
});

/** Root mean square difference over that of the second. */
function apart(a: Float32Array, b: Float32Array): number {
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + value * value, 0);
  return Math.sqrt(sum(a.map((value, i) => value - b[i])) / sum(b));
}
