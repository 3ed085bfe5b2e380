/** Particle sets: pairs of least total distance, parts of two sets, duplicates, selection by a column and by score. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { assign } from '../../../shared/math/assignment';
import { seededNormal } from '../../../shared/math/random';
import { selectParticles } from '../../../src/jobs/particles/particleSets';
import type { ScoreChoice } from '../../../src/jobs/particles/scoreSelection';
import { withPoses, withRows } from '../../../src/model/particleEdits';
import { formatParticles, readParticles } from '../../../src/model/particleFile';
import { companion } from '../../../src/model/species';
import { writePopulation } from '../../support/population';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('assignments', () => {
  it('have the least total cost of all', () => {
    const normal = seededNormal(11);
    for (let trial = 0; trial < 30; trial++) {
      const cost = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => Math.abs(normal())));
      const found = assign(4, 5, (row, column) => cost[row][column]);
      assert.equal(new Set(found).size, 4);
      const total = found.reduce((sum, column, row) => sum + cost[row][column], 0);
      assert.ok(Math.abs(total - leastTotal(cost, 0, new Set())) < 1e-12);
    }
  });
});

describe('particle sets', () => {
  const inFolder = useTemporaryFolder();

  it('are compared by series, and the parts that are asked for become a version', async () => {
    const { path, species, particles } = await writePopulation(inFolder());
    // The first and the third, a little away, and one that is new.
    const near = withPoses(withRows(particles, [0, 2, 1]), ({ position: [x, y, z], orientation }, row) => ({
      orientation,
      position: [x + (row === 2 ? 500 : 3), y, z],
    }));
    await writeFile(inFolder('other.star'), formatParticles(near));
    const choice = { population: path, species: 'ball' };
    const compare = { path: inFolder('other.star'), format: 'm', tolerance: 10 } as const;
    const output = inFolder('new.star');
    const before = snapshot(inFolder());
    const keepAll = { ...compare, keep: ['old', 'both', 'new'] } as const;
    const counted = await selectParticles(choice, { compare: keepAll }, { nowhere: true });
    assert.deepEqual([counted.after, counted.version, counted.output], [5, null, null]);
    assert.deepEqual(snapshot(inFolder()), before);
    const asked = await selectParticles(choice, { compare: { ...compare, keep: ['new'] } }, { output });
    assert.deepEqual([asked.before, asked.after, asked.version], [4, 1, null]);
    const { histogram, largest, ...counts } = asked.compared ?? assert.fail();
    assert.deepEqual(counts, { old: 2, both: 2, new: 1 });
    assert.equal(
      histogram.reduce((sum, count) => sum + count, 0),
      3,
    );
    assert.ok(largest > 10);
    assert.equal((await readParticles(output, 2)).positions[0], near.positions[12]);
    assert.deepEqual([...snapshot(inFolder()).keys()].length, before.size + 1);
    const kept = await selectParticles(choice, { compare: { ...compare, keep: ['both', 'new'] } });
    const after = await readParticles(companion(species, '_particles.star'), 2);
    assert.deepEqual([kept.after, after.count], [3, 3]);
    // Of pairs the old particle stays.
    assert.equal(after.positions[0], particles.positions[0]);
    assert.notEqual(kept.version, species.version);
  });

  it('lose duplicates, and rows beyond the limits of a column', async () => {
    const { path, species, particles } = await writePopulation(inFolder());
    const twice = withRows(particles, [0, 1, 2, 3, 0, 1]);
    await writeFile(companion(species, '_particles.star'), formatParticles(twice));
    const choice = { population: path, species: 'ball' };
    const unique = await selectParticles(choice, { duplicates: 1 });
    assert.deepEqual([unique.before, unique.after, unique.duplicates], [6, 4, 2]);
    const column = { label: 'myScore', from: 0.55, to: 1 };
    assert.equal((await selectParticles(choice, { column })).after, 2);
    assert.match(await readFile(companion(species, '_particles.star'), 'utf8'), /0\.6[\s\S]*0\.7/);
  });

  it('are those with the best scores: within limits, a number of them, a part of them', async () => {
    const { path, species, particles } = await writePopulation(inFolder());
    const choice = { population: path, species: 'ball' };
    const table = withRows(particles, [0, 1, 2, 3, 0, 1]);
    const scored = (label: string, texts: readonly string[], others = table.extra): Promise<void> =>
      writeFile(
        companion(species, '_particles.star'),
        formatParticles({ ...table, extra: new Map([...others, [label, texts]]) }),
      );
    const kept = async (score: ScoreChoice, duplicates?: number): Promise<readonly string[]> => {
      const output = inFolder('kept.star');
      const { scores } = await selectParticles(choice, { score, duplicates }, { output });
      const { extra } = await readParticles(output, 2);
      return [...(extra.get(scores?.label ?? '') ?? [])];
    };
    await scored('rlnMaxValueProbDistribution', ['0.5', '0.1', '0.9', 'null', '0.9', '0.3']);
    assert.deepEqual(await kept({ from: 0.3 }), ['0.5', '0.9', '0.9', '0.3']);
    assert.deepEqual(await kept({ from: 0.3, to: 0.5 }), ['0.5', '0.3']);
    assert.deepEqual(await kept({ best: 3 }), ['0.5', '0.9', '0.9']);
    assert.deepEqual(await kept({ bestPercent: 20 }), ['0.9']);
    assert.deepEqual(await kept({ best: 100 }), ['0.5', '0.1', '0.9', '0.9', '0.3']);
    assert.deepEqual(await kept({ label: 'myScore', lowerIsBetter: true, best: 2 }), ['0.5', '0.5']);
    // The fifth particle lies where the first does, the sixth where the second.
    assert.deepEqual(await kept({ best: 2 }, 1), ['0.9', '0.9']);
    assert.deepEqual(await kept({ from: 0 }, 1), ['0.9', '0.9', '0.3']);
    const looked = await selectParticles(choice, { score: {} }, { nowhere: true });
    const { histogram, ...numbers } = looked.scores ?? assert.fail();
    assert.deepEqual(numbers, {
      ...{ label: 'rlnMaxValueProbDistribution', best: 'highest', count: 5, without: 1 },
      ...{ smallest: 0.1, largest: 0.9, kept: { smallest: 0.1, largest: 0.9 } },
    });
    const parts = [
      histogram.slice(0, 1),
      histogram.slice(20, 30),
      histogram.slice(45, 55),
      histogram.slice(99),
    ];
    assert.deepEqual(
      parts.map((bins) => bins.reduce((sum, count) => sum + count, 0)),
      [1, 1, 1, 2],
    );

    await scored('rlnNrOfSignificantSamples', ['5', '1', '9', '3', '2', '7']);
    assert.deepEqual(await kept({ best: 2 }), ['1', '2']);
    const all = new Map([...table.extra, ['rlnLCCmax', ['1', '1', '1', '1', '1', '1']]]);
    await scored('murmurScore', ['5', '-1', '9', '3', '2', '7'], all);
    assert.deepEqual(await kept({ from: 4 }), ['5', '9', '7']);
    await scored('rlnAutopickFigureOfMerit', ['5', '-1', '9', '3', '2', '7'], all);
    await assert.rejects(kept({ best: 2 }), /several scores; .*rlnAutopickFigureOfMerit, rlnLCCmax$/);
  });

  it('of duplicates keep the one with the better score, where all have one', async () => {
    const { path, species, particles } = await writePopulation(inFolder());
    const choice = { population: path, species: 'ball' };
    const table = withRows(particles, [0, 1, 2, 3, 0, 1]);
    const unique = async (...scores: readonly string[]): Promise<readonly unknown[]> => {
      const file = companion(species, '_particles.star');
      const extra = new Map([['murmurScore', scores]]);
      await writeFile(file, formatParticles({ ...table, extra }));
      const output = inFolder('unique.star');
      const { duplicates, duplicatesBy } = await selectParticles(choice, { duplicates: 1 }, { output });
      const left = (await readParticles(output, 2)).extra.get('murmurScore') ?? assert.fail();
      return [duplicates, duplicatesBy, ...left];
    };
    assert.deepEqual(await unique('1', '2', '3', '4', '5', '0'), [2, 'murmurScore', '2', '3', '4', '5']);
    assert.deepEqual(await unique('1', '2', '3', '4', '5', 'null'), [2, null, '1', '2', '3', '4']);
  });

  it('that would be empty, or cannot be told, are refused and change nothing', async () => {
    const { path } = await writePopulation(inFolder());
    const choice = { population: path, species: 'ball' };
    const before = snapshot(inFolder());
    await assert.rejects(selectParticles(choice, {}), /nothing says which particles to keep/);
    await assert.rejects(selectParticles(choice, { duplicates: 0 }), /more than 0 Å/);
    const column = (label: string): object => ({ column: { label, from: 5, to: 6 } });
    await assert.rejects(
      selectParticles(choice, column('hisScore')),
      /no column hisScore; choose one of myScore/,
    );
    await assert.rejects(selectParticles(choice, column('myScore')), /no particle would be left/);
    assert.deepEqual(snapshot(inFolder()), before);
  });
});

function leastTotal(cost: readonly (readonly number[])[], row: number, taken: ReadonlySet<number>): number {
  if (row === cost.length) return 0;
  return Math.min(
    ...cost[row].map((value, column) =>
      taken.has(column) ? Infinity : value + leastTotal(cost, row + 1, new Set([...taken, column])),
    ),
  );
}
