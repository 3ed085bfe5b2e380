/** The list of a report's series: the worst first by what is chosen, narrowed by what is typed. */
import assert from 'node:assert/strict';
import type { RunReport } from '../../../shared/records/report';
import { emptyRun, withRunEvent } from '../../../src/jobs/report/runReport';
import { matching, orderMeasures, rankedSeries } from '../../../webview/report/seriesOrder';
import { syntheticEvents } from '../../support/syntheticRun';

const names = Array.from({ length: 500 }, (_, i) => `Position_${i + 1}`);
const project = { sources: [{ guid: 's', name: 'tomograms', series: [...names, 'Never'] }] };
const run: RunReport = [
  ...syntheticEvents({
    ...{ population: 'p', populationName: 'p', source: 'tomograms', series: names, residualsOf: [] },
    ...{ species: [{ guid: 'g', name: '70S', resolution: 30 }], tilts: 3, rounds: 2 },
  }),
].reduce(withRunEvent, emptyRun);
const newest = run.series.slice(500);

describe('the series of a report', () => {
  it('come with the worst of their newest round first, and those that were not refined last', () => {
    const most = rankedSeries(project, run, 'maximum movement');
    const least = rankedSeries(project, run, 'score');
    const moved = newest.toSorted((a, b) => b.furthestPosition - a.furthestPosition);
    const scores = newest.toSorted((a, b) => a.scoreAfter / a.particles - b.scoreAfter / b.particles);
    assert.deepEqual(
      most.map(({ label }) => label),
      [...moved.map(({ series }) => `tomograms / ${series}`), 'tomograms / Never'],
    );
    assert.deepEqual(
      least.slice(0, 9).map(({ value }) => value),
      scores.slice(0, 9).map(({ series }) => `tomograms\n${series}`),
    );
    assert.equal(most[0].detail, `${moved[0].furthestPosition.toFixed(1)} Å`);
    assert.equal(most.at(-1)?.detail, '');
  });

  it('are all there by every measure, in their own order by name and where nothing was refined', () => {
    const own = [...names, 'Never'].map((name) => `tomograms\n${name}`);
    for (const measure of orderMeasures) {
      assert.deepEqual(
        rankedSeries(project, run, measure)
          .map(({ value }) => value)
          .sort(),
        own.toSorted(),
      );
      assert.deepEqual(
        rankedSeries(project, null, measure).map(({ value }) => value),
        own,
      );
    }
    assert.deepEqual(
      rankedSeries(project, run, 'name').map(({ value }) => value),
      own,
    );
  });

  it('are narrowed by words in any order and case', () => {
    const entries = rankedSeries(project, run, 'name');
    const labels = (typed: string): readonly string[] => matching(entries, typed).map(({ label }) => label);
    assert.deepEqual(labels(' 499 TOMO '), ['tomograms / Position_499']);
    assert.equal(labels('').length, 501);
    assert.deepEqual(labels('nothing'), []);
  });
});
