/** What a parameter's file says comes out everywhere: in settings, options, M's names, results and versions. */
import assert from 'node:assert/strict';
import { seededNormal } from '../../../shared/math/random';
import { nothingRefined, refinedParameters } from '../../../src/compute/parameters/refinedParameters';
import { planParameters, withGridSizes, withIncrements } from '../../../src/compute/refine/parameterVector';
import { settingOptions } from '../../../src/cli/settingOptions';
import { parseXml, type XmlElement } from '../../../src/formats/xml';
import { gridNodes, settingFields } from '../../../src/jobs/refinementSettings/fields';
import { presets } from '../../../src/jobs/refinementSettings/presets';
import { settingsSchema } from '../../../src/jobs/refinementSettings/schema';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';

const source = {
  pixelSize: 0.834,
  dimensions: [4000, 5700, 1000],
  imageSize: [4803.84, 3412.728],
} as const;

for (const parameter of refinedParameters) {
  const { key, name, option, grid, paramsOfM, writes, xml } = parameter;
  describe(`The parameter ${name}`, () => {
    it('is a setting, an option and a part of every preset', () => {
      const fields = settingFields.filter((field) => field.key === key || field.key === `${key}Grid`);
      assert.equal(fields.length, grid === undefined ? 1 : 2);
      assert.deepEqual(
        fields.map((field) => field.paramsOfM),
        [paramsOfM && [paramsOfM.on], ...(grid === undefined ? [] : [paramsOfM?.grid])],
      );
      const { properties } = settingsSchema() as { properties: Record<string, unknown> };
      for (const field of fields) assert.ok(field.key in properties);
      assert.ok(settingOptions().some(({ long }) => long === `--${option}`));
      for (const { id, changes } of presets) assert.ok(key in changes, id);
    });

    it('writes what it moves and nothing else, where versions look for it', async () => {
      const file = await readTiltSeries('test/fixtures/warp/TS_1.xml', source);
      const setting = grid === undefined ? true : gridNodes(grid.default);
      const groups = { ...nothingRefined, [key]: setting };
      const series = withGridSizes(file.series, groups);
      const parameters = planParameters(groups, series, []);
      const normal = seededNormal(1);
      const x = Float64Array.from({ length: parameters.count }, () => 0.01 * normal());
      const moved = withIncrements(parameters, x, series, []).series;
      const parts = Object.keys(moved).filter(
        (part) => moved[part as keyof typeof moved] !== file.series[part as keyof typeof moved],
      );
      assert.deepEqual(parts.toSorted(), writes.toSorted());
      const texts = [{}, Object.fromEntries(writes.map((part) => [part, moved[part]]))].map((changes) =>
        contents(parseXml(formatTiltSeries(file, changes), 'TS_1.xml', 'TiltSeries').root),
      );
      const changed = [...texts[0]].flatMap(([part, text]) => (texts[1].get(part) === text ? [] : [part]));
      assert.deepEqual(changed.toSorted(), xml.toSorted());
    });
  });
}

/** Elements and attributes of a root, as text. */
function contents({ attributes, children }: XmlElement): ReadonlyMap<string, string> {
  const elements = children.filter((node) => node.kind === 'element');
  return new Map([
    ...attributes,
    ...elements.map((element) => [
      element.name,
      JSON.stringify(element, (key, value: unknown) =>
        // Where it stands in the file is none of its content.
        key === 'line' ? undefined : value instanceof Map ? [...value] : value,
      ),
    ]),
  ] as [string, string][]);
}
