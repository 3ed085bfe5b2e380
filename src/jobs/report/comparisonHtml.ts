/** Two versions of a species side by side as one HTML page without scripts: for a browser, and for a tab of VS Code. */
import type {
  ComparedVersion,
  CurveSummary,
  Movement,
  SourceComparison,
  VersionComparison,
} from '../../../shared/records/comparison';
import type { Chart, Curve } from '../../../shared/plots/chart';
import { chartSvg, escaped } from '../../../shared/plots/svg';
import {
  amount,
  angstrom,
  columnWords,
  degrees,
  matchingWords,
  otherWords,
  parameterSummaries,
  versionTitle,
} from '../../../shared/report/comparisonWords';
import { fscFrame, fscKinds } from '../../../shared/report/plots/fsc';

/** In the colors of VS Code where it has any. */
const style = `
body { max-width: 760px; margin: 24px auto; padding: 0 16px; font-family: var(--vscode-font-family, Helvetica, Arial, sans-serif); }
table { border-collapse: collapse; margin: 8px 0 16px; }
th, td { padding: 3px 16px 3px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--vscode-widget-border, #ccc); }
td { font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; }`;

export function comparisonHtml(comparison: VersionComparison): string {
  const { species, from, to, changed, settings, sources } = comparison;
  const title = `${species}: version ${from.number} and version ${to.number}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${resolutionTable(comparison)}
${curvesOf(comparison)}
${changed.length === 0 ? '' : `<p>Changed: ${escaped(changed.join(', '))}.</p>`}
${
  settings.length === 0
    ? ''
    : table(
        ['Setting', versionTitle(from), versionTitle(to)],
        settings.map((one) => [one.name, one.from, one.to]),
      )
}
<h2>Particles</h2>
${particlesOf(comparison)}
${sources.map(sourceSection).join('\n')}
</main>
</body>
</html>
`;
}

function resolutionTable({ from, to, fsc }: VersionComparison): string {
  const when = ({ date }: ComparedVersion): string => date.slice(0, 16).replace('T', ' ');
  const at = (curve: CurveSummary | null, key: 'below143' | 'below500'): string =>
    angstrom(curve?.[key] ?? null);
  const mean = (curve: CurveSummary | null): string => curve?.mean?.toFixed(3) ?? 'unknown';
  return table(
    ['', versionTitle(from), versionTitle(to)],
    [
      ['Name', from.version, to.version],
      ['Made (UTC)', when(from), when(to)],
      ['Resolution', angstrom(from.resolution), angstrom(to.resolution)],
      ['FSC below 0.143 at', at(fsc.from, 'below143'), at(fsc.to, 'below143')],
      ['FSC below 0.5 at', at(fsc.from, 'below500'), at(fsc.to, 'below500')],
      ...(fsc.meanTo === null
        ? []
        : [[`Mean FSC up to ${angstrom(fsc.meanTo)}`, mean(fsc.from), mean(fsc.to)]]),
    ],
  );
}

/** A color a version, a dash a kind. */
function curvesOf({ species, from, to, fsc }: VersionComparison): string {
  const sides = [
    { version: from, of: fsc.from },
    { version: to, of: fsc.to },
  ];
  const curves = sides.flatMap(({ version, of }, color): Curve[] =>
    fscKinds
      .filter(({ kind }) => of !== null && (kind === 'corrected' || kind === 'unmasked'))
      .map(({ kind, dash }) => ({
        name: `${kind} · version ${version.number}`,
        x: of?.curves.frequency ?? [],
        y: of?.curves[kind] ?? [],
        color,
        dash,
      })),
  );
  const chart: Chart = { title: `FSC of ${species}`, ...fscFrame, curves };
  return curves.length === 0 ? '<p>Neither version has an FSC.</p>' : chartSvg(chart);
}

function particlesOf({ particles }: VersionComparison): string {
  const row = (name: string, one: Movement): readonly string[] => [
    name,
    String(one.particles),
    String(one.unchanged),
    ...(one.particles === 0
      ? ['', '', '', '']
      : [angstrom(one.rms), angstrom(one.max), degrees(one.rmsAngle), degrees(one.maxAngle)]),
  ];
  const others = [
    ...(particles.otherHalf === 0 ? [] : [`in the other half-set: ${particles.otherHalf}`]),
    ...columnWords(particles),
  ];
  return [
    `<p>${particles.added} added, ${particles.removed} removed; ${escaped(matchingWords(particles))}.</p>`,
    table(
      ['', 'Particles', 'Unchanged', 'Moved (rms)', 'At most', 'Turned (rms)', 'At most'],
      [
        row('In both', particles.all),
        row('Half-set 1', particles.halves[0]),
        row('Half-set 2', particles.halves[1]),
      ],
    ),
    list(others),
  ].join('\n');
}

function sourceSection(source: SourceComparison): string {
  const { name, from, to, problem, added, removed, series } = source;
  const heading = `<h2>${escaped(`Data source ${name}`)}</h2>`;
  if (problem !== null) return `${heading}\n<p>It was not compared: ${escaped(problem)}.</p>`;
  if (from === to)
    return `${heading}\n<p>Both were made with the same version of it (${escaped(to ?? '')}).</p>`;
  const summaries = parameterSummaries(source);
  const members = [
    ...(added.length === 0 ? [] : [`series added: ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`series removed: ${removed.join(', ')}`]),
  ];
  const rows = series.flatMap((one) => [
    ...one.parameters.map((change) => [
      one.series,
      change.name,
      amount(change.rms, change.unit),
      amount(change.max, change.unit),
    ]),
    ...otherWords(one).map((words) => [one.series, words, '', '']),
  ]);
  return [
    heading,
    `<p>Version ${escaped(from ?? '')}, then ${escaped(to ?? '')}.</p>`,
    list(members),
    summaries.length === 0
      ? ''
      : table(
          ['Parameter', 'Series', 'Changed by (rms)', 'At most', 'In'],
          summaries.map((one) => [
            one.name,
            String(one.series),
            amount(one.rms, one.unit),
            amount(one.max, one.unit),
            one.most,
          ]),
        ),
    rows.length === 0
      ? ''
      : `<details><summary>Each series</summary>\n${table(['Series', 'What', 'Changed by (rms)', 'At most'], rows)}</details>`,
  ].join('\n');
}

/** The first column names the rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string, column: number): string =>
    column === 0 ? `<th scope="row">${escaped(text)}</th>` : `<td>${escaped(text)}</td>`;
  return [
    '<table>',
    `<thead><tr>${head.map((text) => (text === '' ? '<td></td>' : `<th scope="col">${escaped(text)}</th>`)).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`),
    '</tbody>',
    '</table>',
  ].join('\n');
}

function list(lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<ul>\n${lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`;
}
