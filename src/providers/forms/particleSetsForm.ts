/** Particle Sets: M's comparison with another set, counted before it is applied, and particles by distance, column or score. */
import type { FormField, FormFindings, FormValues } from '../../../shared/protocol/form';
import { scoreText, type ScoreSummary } from '../../jobs/report/scoreText';
import { particleFormats } from '../../model/particleFormats';
import { histogramBars } from '../../jobs/report/sparkline';
import { flag, option, pathProblem, problems, text } from './fieldChecks';
import { tableArguments, unitFields } from './particleFields';
import { noSourceProblem, sourceFields, sourcesUsed, usedSources } from './sourceBoxes';
import type { SpeciesOperation } from './speciesOperations';

/** What `murmur particles` says. */
interface SelectedParticles {
  readonly before: number;
  readonly after: number;
  /** Into the other half-set. */
  readonly moved: number;
  readonly compared: SetComparison | null;
  readonly scores: ScoreSummary | null;
}

interface SetComparison {
  readonly old: number;
  readonly both: number;
  readonly new: number;
  /** Of pairs, by their distance from 0 to `largest` Å. */
  readonly histogram: readonly number[];
  readonly largest: number;
}

const compared = { shownWhen: { field: 'set', is: particleFormats.map(({ key }) => key) } };
const parts = { keepOld: 'old', keepBoth: 'both', keepNew: 'new' } as const;

