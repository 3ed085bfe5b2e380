/** Whatever is posted to a form, a value that breaks the rule of its field shows there, and nothing is run. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { writeMrc } from '../../../src/formats/mrc';
import { createPopulation } from '../../../src/commands/createPopulation';
import { createSource } from '../../../src/commands/createSource';
import { createSpecies } from '../../../src/commands/createSpecies';
import { expandSymmetry } from '../../../src/commands/expandSymmetry';
import { exportParticles } from '../../../src/commands/exportParticles';
import { text } from '../../../src/commands/formValues';
import { importRelion } from '../../../src/commands/importRelion';
import { particles } from '../../../src/commands/particles';
import { resampleTrajectories } from '../../../src/commands/resampleTrajectories';
import { rotateSpecies } from '../../../src/commands/rotateSpecies';
import { shiftSpecies } from '../../../src/commands/shiftSpecies';
import { updateMask } from '../../../src/commands/updateMask';
import { checkForm } from '../../../src/providers/forms/checkForm';
import { initialValues, sectionsOf, type FormCommand } from '../../../src/providers/forms/commandForm';
import { submitForm, type Form } from '../../../src/providers/forms/form';
import { checkPopulation } from '../../../src/providers/forms/populationChecks';
import { refinementSections, shownValues, typedSettings } from '../../../src/providers/forms/refinementForm';
import { checkExistingSource, checkSource } from '../../../src/providers/forms/sourceChecks';
import { checkSpecies } from '../../../src/providers/forms/speciesChecks';
import { ballSpecies } from '../../support/ballSpecies';
import type { FormField, FormSection, FormValues } from '../../../shared/protocol/form';
import { isShown } from '../../../shared/isShown';
import { useSuiteFolder } from '../../support/temporaryFolder';

interface Tried {
  readonly name: string;
  readonly sections: readonly FormSection[];
  /** Fine, with as many fields shown as can be together; a second set shows the others. */
  readonly fine: readonly FormValues[];
  readonly check: Form['check'];
}

