/** murmur particles; Particle Sets: comparison with another set, counted before it is applied, and particles by distance, column or score. */
import type { FormValues } from '../../shared/protocol/form';
import { Problem } from '../../shared/problem';
import type { ParticleSelection } from '../jobs/particles/particleSets';
import { scoreText } from '../jobs/report/scoreText';
import { optionNames, particleFormats, tablesGiven } from '../model/particleFormats';
import { refinementScore } from '../model/particleScores';
import { command, type FormProblems } from './command';
import type { ValuesOf } from './field';
import { flag, pathProblem, text } from './formValues';
import { onProject } from './palette';
import { selectionNotes, type SelectionCounts } from './particleCounts';
import { keysOf, tableFields, tableOf, unitsOf } from './particleTable';
import { noSourceProblem } from './sourceBoxes';

const compared = { shownWhen: { field: 'set', is: keysOf() } } as const;
const closer = { kind: 'number', range: [0.001, 99999] } as const;
const limit = { kind: 'number', range: [-1e12, 1e12], placeholder: 'any' } as const;

const fields = {
  set: {
    kind: 'choice',
    label: 'Another set of particles',
    choices: [
      ...particleFormats.map(({ key, another }) => ({ value: key, label: `From ${another}` })),
      { value: 'none', label: 'None' },
    ],
    start: particleFormats[0].key,
  },
  particles: { kind: 'file', files: 'particles', label: 'Particle STAR file', ...compared },
  ...tableFields(particleFormats, (from) => `another set, from ${from}`),
  ...unitsOf('set'),
  sources: {
    kind: 'sources',
    option: '--sources <names...>',
    help: 'match the other set to these data sources only (default: all)',
    label: 'Data sources',
    ...compared,
  },
  keep: {
    kind: 'parts',
    option: '--keep <parts>',
    help: 'of old (only in the species), both, new: several with commas',
    label: 'Keep',
    parts: {
      keepOld: { value: 'old', label: 'Only old' },
      keepBoth: { value: 'both', label: 'In both' },
      keepNew: { value: 'new', label: 'Only new' },
    },
    ...compared,
  },
  tolerance: {
    kind: 'number',
    option: '--tolerance <angstrom>',
    help: 'particles of both sets that are closer are the same, Å',
    range: [0, 99999],
    default: 10,
    label: 'Use a tolerance distance of (Å)',
    hint: 'Particles of both sets that are closer are the same; they keep the pose that they have in the species.',
    ...compared,
  },
  duplicates: {
    ...closer,
    option: '--duplicates <angstrom>',
    help: 'of particles that are closer the one with the better score stays, or else the first, Å',
    label: 'Remove duplicates within (Å)',
    placeholder: 'keep all',
    hint: 'The one with the better score stays, or without scores the first.',
  },
  oneHalf: {
    ...closer,
    option: '--one_half <angstrom>',
    help: 'particles that are closer, filaments and copies go into the half-set of the first of them, Å',
    label: 'Put into one half-set those closer than (Å)',
    placeholder: 'leave half-sets as they are',
    hint: 'Filaments and copies of one particle, too: the half-set of the first of them. New half-maps are to be made then, by a refinement with no sub-iterations.',
  },
  column: {
    kind: 'text',
    option: '--column <label>',
    help: 'column of the particle table to select by',
    label: 'Column of the particle table',
    placeholder: 'any',
    hint: 'Keeps particles with a number in this column, between the two below.',
  },
  min: {
    ...limit,
    option: '--min <number>',
    help: 'minimum of that column (default: any)',
    label: 'Minimum',
  },
  max: {
    ...limit,
    option: '--max <number>',
    help: 'maximum of that column (default: any)',
    label: 'Maximum',
  },
  score: {
    kind: 'text',
    option: '--score <label>',
    help: `column that says how good a particle is (default: ${refinementScore} of a refinement, or the score of RELION or Warp that there is)`,
    label: 'Score',
    placeholder: 'existing column',
    hint: 'Column that says how good a particle is: murmurScore after a refinement, rlnMaxValueProbDistribution, ...',
  },
  minScore: {
    ...limit,
    option: '--min_score <number>',
    help: 'minimum score (default: any)',
    label: 'Minimum score',
  },
  maxScore: {
    ...limit,
    option: '--max_score <number>',
    help: 'maximum score (default: any)',
    label: 'Maximum score',
  },
  best: {
    kind: 'number',
    whole: true,
    option: '--best <count>',
    help: 'keep this many with the best scores',
    range: [1, 1e9],
    label: 'Keep the best (particles)',
    placeholder: 'all',
  },
  bestPercent: {
    kind: 'number',
    option: '--best_percent <percent>',
    help: 'keep this part with the best scores',
    range: [0.001, 100],
    label: 'Keep the best (%)',
    placeholder: 'all',
  },
  lowerIsBetter: {
    kind: 'switch',
    option: '--lower_is_better',
    help: 'the lowest scores are the best (default: as the column is known)',
    label: 'Lower is better',
    hint: 'Of a score that Murmuration does not know.',
  },
  output: {
    kind: 'file',
    pick: 'save',
    option: '-o, --output <file>',
    help: 'STAR file for them (default: a new version of the species)',
  },
  dryRun: { kind: 'switch', option: '--dry_run', help: 'count them and write nothing' },
} as const;

