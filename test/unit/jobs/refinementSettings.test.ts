/** Refinement settings as a file, as a command and in a population say the same. */
import assert from 'node:assert/strict';
import { nothingRefined, refinedParameters } from '../../../src/compute/parameters/refinedParameters';
import { readFile, writeFile } from 'node:fs/promises';
import { settingsArguments } from '../../../src/jobs/refinementSettings/arguments';
import { checkSettings } from '../../../src/jobs/refinementSettings/check';
import { createSettingsFile } from '../../../src/jobs/refinementSettings/createSettingsFile';
import { defaultSettings, settingFields } from '../../../src/jobs/refinementSettings/fields';
import { lastSettings } from '../../../src/jobs/refinementSettings/lastSettings';
import { presets } from '../../../src/jobs/refinementSettings/presets';
import { settingsSchema } from '../../../src/jobs/refinementSettings/schema';
import { formatSettings, parseSettings } from '../../../src/jobs/refinementSettings/settingsFile';
import { withLastOptions } from '../../../src/jobs/refinement/lastOptions';
import type { RefinementOptions } from '../../../src/jobs/refinement/refinementOptions';
import { formatPopulation, newPopulation, readPopulation } from '../../../src/model/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('refinement settings', () => {
  const inFolder = useTemporaryFolder();

  it('read back from the file that they were written to', () => {
    const settings = {
      ...defaultSettings,
      population: '/p/a b.population',
      rounds: 7,
      imageWarp: true,
      imageWarpGrid: '6x4',
    };
    const text = formatSettings(settings, '/p');
    assert.match(text, /"population": "a b.population"/);
    assert.deepEqual(parseSettings(text, '/p/a.refine.json').settings, settings);
  });

  it('say file, line, key and what to do about a value that cannot be', () => {
    const text = '{\n  "rounds": 3,\n  "imageWarpGrid": "3 by 3",\n  "prior": "yes"\n}';
    assert.throws(
      () => parseSettings(text, '/p/a.refine.json'),
      /^Problem: \/p\/a\.refine\.json:3: "imageWarpGrid": expected two numbers with an x between them; write "3x3", say$/,
    );
    assert.throws(
      () => parseSettings('{"tiltMovies": true}', '/f'),
      /"tiltMovies": .*leaves movies alone. Set it to false$/,
    );
  });

  it('warn of keys that mean nothing, with the one that may have been meant', () => {
    const { settings, warnings } = parseSettings('{"subiterations": 9, "note": "mine"}', '/f');
    assert.equal(settings.subIterations, defaultSettings.subIterations);
    assert.match(warnings[0], /"subiterations" is no setting .* did you mean "subIterations"\?/);
    assert.match(warnings[1], /"note" is no setting of a refinement$/);
  });

  it('refuse leveling angles together with poses', () => {
    const { errors } = checkSettings({ levelAngles: true, particlePoses: true });
    assert.match(errors.levelAngles ?? '', /cannot be told apart/);
    assert.deepEqual(checkSettings({ levelAngles: true, particlePoses: false }).errors, {});
  });

  it('become the command that means them', () => {
    assert.equal(
      settingsArguments({ ...defaultSettings, population: '/p/a.population' }).join(' '),
      'refine --population /p/a.population',
    );
    const first = presets.find(({ id }) => id === 'spatial')?.changes;
    const search = presets.find(({ id }) => id === 'ctf')?.changes;
    assert.equal(
      settingsArguments({ ...defaultSettings, ...search, population: '/p/a.population' }).join(' '),
      'refine --population /p/a.population --refine_imagewarp 3x3 --refine_particles --ctf_defocus --ctf_defocusexhaustive',
    );
    assert.equal(
      settingsArguments({
        ...defaultSettings,
        ...first,
        population: '/p/a.population',
        minParticles: 10,
      }).join(' '),
      'refine --population /p/a.population --iter 4 --first_iteration_fraction 0.8 --min_particles 10 ' +
        '--refine_imagewarp 3x3 --refine_particles',
    );
    const most = presets.find(({ id }) => id === 'most')?.changes;
    const args = settingsArguments({
      ...defaultSettings,
      ...most,
      magnification: true,
      prior: false,
      localReference: true,
      sharedReference: true,
    });
    for (const option of [
      '--refine_volumewarp',
      '--refine_stageangles',
      '--refine_mag',
      '--ctf_defocus',
      '--no-prior',
      '--local_reference',
      '--shared_reference',
    ])
      assert.ok(args.includes(option), option);
  });

  it('have presets that are fine', () => {
    for (const { changes } of presets)
      assert.deepEqual(checkSettings({ ...defaultSettings, ...changes }).errors, {});
  });

  it('have the schema that stands in syntaxes/refine.schema.json', async () => {
    const file = 'syntaxes/refine.schema.json';
    if (process.env.UPDATE_SCHEMA === '1')
      await writeFile(file, `${JSON.stringify(settingsSchema(), null, 2)}\n`);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), settingsSchema());
  });

  it('go into the population as M keeps them, and come back as the next settings', async () => {
    const options: RefinementOptions = {
      population: inFolder('a.population'),
      groups: {
        ...nothingRefined,
        imageWarp: [6, 4],
        volumeWarp: [2, 2, 2, 5],
        stageAngles: true,
      },
      subIterations: 4,
      rounds: 2,
      firstFraction: 0.7,
      adaptive: false,
      prior: true,
      minParticles: 12,
      weightThreshold: 0.05,
      memory: 1,
      adapters: [],
      workers: 1,
    };
    const population = newPopulation(options.population, 'a');
    await writeFile(options.population, formatPopulation(withLastOptions(population, options)));
    const text = await readFile(options.population, 'utf8');
    assert.match(text, /<LastRefinementOptions>\s*<Param Name="NIterations" Value="4" \/>/);
    assert.match(text, /<Param Name="DoAxisAngles" Value="True" \/>/);
    const again = lastSettings(await readPopulation(options.population));
    const { subIterations, firstResolutionPercent, minParticles, weightThreshold, imageWarpGrid } = again;
    assert.deepEqual(
      [subIterations, firstResolutionPercent, minParticles, weightThreshold, imageWarpGrid],
      [4, 70, 12, 0.05, '6x4'],
    );
    assert.deepEqual(
      [again.volumeWarp, again.volumeWarpGrid, again.stageAngles, again.particlePoses],
      [true, '2x2x2x5', true, false],
    );
  });

  it('leave out of M’s last settings what the engine cannot do', async () => {
    const file = inFolder('m.population');
    await writeFile(
      file,
      '<Population><Param Name="Name" Value="m" /><Species /><Sources /><LastRefinementOptions>' +
        '<Param Name="DoTiltMovies" Value="True" /><Param Name="NIterations" Value="5" /></LastRefinementOptions></Population>',
    );
    const settings = lastSettings(await readPopulation(file));
    assert.equal(settings.tiltMovies, false);
    assert.equal(settings.subIterations, 5);
  });

  it('start as a file of their own beside the population, which is never written over', async () => {
    const population = newPopulation(inFolder('a.population'), 'a');
    await writeFile(population.path, formatPopulation(population));
    const file = await createSettingsFile(population.path);
    assert.equal(file, inFolder('a.refine.json'));
    assert.equal(parseSettings(await readFile(file, 'utf8'), file).settings.population, population.path);
    await assert.rejects(createSettingsFile(population.path), /a\.refine\.json: the file is there already/);
    await assert.rejects(createSettingsFile(population.path, inFolder('a.json')), /ends in \.refine\.json/);
  });

  it('name a Param of M for every control of M’s', () => {
    const ours: readonly string[] = [
      ...refinedParameters.flatMap(({ key, paramsOfM }) => (paramsOfM === undefined ? [key] : [])),
      'population',
      'rounds',
      'adaptive',
      'localReference',
      'sharedReference',
      'prior',
      'accept',
      'memory',
      'adapter',
      'workers',
    ];
    const without = settingFields.filter(({ paramsOfM }) => paramsOfM === undefined).map(({ key }) => key);
    assert.deepEqual(without.toSorted(), ours.toSorted());
  });
});
