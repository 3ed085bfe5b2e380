/** A refined parameter is one file: put into the list, it is asked for, planned, moved, saved and told everywhere. */
// First: what walks the list reads it when it is loaded.
import { seriesShift } from '../../../support/dummyParameter';
import assert from 'node:assert/strict';
import { settingOptions } from '../../../../src/cli/settingOptions';
import { nothingRefined, type RefinedGroups } from '../../../../src/compute/parameters/refinedParameters';
import { projectParticles } from '../../../../src/compute/parameters/views';
import { planParameters, viewJacobian, withIncrements } from '../../../../src/compute/refine/parameterVector';
import { motionsOf } from '../../../../src/compute/parameters/viewJacobian';
import { param } from '../../../../src/formats/xmlEdit';
import { withLastOptions } from '../../../../src/jobs/refinement/lastOptions';
import { settingsArguments } from '../../../../src/jobs/refinementSettings/arguments';
import { checkSettings } from '../../../../src/jobs/refinementSettings/check';
import { defaultSettings, type RefinementSettings } from '../../../../src/jobs/refinementSettings/fields';
import { lastSettings } from '../../../../src/jobs/refinementSettings/lastSettings';
import { optionsOf } from '../../../../src/jobs/refinementSettings/options';
import { presets } from '../../../../src/jobs/refinementSettings/presets';
import { settingsSchema } from '../../../../src/jobs/refinementSettings/schema';
import { readPopulation } from '../../../../src/model/population';
import { refinementSections } from '../../../../src/providers/forms/refinementForm';
import { writePopulation } from '../../../support/population';
import { useTemporaryFolder } from '../../../support/temporaryFolder';
import { plainSeries } from '../../../support/tiltSeries';

describe('A parameter that is added to the list', () => {
  const inFolder = useTemporaryFolder();
  const { key } = seriesShift;
  const asked = { ...defaultSettings, population: '/a.population', [key]: true } as RefinementSettings;
  const groups = { ...nothingRefined, [key]: true } as RefinedGroups;

  it('is in the form, the settings file, its schema, the command line and every preset', () => {
    const controls = refinementSections.flatMap(({ fields }) => fields);
    assert.ok(controls.some(({ name, label }) => name === key && label === 'Series shift'));
    const { properties } = settingsSchema() as { properties: Record<string, { default: unknown }> };
    assert.equal(properties[key].default, false);
    assert.ok(settingOptions().some(({ long }) => long === '--refine_seriesshift'));
    assert.ok(settingsArguments(asked).includes('--refine_seriesshift'));
    for (const { id, changes } of presets) assert.ok(key in changes, id);
  });

  it('is refused beside what it excludes', () => {
    const { errors } = checkSettings({ ...asked, imageWarp: true });
    assert.deepEqual(errors, { [key]: 'A series shift is an image warp; switch one of them off.' });
  });

  it('is asked of the engine, and kept by M’s name for the next time', async () => {
    const options = optionsOf(asked);
    assert.deepEqual(options.groups, groups);
    const { path } = await writePopulation(inFolder());
    const population = withLastOptions(await readPopulation(path), options);
    const last = population.xml.root.children.find(
      (node) => node.kind === 'element' && node.name === 'LastRefinementOptions',
    );
    assert.ok(last?.kind === 'element');
    assert.equal(param(last, 'DoSeriesShift'), 'True');
    assert.equal((lastSettings(population) as unknown as Record<string, unknown>)[key], true);
  });

  it('is planned, moves views, and is added to the series', () => {
    const series = plainSeries(5);
    const particles = {
      ...{ count: 1, samples: 1, halfSet: new Uint8Array(1) },
      positions: Float64Array.of(1000, 1500, 300),
      angles: new Float64Array(3),
    };
    const parameters = planParameters(groups, series, [particles]);
    assert.equal(parameters.count, 2);
    const views = projectParticles(series, particles, 0);
    const x = Float64Array.of(3, -2);
    assert.deepEqual(
      Array.from(motionsOf(viewJacobian(parameters, 0, views, 10), x)),
      Array.from({ length: views.count }, () => [3, -2]).flat(),
    );
    const moved = withIncrements(parameters, x, series, [particles]);
    const after = projectParticles(moved.series, particles, 0);
    after.x.forEach((x, i) => {
      assert.ok(Math.hypot(x - views.x[i] - 3, after.y[i] - views.y[i] + 2) < 1e-9);
    });
  });
});
