/** The table for people who come from M names only what there is, and every field that there is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { registerCommands } from '../../../src/cli/commands';
import { newProgram } from '../../../src/cli/program';
import { createPopulation } from '../../../src/commands/createPopulation';
import { createSource } from '../../../src/commands/createSource';
import { createSpecies } from '../../../src/commands/createSpecies';
import { expandSymmetry } from '../../../src/commands/expandSymmetry';
import { exportParticles } from '../../../src/commands/exportParticles';
import { paletteCommands } from '../../../src/commands/index';
import { languageCommands } from '../../../src/commands/languageCommands';
import { particles } from '../../../src/commands/particles';
import { resampleTrajectories } from '../../../src/commands/resampleTrajectories';
import { rotateSpecies } from '../../../src/commands/rotateSpecies';
import { shiftSpecies } from '../../../src/commands/shiftSpecies';
import { updateMask } from '../../../src/commands/updateMask';
import { sectionsOf } from '../../../src/providers/forms/commandForm';
import { refinementSections } from '../../../src/providers/forms/refinementForm';
import type { FormSection } from '../../../shared/protocol/form';

const fieldsOf = (sections: readonly FormSection[]) =>
  sections.flatMap(({ fields }) => fields.map(({ name }) => name.replace(/:.*/, ':*')));

const forms: Readonly<Record<string, readonly string[]>> = {
  refine: fieldsOf(refinementSections),
  ...Object.fromEntries(
    Object.entries({
      ...{ population: createPopulation, source: createSource, species: createSpecies },
      ...{ rotate: rotateSpecies, shift: shiftSpecies, expand: expandSymmetry },
      ...{ resample: resampleTrajectories, mask: updateMask, sets: particles, export: exportParticles },
    }).map(([page, command]) => [page, fieldsOf(sectionsOf(command, ['any']))]),
  ),
};

/** What M's windows have, part by part of the table, in M's words. */
const controlsOfM: Readonly<Record<string, readonly string[]>> = {
  'Main window and populations': [
    ...[
      'CREATE NEW POPULATION',
      'LOAD EXISTING FROM FILE',
      'UPDATE AVAILABLE',
      'Day/night',
      'Check boxes of GPUs',
    ],
    ...[
      'Population name',
      'its path as tooltip',
      'load a different population',
      'REFINE',
      'Manage data sources',
    ],
    ...['N data source(s)', 'tilt series', 'micrographs', 'card for a species', 'Progress of a refinement'],
    ...['Create population: name', 'folder', 'Select a folder...', 'CREATE', 'CANCEL'],
  ],
  'Data sources': [
    ...['Icon', 'Name', 'Path', 'Files', 'Pixel size', 'Volume dimensions', 'Freeze', 'REMOVE', 'CLOSE'],
    ...[
      'ADD LOCAL, of a `.settings`',
      'ADD LOCAL, of a `.source`',
      'New Source Name',
      'Hint to adjust settings',
    ],
    ...['Processed / Filtered Out / Deselected', 'Include items outside of filter ranges'],
    ...['Include manually excluded items', 'Use only first {N} frames/tilts'],
  ],
  'New species': [
    ...[
      'From scratch',
      'Select .species file',
      'Page names at the left',
      'PREVIOUS',
      'NEXT',
      'FINISH',
      'CANCEL',
    ],
    ...[
      'name',
      '{} Å diameter',
      '{} kDa weight',
      'Symmetry selector',
      'n = {}',
      '{} temporal samples for poses',
    ],
    ...[
      'Half-map 1',
      '{} Å/px',
      'Half-map 2: file',
      'Same as 1, filter both to {} Å',
      'Two isosurface views',
    ],
    ...['Select mask file', 'Use average map, filter to {} Å, binarize at {}', 'Isosurface of the mask'],
    ...['from M', 'from RELION', 'Coordinates use {} Å/px', 'Shifts use {} Å/px', 'm/n particles matched'],
    ...['Use these sources for name matching', 'image names are ambiguous', 'Inline numbers'],
  ],
  'Refinement settings': [
    ...['Refine for {} sub-iterations', 'use {} % of available resolution in first sub-iteration'],
    ...[
      'Only use series with at least {} particles',
      'Image warp, grid',
      'Particle poses',
      'Anisotropic magnification',
    ],
    ...[
      'Doming',
      'Stage angles',
      'Volume warp, grid',
      'Tilt movies',
      'Batch size',
      'grid search in 1st iteration',
    ],
    ...['Use species with at least {} A resolution', 'Defocus', 'Phase shift', 'PixelSize (actually Cs)'],
    ...['Odd Zernike orders 3, 5', 'Even Zernike orders 2, 4', 'Advanced', 'Use CPU memory for particles'],
    ...['B-factor weight cut-off', 'REFINE'],
  ],
  'Species and particles': [
    ...['Isosurface of the denoised map', 'Name', '(D Å, W kDa, SYM symmetry)', 'x.x Å', 'N particles'],
    ...[
      'Intersect with another particle set',
      'Expand symmetry',
      'Rotate by {}, {}, {} °',
      'Shift by {}, {}, {} Å',
    ],
    ...[
      'from M',
      'from RELION',
      'Coordinates use {} Å/px',
      'Shifts use {} Å/px',
      'histogram',
      'bar of counts',
    ],
    ...[
      'Use these sources for name matching',
      'Use a tolerance distance of {} Å',
      'Only old',
      'In both',
      'Only new',
    ],
    ...['MODIFY', 'Use symmetry', 'Remaining symmetry', '3×3 matrix', 'slices of the rotated map'],
    ...['Export sub-tomograms', 'progress and abort', 'EXPORT asks for the output STAR', 'Box size is {} px'],
    ...['Output will be scaled to {} Å/px', 'Particle diameter is {} Å', 'Volumes', 'Image series'],
    ...[
      'Pre-rotate particles',
      'Limit to first {} tilts by dose',
      'Invert contrast',
      'Normalize input images',
    ],
    ...['Normalize output volumes', 'Make 3D CTF sparse'],
  ],
};

