/** A report as one HTML file without scripts, for those who have no VS Code at hand. */
import type { Report } from './readReport';
import type { ResidualRow } from '../../../shared/records/report';
import { MOVEMENT_BIN } from '../../../shared/records/events';
import type { Chart } from '../../../shared/plots/chart';
import { chartSvg, escaped } from '../../../shared/plots/svg';
import {
  fscChart,
  fscKinds,
  movementChart,
  roundsChart,
  seriesChart,
  stagesChart,
  versionsChart,
} from '../../../shared/report/charts';
import { aberrationSentence } from '../../../shared/report/aberrationWords';
import { notGoldStandard } from '../../../shared/report/caution';
import { residualSvg } from '../../../shared/report/residualPicture';

export function reportHtml({ run, project }: Report): string {
  const title = `Report: ${project.population}`;
  const charts: readonly Chart[] = [
    ...project.species.map((species) => {
      const inUse = species.versions.findIndex(({ current }) => current);
      return fscChart(
        species,
        [...new Set([0, inUse])],
        fscKinds.map(({ kind }) => kind),
      );
    }),
    versionsChart(project),
    ...(run === null
      ? []
      : [
          roundsChart(run),
          stagesChart(run),
          seriesChart(run, 'gain'),
          seriesChart(run, 'rms movement'),
          seriesChart(run, 'rms rotation'),
          movementChart(run, MOVEMENT_BIN),
        ]),
  ];
  const shown = charts.filter(({ curves }) => curves.some(({ x }) => x.length > 0));
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
${shown.map(chartSvg).join('\n')}
${(run?.residuals ?? []).map(residualFigure).join('\n')}
</body>
</html>
`;
}

function residualFigure({ species, source, residuals }: ResidualRow): string {
  const title = `Phase residuals of ${species} in ${source}`;
  return `${residualSvg(title, residuals)}<p>${escaped(aberrationSentence(residuals))}</p>`;
}
