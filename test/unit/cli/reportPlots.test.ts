/** A plot of the report is one file: put into its list, the page and the HTML of the command line show it. */
import assert from 'node:assert/strict';
import { chartCsv } from '../../../shared/plots/csv';
import type { ProjectReport, RunReport } from '../../../shared/records/report';
import { figureOf, paperFigures } from '../../../shared/report/plots/plot';
import { reportPlots } from '../../../shared/report/reportPlots';
import { reportHtml } from '../../../src/jobs/report/reportHtml';
import { withDummyPlot } from '../../support/dummyPlot';
import { residuals, row, run, species } from '../../support/report';

const project: ProjectReport = { population: 'p', species: [species], sources: [] };
const titles = (html: string): readonly string[] =>
  Array.from(html.matchAll(/aria-label="([^"]*)"/g), ([, title]) => title);
const htmlOf = (of: RunReport, plots = reportPlots): readonly string[] =>
  titles(reportHtml({ population: '/p.population', job: null, project, run: of }, plots));

describe('The plots of the report', () => {
  it('are on paper what a page shows at first, and all that stands below each other', () => {
    const stages = [{ before: 1, after: 2 }];
    const done: RunReport = {
      ...run([row('TS_1', 1, { stages, movedCounts: [1, 2] })]),
      residuals: [{ round: 1, source: 'tilts', species: '70S', series: 1, residuals }],
    };
    assert.deepEqual(htmlOf(done), [
      'FSC of ball',
      'Resolution over versions',
      'Resolution over rounds',
      'Gain of each sub-iteration',
      'Series: gain',
      'Series: rms movement',
      'Series: rms rotation',
      'Particle shifts',
      'Phase residuals of 70S in tilts',
    ]);
  });

  it('leave out what a run did not count, in the page and on paper', () => {
    const [, stages, , movement] = reportPlots.run;
    const old = run([row('TS_1', 1)]);
    assert.deepEqual([figureOf(stages, old), figureOf(movement, old)], [null, null]);
    assert.ok(!htmlOf(old).includes('Particle shifts'));
  });
});

describe('A plot that is put into a list', () => {
  const done = run([row('TS_1', 1), row('TS_2', 1, { particles: 30 })]);
  const crowds = withDummyPlot.run[withDummyPlot.run.length - 1];

  it('is a figure of the page, as it was chosen, with its numbers to save', () => {
    const title = (chosen?: string): string => {
      const figure = figureOf(crowds, done, chosen);
      return figure?.kind === 'curves' ? figure.chart.title : '';
    };
    assert.deepEqual(
      [title(), title('share'), title('gone')],
      ['Crowds by count', 'Crowds by share', 'Crowds by count'],
    );
    const [figure] = paperFigures([crowds], done);
    assert.ok(figure.kind === 'curves');
    assert.equal(chartCsv(figure.chart), 'Series,count\n1,10\n2,30\n');
    assert.equal(figureOf(crowds, run([])), null);
  });

  it('is in the HTML of the command line, with everything that could be chosen', () => {
    const added = htmlOf(done, withDummyPlot).filter((title) => !htmlOf(done).includes(title));
    assert.deepEqual(added, ['Crowds by count', 'Crowds by share']);
  });
});