describe('the table for users of M', () => {
  const rows = readFileSync('docs/m-users.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!M\s|-)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const named = rows.flatMap((cells) => [...cells[3].matchAll(/`([^`]+)`/g)].map((match) => match[1]));

  it('has a name or a reason in every row', () => {
    assert.ok(rows.length > 60, `${rows.length} rows`);
    const wrong = rows.filter(
      (cells) => cells.length !== 5 || !(cells[3] === '-' || cells[3].startsWith('`')),
    );
    assert.deepEqual(wrong, []);
  });

  it('has a row for every control of M’s windows', () => {
    const text = readFileSync('docs/m-users.md', 'utf8');
    for (const [title, controls] of Object.entries(controlsOfM)) {
      const part = text.split(/^## /m).find((one) => one.startsWith(title)) ?? '';
      const first = part.split('\n').flatMap((line) => line.split('|')[1] ?? []);
      const missing = controls.filter((control) => !first.some((cell) => cell.includes(control)));
      assert.deepEqual(missing, [], title);
    }
  });

  it('names only fields, commands, settings and options that there are', async () => {
    const settings = Object.keys(
      (
        JSON.parse(readFileSync('package.json', 'utf8')) as {
          contributes: { configuration: { properties: Record<string, unknown> } };
        }
      ).contributes.configuration.properties,
    );
    const program = newProgram();
    await registerCommands(program, undefined);
    const palette = [...(await paletteCommands()), ...Object.values(languageCommands)];
    const ids = palette.map(({ palette: { id } }) => id);
    const exists = (name: string): boolean => {
      const line = /^murmur (\w+)(?: (-\S+))?$/.exec(name);
      if (line !== null) {
        const [, name, option] = line;
        const command = program.commands.find((one) => one.name() === name);
        return (
          command !== undefined &&
          (option === undefined || command.options.some(({ long, short }) => [long, short].includes(option)))
        );
      }
      const [page, field] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
      if (page === 'command') return ids.includes(field);
      if (page === 'setting') return settings.includes(`murmuration.${field}`);
      return page in forms && forms[page].includes(field);
    };
    assert.deepEqual(
      named.filter((name) => !exists(name)),
      [],
    );
  });

  it('leaves out no field of a form', () => {
    const missing = Object.entries(forms).flatMap(([page, fields]) =>
      fields.map((field) => `${page}.${field}`).filter((name) => !named.includes(name)),
    );
    assert.deepEqual(missing, []);
  });
});
