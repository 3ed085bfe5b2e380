/** What a refinement tells while it runs: each step it comes to, at once, and within one not too often. */
import assert from 'node:assert/strict';
import type { RefinementEvent } from '../../../shared/records/events';
import { progressOf } from '../../../src/jobs/refinement/progress';

describe('the progress of a refinement', () => {
  function told(
    tell: (progress: ReturnType<typeof progressOf>, wait: (ms: number) => void) => void,
  ): string[] {
    const events: RefinementEvent[] = [];
    let now = 1000;
    const progress = progressOf(
      (event) => events.push(event),
      2,
      () => now,
    );
    tell(progress, (ms) => (now += ms));
    return events.map((event) =>
      event.event === 'progress' ? `${event.round} ${event.phase} ${event.seriesIndex ?? '-'}` : event.event,
    );
  }

  it('tells of every phase, series and round, however fast they follow', () => {
    const steps = told((progress) => {
      for (const number of [1, 2]) {
        const round = progress.round(number);
        round.report('prepare', 0, 'making references');
        for (const index of [0, 1]) {
          round.series('refine', { name: 'TS', index, count: 2 }, 0);
          round.series('reconstruct', { name: 'TS', index, count: 2 }, 0.9);
        }
        round.report('finish', 0.95, 'new maps');
      }
    });
    const ofRound = ['prepare -', 'refine 1', 'reconstruct 1', 'refine 2', 'reconstruct 2', 'finish -'];
    assert.deepEqual(
      steps,
      [1, 2].flatMap((round) => ofRound.map((step) => `${round} ${step}`)),
    );
  });

  it('tells of one at most five times a second', () => {
    const steps = told((progress, wait) => {
      const round = progress.round(1);
      for (let i = 0; i <= 10; i++) {
        round.series('refine', { name: 'TS', index: 0, count: 2 }, i / 10);
        wait(100);
      }
    });
    assert.equal(steps.length, 6);
  });
});
