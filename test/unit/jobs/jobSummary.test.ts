/** Progress is told in the words that people see. */
import assert from 'node:assert/strict';
import type { RefinementEvent } from '../../../shared/records/events';
import {
  durationText,
  emptySummary,
  progressText,
  resolutionsText,
  withEvent,
} from '../../../src/jobs/runs/jobSummary';

type Progress = Extract<RefinementEvent, { event: 'progress' }>;

describe('a job in words', () => {
  const progress: Progress = {
    event: 'progress',
    phase: 'refine',
    message: 'TS_3: poses',
    fraction: 0.3,
    round: 2,
    rounds: 5,
    seriesIndex: 3,
    seriesCount: 10,
    secondsLeft: 244,
  };
  const told = (event: Partial<Progress>) => progressText(withEvent(emptySummary, { ...progress, ...event }));

  it('counts rounds, series and time', () => {
    assert.equal(told({}), 'round 2/5 · 3/10 series · 4 min left');
    assert.equal(told({ phase: 'reconstruct', secondsLeft: null }), 'round 2/5 · 3/10 series');
    assert.equal(told({ phase: 'prepare', round: 0 }), 'preparing · 3/10 series · 4 min left');
    assert.equal(progressText(emptySummary), 'starting');
  });

  it('keeps rounds and the end, and starts anew when the engine does', () => {
    const species = [{ guid: 'g', name: 'ribosome', resolution: 12.34 }];
    const events: RefinementEvent[] = [
      { event: 'round', round: 1, species },
      { event: 'done', species, seconds: 3 },
    ];
    const summary = events.reduce(withEvent, emptySummary);
    assert.equal(summary.rounds.length, 1);
    assert.equal(summary.done?.seconds, 3);
    const start: RefinementEvent = {
      event: 'start',
      population: 'a',
      species,
      sources: [],
      rounds: 1,
      adapter: '',
      processId: 1,
    };
    assert.deepEqual(withEvent(summary, start).rounds, []);
  });

  it('says durations and resolutions as people do', () => {
    assert.deepEqual([0.2, 59, 61, 3599, 3600, 7800].map(durationText), [
      '1 s',
      '59 s',
      '1 min',
      '1 h',
      '1 h',
      '2 h 10 min',
    ]);
    assert.equal(
      resolutionsText([
        { guid: '1', name: 'a', resolution: 12.34 },
        { guid: '2', name: 'b', resolution: null },
      ]),
      'a 12.3 Å, b resolution unknown',
    );
  });
});
