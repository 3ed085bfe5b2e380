/** Checks an Add Data Source form: the series of a settings file, or a source that is there. */
import type { FormFindings, FormValues } from '../../../shared/protocol/form';
import { createSource } from '../../commands/createSource';
import { flag, numberProblem, pathProblem, problems, text } from '../../commands/formValues';
import { sectionsOf } from './commandForm';
import { checkFields } from './fieldChecks';

/** What `murmur list_series` says. */
export interface SeriesSummary {
  readonly counts: Readonly<Record<'processed' | 'filtered out' | 'deselected' | 'unprocessed', number>>;
  readonly mostTilts: number;
}

/** A `.source` file that is to be taken in as it is. */
export interface ExistingSource {
  readonly path: string;
  readonly guid: string;
  readonly name: string;
  readonly series: number;
  readonly pixelSize: number;
}

const sections = sectionsOf(createSource);

/**
 * For a source that is there.
 * @param present those of the population
 * @param found what is in the file; a sentence where it cannot be used
 */
export function checkExistingSource(
  values: FormValues,
  present: readonly Pick<ExistingSource, 'path' | 'guid'>[],
  found: ExistingSource | string | null,
): FormFindings {
  const known = typeof found === 'object' ? found : null;
  const isPresent = present.some(({ guid, path }) => guid === known?.guid || path === known?.path);
  return {
    errors: {
      ...problems({
        source:
          pathProblem(text(values, 'source'), 'A data source') ??
          (typeof found === 'string' ? found : isPresent ? 'The population has it already.' : null),
      }),
      ...checkFields(sections, values),
    },
    notes:
      known === null
        ? {}
        : { source: `${known.name}: ${known.series} series, ${Number(known.pixelSize.toFixed(4))} Å/px` },
  };
}

/**
 * For the series of a settings file.
 * @param taken names of the population's other sources
 * @param summary of the settings file; a sentence where it cannot be used, null where none is chosen
 */
export function checkSource(
  values: FormValues,
  taken: readonly string[],
  summary: SeriesSummary | string | null,
): FormFindings {
  const name = text(values, 'name');
  const known = typeof summary === 'object' ? summary : null;
  const most = known === null || known.mostTilts === 0 ? 10_000 : known.mostTilts;
  return {
    errors: {
      ...checkFields(sections, values),
      ...problems({
        settings: settingsProblem(values, summary),
        name: name === '' ? 'A name is needed.' : taken.includes(name) ? 'This name is taken.' : null,
        firstTilts: numberProblem(text(values, 'firstTilts'), { least: 0, most, whole: true }),
      }),
    },
    notes: known === null ? {} : { settings: summaryText(known), ...choiceNotes(values, known) },
  };
}

function settingsProblem(values: FormValues, summary: SeriesSummary | string | null): string | null {
  if (summary === null) return 'A settings file is needed.';
  if (typeof summary === 'string') return summary;
  if (chosenCount(values, summary) > 0) return null;
  const { counts } = summary;
  const others = [
    ...(counts['filtered out'] > 0 ? [`${counts['filtered out']} are outside of filter ranges`] : []),
    ...(counts.deselected > 0 ? [`${counts.deselected} are excluded manually`] : []),
    ...(counts.unprocessed > 0 ? [`${counts.unprocessed} are not processed`] : []),
  ];
  return `There are no series to take: ${others.join(', ')}. ${
    counts['filtered out'] + counts.deselected > 0 ? 'Include some below.' : 'Process them in Warp first.'
  }`;
}

function chosenCount(values: FormValues, { counts }: SeriesSummary): number {
  return (
    counts.processed +
    (flag(values, 'includeFiltered') ? counts['filtered out'] : 0) +
    (flag(values, 'includeDeselected') ? counts.deselected : 0)
  );
}

/** `■■■■■■□□ 5 processed, 1 filtered out, 1 deselected`: M's ring as a line of text. */
function summaryText({ counts }: SeriesSummary): string {
  const total = counts.processed + counts['filtered out'] + counts.deselected;
  const length = Math.min(total, 20);
  const share = (upTo: number): number => Math.round((upTo / Math.max(1, total)) * length);
  const [first, second] = [share(counts.processed), share(counts.processed + counts['filtered out'])];
  const bar = '■'.repeat(first) + '▨'.repeat(second - first) + '□'.repeat(length - second);
  const words = Object.entries(counts)
    .filter(([status, count]) => count > 0 || status === 'processed')
    .map(([status, count]) => `${count} ${status}`);
  return [bar, words.join(', ')].filter((part) => part !== '').join('  ');
}

function choiceNotes(values: FormValues, summary: SeriesSummary): Readonly<Record<string, string>> {
  const count = chosenCount(values, summary);
  return {
    includeDeselected: `${count} series will be in the data source.`,
    ...(summary.mostTilts > 0 ? { firstTilts: `Series have up to ${summary.mostTilts} tilts.` } : {}),
  };
}
