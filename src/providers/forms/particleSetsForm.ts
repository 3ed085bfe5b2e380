/** Particle Sets: M's comparison with another set, counted before it is applied, and particles by distance or column. */
import type { FormField, FormFindings, FormValues } from '../../../webview/protocol/form';
import { sparkline } from '../sparkline';
import { flag, option, pathProblem, problems, text } from './fieldChecks';
import { noSourceProblem, sourceFields, sourcesUsed, usedSources } from './sourceBoxes';
import type { SpeciesOperation } from './speciesOperations';

/** What `murmur particles` says. */
interface SelectedParticles {
  readonly before: number;
  readonly after: number;
  readonly compared: SetComparison | null;
}

interface SetComparison {
  readonly old: number;
  readonly both: number;
  readonly new: number;
  /** Of pairs, by their distance from 0 to `largest` Å. */
  readonly histogram: readonly number[];
  readonly largest: number;
}

const compared = { shownWhen: { field: 'set', is: ['relion', 'm'] } };
const fromRelion = { shownWhen: { field: 'set', is: 'relion' } };
const parts = { keepOld: 'old', keepBoth: 'both', keepNew: 'new' } as const;
const coordinate = { least: 0.0001, most: 99999 };

const comparison: readonly FormField[] = [
  {
    kind: 'choice',
    name: 'set',
    label: 'Another set of particles',
    options: [
      { value: 'relion', label: 'From RELION or WarpTools' },
      { value: 'm', label: 'From M, or an earlier version of the species' },
      { value: 'none', label: 'None' },
    ],
  },
  { kind: 'file', name: 'particles', label: 'Particle STAR file', ...compared },
  {
    kind: 'number',
    name: 'coordinatePixel',
    label: 'Coordinates use (Å/px)',
    placeholder: 'as the file says',
    rule: coordinate,
    ...fromRelion,
  },
  {
    kind: 'number',
    name: 'shiftPixel',
    label: 'Shifts use (Å/px)',
    placeholder: 'as the file says',
    rule: coordinate,
    ...fromRelion,
  },
  {
    kind: 'number',
    name: 'tolerance',
    label: 'Use a tolerance distance of (Å)',
    help: 'Particles of both sets that are closer are the same; they keep the pose that they have in the species.',
    rule: { least: 0, most: 99999, required: true },
    ...compared,
  },
  { kind: 'check', name: 'keepOld', label: 'Only old', ...compared },
  { kind: 'check', name: 'keepBoth', label: 'In both', ...compared },
  { kind: 'check', name: 'keepNew', label: 'Only new', ...compared },
];

const selection: readonly FormField[] = [
  {
    kind: 'number',
    name: 'duplicates',
    label: 'Leave out duplicates closer than (Å)',
    placeholder: 'keep all',
    rule: { least: 0.001, most: 99999 },
  },
  {
    kind: 'text',
    name: 'column',
    label: 'Column of the particle table',
    placeholder: 'any',
    help: 'Keeps particles with a number in this column, between the two below.',
  },
  {
    kind: 'number',
    name: 'min',
    label: 'Least value',
    placeholder: 'any',
    rule: { least: -1e12, most: 1e12 },
  },
  {
    kind: 'number',
    name: 'max',
    label: 'Largest value',
    placeholder: 'any',
    rule: { least: -1e12, most: 1e12 },
  },
];