describe('a form posted with values that cannot be', () => {
  const inFolder = useSuiteFolder();
  const forms: Tried[] = [];
  before(async () => {
    const folder = inFolder();
    const half = path.join(folder, 'half.mrc');
    await writeMrc(half, { size: [8, 8, 8], pixelSize: 5, data: new Float32Array(512) });
    const files = { half1: half, half2: half, mask: half, particles: path.join(folder, 'a.star') };
    const sources = ['tomograms'];
    const summary = {
      counts: { processed: 2, 'filtered out': 0, deselected: 0, unprocessed: 0 },
      mostTilts: 9,
    };
    const fill: Readonly<Record<string, FormValues>> = {
      update_mask: { map: half, threshold: '1' },
      particles: { particles: files.particles, keepBoth: true },
      export_particles: { output: files.particles },
      import_relion: { tomograms: files.particles, output: path.join(folder, 'new') },
    };
    const existing = { path: '/a.source', guid: 'a', name: 'a', series: 2, pixelSize: 5 };
    const counted = { before: 4, after: 3, duplicates: 0, compared: null, scores: null };
    const about = { population: '/p/p.population', species: ballSpecies, sources };
    const species = { ...initialValues(createSpecies, about), ...files, name: 'x', diameter: '30' };
    const source = initialValues(createSource, about);
    const others = { half2Kind: 'same', sameLowpass: '20', maskKind: 'average', maskThreshold: '1' };
    forms.push(
      {
        name: 'New Population',
        sections: sectionsOf(createPopulation),
        fine: [{ name: 'x', directory: folder }],
        check: (values) => checkPopulation(values, [folder]),
      },
      {
        name: 'New Species',
        sections: sectionsOf(createSpecies, sources),
        fine: [species, { ...species, ...others }],
        check: (values) => checkSpecies(values, { taken: ['taken'], sources }),
      },
      {
        name: 'Refinement',
        sections: refinementSections,
        fine: [shownValues({ population: 'a.population', imageWarp: true, volumeWarp: true, defocus: true })],
        check: async (values) => typedSettings(values).findings,
      },
      {
        name: 'Add Data Source',
        sections: sectionsOf(createSource),
        fine: [
          { ...source, settings: half, name: 'x' },
          { ...source, from: 'source', source: existing.path },
        ],
        check: async (values) =>
          text(values, 'from') === 'source'
            ? checkExistingSource(
                values,
                [{ path: '/other.source', guid: 'other' }],
                text(values, 'source') === existing.path ? existing : 'No such file.',
              )
            : checkSource(values, ['taken'], text(values, 'settings') === half ? summary : 'No such file.'),
      },
      ...[rotateSpecies, shiftSpecies, expandSymmetry, resampleTrajectories].map(tried),
      ...[updateMask, particles, exportParticles, importRelion].map(tried),
    );

    function tried(command: FormCommand): Tried {
      const filled = { ...initialValues(command, about), ...fill[command.name] };
      const others: Readonly<Record<string, readonly FormValues[]>> = {
        export_particles: [{ what: 'volumes' }, { what: 'series' }],
        import_relion: [{ output: '', settings: path.join(folder, 'a.settings') }],
      };
      return {
        name: command.name,
        sections: sectionsOf(command, sources),
        fine: [filled, ...(others[command.name] ?? []).map((values) => ({ ...filled, ...values }))],
        check: checkForm(
          command,
          about,
          async (args) => {
            if (args.includes(files.particles))
              return command.name === 'import_relion' ? { made: 'project', series: [] } : counted;
            throw new Error('No such file.');
          },
          0,
        ),
      };
    }
  });

  it('shows the error at that field and runs nothing, for every field of every form', async () => {
    let tried = 0;
    for (const { name, sections, fine, check } of forms) {
      const fields = sections.flatMap((section) => section.fields);
      const seen = new Set<string>();
      for (const values of fine) {
        assert.equal(await posted(check, values), 'ran', `${name} as it is`);
        for (const field of fields.filter((one) => isShown(one, values))) {
          for (const value of invalidValues(field)) {
            const found = await posted(check, { ...values, [field.name]: value as string });
            assert.notEqual(found, 'ran', `${name}: ${field.name} = ${JSON.stringify(value)}`);
            assert.ok(
              typeof found === 'object' && field.name in found,
              `${name}: ${field.name} = ${JSON.stringify(value)} shows ${JSON.stringify(found)}`,
            );
            tried++;
          }
          seen.add(field.name);
        }
      }
      assert.deepEqual(
        fields.filter((field) => !seen.has(field.name)).map((field) => field.name),
        [],
        `${name}: fields that no set of values shows`,
      );
    }
    assert.ok(tried > 200, `${tried} values`);
  });
});

/** What breaks the field's own rule, of every kind. */
function invalidValues(field: FormField): readonly unknown[] {
  const wrongKinds = [null, 5, {}, []];
  switch (field.kind) {
    case 'check':
      return [...wrongKinds, 'true', ...(field.unavailable === undefined ? [] : [field.fixed !== true])];
    case 'choice':
      return [...wrongKinds, '', 'neither'];
    case 'number': {
      const { least, most, whole, required } = field.rule;
      const outside = [least - 1, most + 1].map(String);
      return [
        null,
        ...['abc', '1,5 Å', 'NaN', 'Infinity', '--1', '1 2'],
        ...outside,
        ...(whole === true ? [String(least + 0.5)] : []),
        ...(required === true ? ['', '  '] : []),
      ];
    }
    case 'file':
      // With a placeholder it may be left empty.
      if (field.placeholder !== undefined) return ['relative', true];
      return ['', 'relative.mrc', '/nowhere/at/all', true];
    default:
      // A grid is a text with a rule; a name may be nearly anything.
      return field.short === true ? ['', '3', '3 by 3', '0x0', 'axb', '3x3x3', '-1x3', true] : [true, null];
  }
}

async function posted(
  check: Form['check'],
  values: FormValues,
): Promise<'ran' | Readonly<Record<string, string>>> {
  let ran = false;
  const form: Form = {
    description: { title: '', intro: '', submitLabel: '', busyLabel: '', sections: [], initial: {} },
    check,
    filters: () => ({}),
    submit: async () => {
      ran = true;
    },
  };
  const never = {
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose: () => undefined }),
  };
  const findings = await submitForm(form, values, { say: () => undefined, token: never });
  if (ran) return 'ran';
  return findings?.errors ?? {};
}