export const particles = command({
  name: 'particles',
  description:
    'Keep some of the particles of a species: compared with another set, not twice, by a column, or by their score.',
  target: 'species',
  fields,
  async run({ population, species, output, dryRun, ...options }) {
    if (dryRun && output !== undefined)
      throw new Problem('--dry_run writes nothing, --output names a file', {
        remedy: 'leave out one of them',
      });
    const selection = toSelection(options);
    const { selectParticles } = await import('../jobs/particles/particleSets');
    return selectParticles({ population, species }, selection, dryRun ? { nowhere: true } : { output });
  },
  done: ({ compared: sets, moved, before, after, duplicates, duplicatesBy, scores, version, output }) => [
    ...(sets === null ? [] : [`${sets.old} only old, ${sets.both} in both, ${sets.new} only new`]),
    ...(scores === null ? [] : scoreText(scores, (count) => `${count} particles`)),
    ...(duplicates > 0
      ? [
          `${duplicates} duplicates left out, ${duplicatesBy === null ? 'the first' : `the best ${duplicatesBy}`} of each kept`,
        ]
      : []),
    ...(moved > 0
      ? [`${moved} particles are in the other half-set now: make new half-maps with refine --iter 0`]
      : []),
    `${after} particles, ${before} before, ${output ?? (version === null ? 'nothing written' : `version ${version}`)}`,
  ],
  form: {
    title: 'Particle Sets',
    intro:
      'Keeps some of the particles of a species, and adds those of another set. The particles as they are now are kept as a version.',
    submitLabel: 'Apply',
    sections: [
      {
        title: 'Intersect with another set',
        fields: [
          'set',
          'particles',
          'coordinatePixel',
          'shiftPixel',
          'anySizes',
          'nameMap',
          'tolerance',
          'keep',
        ],
      },
      { title: 'Use these sources for name matching', fields: ['sources'] },
      { title: 'By distance and column', fields: ['duplicates', 'oneHalf', 'column', 'min', 'max'] },
      {
        title: 'By score',
        fields: ['score', 'minScore', 'maxScore', 'best', 'bestPercent', 'lowerIsBetter'],
      },
    ],
    given: (values) => (comparing(values) ? tableOf(values, 'set') : {}),
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
      const asks = comparing(values) ? text(values, 'particles') !== '' : selects(values) || scores(values);
      if (!asks) return null;
      return {
        // Counts of all parts are shown before any is chosen.
        given: comparing(values) && keptParts(values).length === 0 ? { keep: 'old,both,new' } : {},
        options: ['--dry_run'],
        findings: (result) =>
          selectionNotes(
            result as SelectionCounts,
            comparing(values) ? keptParts(values).length > 0 : selects(values),
          ),
        field: comparing(values) ? 'particles' : selectingField(values),
      };
    },
    done: (_, _values, name) => `Changed the particles of ${name}.`,
  },
  palette: {
    id: 'particleSets',
    title: 'Particle Sets...',
    menus: [...onProject('species', '5_change@6'), ...onProject('particles', '5_change@1')],
  },
});