const comparison: readonly FormField[] = [
  {
    kind: 'choice',
    name: 'set',
    label: 'Another set of particles',
    options: [
      ...particleFormats.map(({ key, another }) => ({ value: key, label: `From ${another}` })),
      { value: 'none', label: 'None' },
    ],
  },
  { kind: 'file', name: 'particles', label: 'Particle STAR file', ...compared },
  ...unitFields('set'),
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

const limit = { least: -1e12, most: 1e12 };

const selection: readonly FormField[] = [
  {
    kind: 'number',
    name: 'duplicates',
    label: 'Leave out duplicates closer than (Å)',
    placeholder: 'keep all',
    help: 'The one with the better score stays, or without scores the first.',
    rule: { least: 0.001, most: 99999 },
  },
  {
    kind: 'number',
    name: 'oneHalf',
    label: 'Put into one half-set those closer than (Å)',
    placeholder: 'leave half-sets as they are',
    help: 'Filaments and copies of one particle, too: the half-set of the first of them. New half-maps are to be made then, by a refinement with no sub-iterations.',
    rule: { least: 0.001, most: 99999 },
  },
  {
    kind: 'text',
    name: 'column',
    label: 'Column of the particle table',
    placeholder: 'any',
    help: 'Keeps particles with a number in this column, between the two below.',
  },
  { kind: 'number', name: 'min', label: 'Least value', placeholder: 'any', rule: limit },
  { kind: 'number', name: 'max', label: 'Largest value', placeholder: 'any', rule: limit },
];

const scoring: readonly FormField[] = [
  {
    kind: 'text',
    name: 'score',
    label: 'Score',
    placeholder: 'existing column',
    help: 'Column that says how good a particle is: murmurScore after a refinement, rlnMaxValueProbDistribution, ...',
  },
  { kind: 'number', name: 'minScore', label: 'Least score', placeholder: 'any', rule: limit },
  { kind: 'number', name: 'maxScore', label: 'Largest score', placeholder: 'any', rule: limit },
  {
    kind: 'number',
    name: 'best',
    label: 'Keep the best (particles)',
    placeholder: 'all',
    rule: { least: 1, most: 1e9, whole: true },
  },
  {
    kind: 'number',
    name: 'bestPercent',
    label: 'Keep the best (%)',
    placeholder: 'all',
    rule: { least: 0.001, most: 100 },
  },
  {
    kind: 'check',
    name: 'lowerIsBetter',
    label: 'Lower is better',
    help: 'Of a score that Murmuration does not know.',
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
    { title: 'By score', fields: scoring },
  ],
  initial: (_, sources) => ({
    ...{
      set: particleFormats[0].key,
      particles: '',
      coordinatePixel: '',
      shiftPixel: '',
      anySizes: false,
      tolerance: '10',
    },
    ...{ keepOld: false, keepBoth: false, keepNew: false },
    ...sourcesUsed(sources),
    ...{ duplicates: '', oneHalf: '', column: '', min: '', max: '' },
    ...{ score: '', minScore: '', maxScore: '', best: '', bestPercent: '', lowerIsBetter: false },
  }),
  arguments: (values) => [...setArguments(values, keptParts(values)), ...selectionArguments(values)],
  problems: (values) => ({
    ...(comparing(values)
      ? {
          particles: pathProblem(text(values, 'particles'), 'A particle table'),
          keepOld: keptParts(values).length === 0 ? 'Choose what to keep.' : null,
          ...noSourceProblem(values),
        }
      : { set: selects(values) ? null : 'Nothing says which particles to keep.' }),
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
      field: comparing(values) ? 'particles' : selectingField(values),
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
  return [
    ...tableArguments(values, 'set'),
    ...option('--tolerance', text(values, 'tolerance')),
    ...option('--keep', kept.join(',')),
    ...usedSources(values),
  ];
}

function selectionArguments(values: FormValues): string[] {
  return [
    ...option('--duplicates', text(values, 'duplicates')),
    ...option('--one_half', text(values, 'oneHalf')),
    ...option('--column', text(values, 'column')),
    ...option('--min', text(values, 'min')),
    ...option('--max', text(values, 'max')),
    ...option('--score', text(values, 'score')),
    ...option('--min_score', text(values, 'minScore')),
    ...option('--max_score', text(values, 'maxScore')),
    ...option('--best', text(values, 'best')),
    ...option('--best_percent', text(values, 'bestPercent')),
    ...(flag(values, 'lowerIsBetter') ? ['--lower_is_better'] : []),
  ];
}

/** A score alone is only looked at. */
function selects(values: FormValues): boolean {
  return [
    'duplicates',
    'oneHalf',
    'column',
    'min',
    'max',
    'minScore',
    'maxScore',
    'best',
    'bestPercent',
  ].some((field) => text(values, field) !== '');
}

function scores(values: FormValues): boolean {
  return ['score', 'minScore', 'maxScore', 'best', 'bestPercent'].some((field) => text(values, field) !== '');
}

function selectingField(values: FormValues): string {
  if (scores(values)) return 'score';
  return text(values, 'column') === '' ? 'duplicates' : 'column';
}

function limitProblems(values: FormValues): Record<string, string | null> {
  const typed = (field: string): boolean => text(values, field) !== '';
  const crossed = (min: string, max: string): boolean =>
    typed(min) && typed(max) && Number(text(values, min)) > Number(text(values, max));
  return {
    column: !typed('column') && (typed('min') || typed('max')) ? 'The limits below need a column.' : null,
    max: crossed('min', 'max') ? 'Not below the least value.' : null,
    maxScore: crossed('minScore', 'maxScore') ? 'Not below the least score.' : null,
    bestPercent:
      typed('best') && typed('bestPercent') ? 'Give a number of particles or a part of them.' : null,
    lowerIsBetter: flag(values, 'lowerIsBetter') && !typed('score') ? 'Name the score.' : null,
  };
}

function findingsOf(found: SelectedParticles, values: FormValues): FormFindings {
  const { compared: sets, before, after, moved } = found;
  const chosen = comparing(values) ? keptParts(values).length > 0 : selects(values);
  const result = chosen ? `${particles(after)} after ${before.toLocaleString('en')}.` : null;
  const score = found.scores === null ? null : scoreText(found.scores, particles).join(', ');
  const oneHalf = moved > 0 ? `${particles(moved)} into the other half-set.` : null;
  if (sets === null)
    return {
      errors: {},
      notes: problems({
        oneHalf,
        ...(score === null ? { duplicates: result } : { score: sentences([score, result]) }),
      }),
    };
  return {
    errors: {},
    notes: problems({
      oneHalf,
      tolerance: histogramText(sets),
      keepOld: particles(sets.old),
      keepBoth: particles(sets.both),
      keepNew: sentences([particles(sets.new), result]),
      score,
    }),
  };
}

function sentences(parts: readonly (string | null)[]): string {
  return parts.filter((one) => one !== null).join('. ');
}

function particles(count: number): string {
  return `${count.toLocaleString('en')} particle${count === 1 ? '' : 's'}`;
}

/** `Distances of pairs: █▂▁▁▁ from 0 to 31.2 Å`, twenty bars of the hundred bins. */
function histogramText({ histogram, largest }: SetComparison): string | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'No series has particles of both sets.';
  return `Distances of ${total} closest pairs: ${histogramBars(histogram)} from 0 to ${largest.toFixed(1)} Å`;
}
