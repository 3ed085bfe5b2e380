/** The curves of a report: each shows the numbers that it was made of, under names that tell them apart. */
import assert from 'node:assert/strict';
import { aberrationSentence } from '../../../shared/report/aberrationWords';
import {
  phaseAt,
  residualCsv,
  residualRings,
  residualSvg,
  ringsOf,
  spanFor,
} from '../../../shared/report/residualPicture';
import { eachSeries } from '../../../shared/report/plots/eachSeries';
import { fsc as fscPlot, versionName } from '../../../shared/report/plots/fsc';
import { movement } from '../../../shared/report/plots/movement';
import { rounds } from '../../../shared/report/plots/rounds';
import { stages as stagesPlot } from '../../../shared/report/plots/stages';
import { residuals, row, run, species } from '../../support/report';

describe('The curves of a report', () => {
  it('overlay the chosen kinds of the chosen versions: a color a version, a dash a kind', () => {
    const { curves, guides } = fscPlot.chart(
      { species, versions: [0, 1, 2], kinds: ['corrected', 'unmasked'] },
      '',
    );
    assert.deepEqual(
      curves.map(({ name, color, dash, y }) => [name, color, dash, Array.from(y)[1]]),
      [
        ['corrected · version 1', 2, 'solid', 0.8],
        ['unmasked · version 1', 2, 'dotted', 0.7],
        ['corrected · version 3', 0, 'solid', 0.8],
        ['unmasked · version 3', 0, 'dotted', 0.7],
      ],
    );
    assert.deepEqual(
      guides?.map(({ y }) => y),
      [0.143, 0.5],
    );
    assert.deepEqual(
      [0, 2].map((i) => versionName(species, i)),
      ['1 · 30.0 Å', '3 · in use'],
    );
  });

  it('follow the resolution from the start over the rounds, with a gap where it is unknown', () => {
    const [curve] = rounds.chart(run([]), '').curves;
    assert.deepEqual(
      [curve.x, curve.y],
      [
        [0, 1],
        [Number.NaN, 20],
      ],
    );
  });

  it('put the gains of sub-iterations behind each other, round after round', () => {
    const stages = (...gains: number[]) => ({
      stages: gains.map((gain) => ({ before: 50, after: 50 + gain })),
    });
    const { curves } = stagesPlot.chart(
      run([row('TS_1', 1, stages(9, 4)), row('TS_2', 1, stages(8, 3)), row('TS_1', 2, stages(2, 1))]),
      '',
    );
    assert.deepEqual(
      curves.map(({ name, x, y }) => [name, x, y]),
      [
        ['a / TS_1', [1, 2, 3, 4], [9, 4, 2, 1]],
        ['a / TS_2', [1, 2], [8, 3]],
      ],
    );
    const many = stagesPlot.chart(
      run(Array.from({ length: 101 }, (_, i) => row(`TS_${i}`, 1, stages(i)))),
      '',
    );
    assert.deepEqual(
      many.curves.map(({ name, y }) => [name, y[0]]),
      [
        ['median of 101 series', 50],
        ['lowest of 101 series', 0],
        ['highest of 101 series', 100],
      ],
    );
  });

  it('have each series at its place, whatever round it is missing from', () => {
    const report = run([
      row('TS_1', 1),
      row('TS_2', 1),
      row('TS_2', 2, { scoreAfter: 110, movedPosition: 0.5 }),
    ]);
    const [first, second] = eachSeries.chart(report, 'gain').curves;
    assert.deepEqual([first.x, first.y, second.x, second.y], [[1, 2], [20, 20], [2], [1]]);
    assert.deepEqual(eachSeries.chart(report, 'rms movement').curves[1].y, [0.5]);
    assert.deepEqual(eachSeries.chart(report, 'parameters').curves[0].y, [68, 68]);
  });

  it('count every particle once in the histogram of movements, also of runs that did not count', () => {
    const counts = (bin: number, particles: number): number[] => [
      ...Array.from({ length: bin }, () => 0),
      particles,
    ];
    const { curves } = movement.chart(
      run([
        row('TS_1', 1, { movedCounts: counts(120, 7) }),
        row('TS_2', 1, { movedCounts: counts(3, 5) }),
        row('TS_1', 2),
      ]),
      '',
    );
    const [first, second] = curves.map(({ y }) => Array.from(y));
    assert.equal(
      first.reduce((sum, count) => sum + count, 0),
      12,
    );
    assert.ok(first.length <= 27, `${first.length} steps`);
    const at = Array.from(curves[0].x).findIndex((x, i) => first[i] === 7 && x <= 12 && 12 < x + 0.5);
    assert.ok(at > 0, 'seven moved 12 Å');
    assert.ok(second.every((count) => count === 0));
  });
});

describe('Phase residuals in a report', () => {
  it('show the other half of the plane: with its sign turned where they are antisymmetric', () => {
    assert.deepEqual(
      [phaseAt(residuals, 'antisymmetric', -1, 0)?.phase, phaseAt(residuals, 'symmetric', -1, 0)?.phase],
      [-0.2, 0.1],
    );
    assert.equal(phaseAt(residuals, 'symmetric', 1, 1), null);
    assert.equal(residualCsv(residuals).trimEnd().split('\n').length, 1 + 2 * 4);
  });

  it('are summed up ring by ring, and nothing is said where nothing was compared', () => {
    const [ring] = residualRings(residuals);
    assert.equal(ring.resolution, 20);
    // rms of ±0.4 and ±0.2 rad, weighted by 9² and 8²
    const rms = Math.sqrt((81 * 0.16 + 64 * 0.04) / 145) * (180 / Math.PI);
    assert.ok(Math.abs((ring.antisymmetric ?? 0) - rms) < 1e-9);
    const { symmetric } = residuals;
    const none = { ...symmetric, phase: symmetric.phase.map(() => null) };
    assert.equal(residualRings({ ...residuals, symmetric: none })[0].symmetric, null);
  });

  it('are drawn with their rings in Å, in colors that span what stands out', () => {
    assert.deepEqual(
      ringsOf({ ...residuals, radius: 20, step: 0.005, highest: 0.1 }).map(({ resolution }) => resolution),
      [40, 20, 10],
    );
    // 0.4 rad are 23°.
    assert.equal(spanFor(residuals), 45);
    const svg = residualSvg('a <b', residuals);
    assert.equal(svg.match(/<path /g)?.length, 2 * 4);
    assert.match(svg, /aria-label="a &lt;b".*>20 Å<.*>-45°<.*>45°</s);
  });

  it('say what is significant, and only that', () => {
    assert.match(aberrationSentence(residuals), /^Significant: beam tilt 8\.00 ± 0\.30 mrad along X/);
    assert.doesNotMatch(aberrationSentence(residuals), /defocus|trefoil/);
  });
});
