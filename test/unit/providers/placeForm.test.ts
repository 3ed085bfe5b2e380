/** The form of a lane: a control for each of its variables, held to what the lane takes. */
import assert from 'node:assert/strict';
import { laneCreate } from '../../../src/commands/laneCreate';
import { laneImport } from '../../../src/commands/laneImport';
import { createLane } from '../../../src/jobs/lanes/createLane';
import type { JobPlace } from '../../../src/jobs/runs/jobRunner';
import { slurm } from '../../../src/jobs/runs/runners/slurm';
import { checkForm } from '../../../src/providers/forms/checkForm';
import { formArguments } from '../../../src/providers/forms/commandForm';
import { submitForm } from '../../../src/providers/forms/form';
import { placeForm } from '../../../src/providers/forms/placeForm';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const work = {
  say: () => undefined,
  token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) },
};

describe('The form of a lane', () => {
  const inFolder = useTemporaryFolder();
  let place: JobPlace;
  let submitted: Readonly<Record<string, string>>[];
  beforeEach(async () => {
    await createLane(inFolder('lanes'), 'gpu');
    [place] = (await slurm.places?.(inFolder('p.population'), inFolder('user'))) ?? [];
    submitted = [];
  });

  const formOf = (last: Readonly<Record<string, string>> = {}): ReturnType<typeof placeForm> =>
    placeForm(place, { title: 'Refine p', last }, async (answers) => void submitted.push(answers));

  it('asks for what the lane asks, and how many series are jobs of their own', () => {
    const { title, sections, initial } = formOf().description;
    assert.equal(title, 'Refine p: Slurm: gpu');
    assert.deepEqual(
      sections[0].fields.map(({ name, kind }) => [name, kind]),
      [
        ['partition', 'text'],
        ['account', 'text'],
        ['time', 'text'],
        ['memory', 'number'],
        ['cpus', 'number'],
        ['gpus', 'number'],
        ['series-jobs', 'number'],
      ],
    );
    assert.deepEqual(initial, {
      partition: '',
      account: '',
      time: '24:00:00',
      memory: '32',
      cpus: '4',
      gpus: '1',
      'series-jobs': '0',
    });
    assert.equal(formOf({ partition: 'a100', old: 'x' }).description.initial['partition'], 'a100');
  });

  it('submits what was answered, and nothing while an answer is wrong', async () => {
    const form = formOf();
    const values = { ...form.description.initial, partition: 'a; b', cpus: '0', 'series-jobs': '1.5' };
    const findings = await submitForm(form, values, work);
    assert.deepEqual(Object.keys(findings?.errors ?? {}).sort(), ['cpus', 'partition', 'series-jobs']);
    assert.match(findings?.errors['partition'] ?? '', /^Letters, digits and/);
    assert.deepEqual(submitted, []);
    assert.equal(
      await submitForm(form, { ...values, partition: ' a ', cpus: '2', 'series-jobs': '20' }, work),
      null,
    );
    assert.deepEqual(submitted, [
      {
        ...{ partition: 'a', account: '', time: '24:00:00', memory: '32', cpus: '2', gpus: '1' },
        'series-jobs': '20',
      },
    ]);
  });

  it('knows places that cannot be used, and why', async () => {
    await createLane(inFolder('lanes'), 'cpu');
    const places = (await slurm.places?.(inFolder('p.population'), inFolder('user'))) ?? [];
    assert.deepEqual(
      places.map(({ label, problem }) => [label, problem]),
      [
        ['Slurm: cpu', null],
        ['Slurm: gpu', null],
      ],
    );
    assert.equal(places[0].runner({}).kind, 'slurm');
  });
});

describe('The forms that make lanes', () => {
  const about = { population: '/p/p.population', species: null, sources: [] };
  const nothing = async (): Promise<unknown> => ({});

  it('become commands, names before options', () => {
    const made = formArguments(laneCreate, { name: ' gpu ', user: true }, about, { lanes: '/own' });
    assert.deepEqual(made.join(' '), 'lane_create gpu --population /p/p.population --lanes /own --user');
    const values = { file: '/c/cluster_info.json', script: '', name: 'site', user: false };
    assert.deepEqual(
      formArguments(laneImport, values, about, { lanes: '' }).join(' '),
      'lane_import /c/cluster_info.json --name site --population /p/p.population',
    );
  });

  it('say what is wrong at its control', async () => {
    const made = checkForm(laneCreate, about, nothing);
    assert.deepEqual((await made({ name: '', user: false })).errors, { name: 'A name is needed.' });
    assert.deepEqual(Object.keys((await made({ name: '-x', user: false })).errors), ['name']);
    const imported = checkForm(laneImport, about, nothing);
    assert.deepEqual((await imported({ file: 'a.json', script: '', name: '../x', user: false })).errors, {
      file: 'The whole path is needed, from the root.',
      name: 'Letters, digits, _ and - are allowed.',
    });
  });
});