export const particleSets: SpeciesOperation = {
  title: 'Particle Sets',
  intro:
    'Keeps some of the particles of a species, and adds those of another set. The particles as they are now are kept as a version.',
  submitLabel: 'Modify',
  command: 'particles',
  sections: (_, sources) => [
    { title: 'Intersect with another set', fields: comparison },
    { title: 'Use these sources for name matching', fields: sourceFields(sources, compared) },
    { title: 'By distance and column', fields: selection },
  ],
  initial: (_, sources) => ({
    ...{ set: 'relion', particles: '', coordinatePixel: '', shiftPixel: '', tolerance: '10' },
    ...{ keepOld: false, keepBoth: false, keepNew: false },
    ...sourcesUsed(sources),
    ...{ duplicates: '', column: '', min: '', max: '' },
  }),
  arguments: (values) => [...setArguments(values, keptParts(values)), ...selectionArguments(values)],
  problems: (values) => ({
    ...(comparing(values)
      ? {
          particles: pathProblem(text(values, 'particles'), 'A particle table'),
          keepOld: keptParts(values).length === 0 ? 'Choose what to keep.' : null,
          ...noSourceProblem(values),
        }
      : { set: selectionArguments(values).length === 0 ? 'Nothing says which particles to keep.' : null }),
    ...limitProblems(values),
  }),
  preview: (values) => {
    if (comparing(values) ? text(values, 'particles') === '' : selectionArguments(values).length === 0)
      return null;
    const kept = keptParts(values);
    return {
      // Counts of all parts are shown before any is chosen.
      arguments: [
        ...setArguments(values, kept.length === 0 ? Object.values(parts) : kept),
        ...selectionArguments(values),
        '--dry_run',
      ],
      findings: (result) => findingsOf(result as SelectedParticles, values),
      field: comparing(values) ? 'particles' : text(values, 'column') === '' ? 'duplicates' : 'column',
    };
  },
  done: (name) => `Changed the particles of ${name}.`,
};

function comparing(values: FormValues): boolean {
  return text(values, 'set') !== 'none';
}

function keptParts(values: FormValues): string[] {
  return Object.entries(parts).flatMap(([field, part]) => (flag(values, field) ? [part] : []));
}

function setArguments(values: FormValues, kept: readonly string[]): string[] {
  if (!comparing(values)) return [];
  const isRelion = text(values, 'set') === 'relion';
  return [
    ...option(isRelion ? '--particles_relion' : '--particles_m', text(values, 'particles')),
    ...(isRelion ? option('--angpix_coords', text(values, 'coordinatePixel')) : []),
    ...(isRelion ? option('--angpix_shifts', text(values, 'shiftPixel')) : []),
    ...option('--tolerance', text(values, 'tolerance')),
    ...option('--keep', kept.join(',')),
    ...usedSources(values),
  ];
}

function selectionArguments(values: FormValues): string[] {
  return [
    ...option('--duplicates', text(values, 'duplicates')),
    ...option('--column', text(values, 'column')),
    ...option('--min', text(values, 'min')),
    ...option('--max', text(values, 'max')),
  ];
}

function limitProblems(values: FormValues): Record<string, string | null> {
  const [min, max] = [text(values, 'min'), text(values, 'max')];
  const without = text(values, 'column') === '' && (min !== '' || max !== '');
  const crossed = min !== '' && max !== '' && Number(min) > Number(max);
  return {
    column: without ? 'The limits below need a column.' : null,
    max: crossed ? 'Not below the least value.' : null,
  };
}

function findingsOf({ compared: sets, before, after }: SelectedParticles, values: FormValues): FormFindings {
  const chosen = !comparing(values) || keptParts(values).length > 0;
  const result = chosen ? `${particles(after)} after ${before.toLocaleString('en')}.` : null;
  if (sets === null) return { errors: {}, notes: problems({ duplicates: result }) };
  return {
    errors: {},
    notes: problems({
      tolerance: histogramText(sets),
      keepOld: particles(sets.old),
      keepBoth: particles(sets.both),
      keepNew: [particles(sets.new), result].filter((one) => one !== null).join('. '),
    }),
  };
}

function particles(count: number): string {
  return `${count.toLocaleString('en')} particle${count === 1 ? '' : 's'}`;
}

/** `Distances of pairs: █▂▁▁▁ from 0 to 31.2 Å`, twenty bars of the hundred bins. */
function histogramText({ histogram, largest }: SetComparison): string | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'No series has particles of both sets.';
  const step = Math.ceil(histogram.length / 20);
  const bars = Array.from({ length: Math.ceil(histogram.length / step) }, (_, i) =>
    histogram.slice(i * step, (i + 1) * step).reduce((sum, count) => sum + count, 0),
  );
  return `Distances of ${total} closest pairs: ${sparkline([0, ...bars]).slice(1)} from 0 to ${largest.toFixed(1)} Å`;
}