function toSelection(options: Omit<ValuesOf<typeof fields>, 'output' | 'dryRun'>): ParticleSelection {
  const { keep, sources, column, min, max } = options;
  const [table, ...others] = tablesGiven({ ...options });
  if (others.length > 0)
    throw new Problem(`${optionNames().join(' and ')} exclude each other`, { remedy: 'give one of them' });
  if ((table === undefined) !== (keep === undefined))
    throw new Problem('--keep and another set of particles belong together', { remedy: 'give both or none' });
  if (table === undefined && sources !== undefined)
    throw new Problem('--sources belong to another set of particles, which was not given', {
      remedy: `give ${optionNames().join(' or ')}, or leave them out`,
    });
  if (column === undefined && (min !== undefined || max !== undefined))
    throw new Problem('--min and --max belong to --column, which was not given', {
      remedy: 'name the column',
    });
  const { score: label, minScore: from, maxScore: to, best, bestPercent, lowerIsBetter } = options;
  if (lowerIsBetter && label === undefined)
    throw new Problem('--lower_is_better belongs to --score, which was not given', {
      remedy: 'name the column',
    });
  const byScore = [label, from, to, best, bestPercent].some((given) => given !== undefined);
  return {
    ...(table !== undefined && {
      compare: {
        ...table,
        tolerance: options.tolerance,
        coordinatePixelSize: options.coordinatePixel,
        shiftPixelSize: options.shiftPixel,
        anySizes: options.anySizes,
        nameMap: options.nameMap,
        sources,
        keep: keep ?? [],
      },
    }),
    duplicates: options.duplicates,
    oneHalf: options.oneHalf,
    ...(byScore && { score: { label, lowerIsBetter, from, to, best, bestPercent } }),
    ...(column !== undefined && { column: { label: column, from: min ?? -Infinity, to: max ?? Infinity } }),
  };
}

function comparing(values: FormValues): boolean {
  return text(values, 'set') !== 'none';
}

function keptParts(values: FormValues): readonly string[] {
  return Object.keys(fields.keep.parts).filter((part) => flag(values, part));
}

/** A score alone is only looked at. */
function selects(values: FormValues): boolean {
  const limits = ['duplicates', 'oneHalf', 'column', 'min', 'max', 'minScore', 'maxScore'];
  return [...limits, 'best', 'bestPercent'].some((field) => text(values, field) !== '');
}

function scores(values: FormValues): boolean {
  return ['score', 'minScore', 'maxScore', 'best', 'bestPercent'].some((field) => text(values, field) !== '');
}

function selectingField(values: FormValues): string {
  if (scores(values)) return 'score';
  return text(values, 'column') === '' ? 'duplicates' : 'column';
}

function limitProblems(values: FormValues): FormProblems {
  const typed = (field: string): boolean => text(values, field) !== '';
  const crossed = (min: string, max: string): boolean =>
    typed(min) && typed(max) && Number(text(values, min)) > Number(text(values, max));
  return {
    column: !typed('column') && (typed('min') || typed('max')) ? 'The limits below need a column.' : null,
    max: crossed('min', 'max') ? 'Not below the minimum.' : null,
    maxScore: crossed('minScore', 'maxScore') ? 'Not below the minimum score.' : null,
    bestPercent:
      typed('best') && typed('bestPercent') ? 'Give a number of particles or a part of them.' : null,
    lowerIsBetter: flag(values, 'lowerIsBetter') && !typed('score') ? 'Name the score.' : null,
  };
}
