/** A report as one HTML file without scripts, for those who have no VS Code at hand. */
import type { Report } from './readReport';
import { chartSvg, escaped } from '../../../shared/plots/svg';
import { aberrationSentence } from '../../../shared/report/aberrationWords';
import { notGoldStandard } from '../../../shared/report/caution';
import { usualCurves } from '../../../shared/report/plots/fsc';
import { paperFigures, residualTitle, type Figure } from '../../../shared/report/plots/plot';
import { reportPlots } from '../../../shared/report/reportPlots';
import { residualSvg } from '../../../shared/report/residualPicture';

export function reportHtml({ run, project }: Report, plots = reportPlots): string {
  const title = `Report: ${project.population}`;
  const figures = [
    ...project.species.flatMap((species) => paperFigures(plots.species, usualCurves(species))),
    ...paperFigures(plots.project, project),
    ...(run === null ? [] : paperFigures(plots.run, run)),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>body { max-width: 760px; margin: 24px auto; font-family: Helvetica, Arial, sans-serif; } svg { max-width: 100%; height: auto; }</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${run?.adapter === undefined || run.adapter === null ? '' : `<p>${escaped(run.adapter)}${run.seconds === null ? '' : `, ${Math.round(run.seconds)} s`}</p>`}
${run?.localReference === true ? `<p>${escaped(notGoldStandard)}</p>` : ''}
${figures
  .filter(({ kind }) => kind === 'curves')
  .map(picture)
  .join('\n')}
${figures
  .filter(({ kind }) => kind === 'residuals')
  .map(picture)
  .join('\n')}
</body>
</html>
`;
}

function picture(figure: Figure): string {
  if (figure.kind === 'curves') return chartSvg(figure.chart);
  return figure.entries
    .map(
      (entry) =>
        `${residualSvg(residualTitle(entry), entry.residuals)}<p>${escaped(aberrationSentence(entry.residuals))}</p>`,
    )
    .join('\n');
}
