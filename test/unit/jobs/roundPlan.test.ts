/** The plan of a round: shards that hold everything once, in order and alike in size, and keys that tell work from other work. */
import assert from 'node:assert/strict';
import { seededUniform } from '../../../shared/math/random';
import {
  keyOfRound,
  keyOfSeries,
  keyOfShard,
  seriesParts,
  shardsOf,
  type RoundPlan,
} from '../../../src/jobs/refinement/tasks/plan';
import { parseTask, taskName, type Task } from '../../../src/jobs/refinement/tasks/task';
import { folderAt } from '../../../src/jobs/refinement/tasks/workFolder';
import { changedParts, idOf } from '../../../src/jobs/refinement/tasks/workKey';

describe('the shards of a round', () => {
  it('are single series where there are few', () => {
    assert.deepEqual(shardsOf([5, 100, 0, 7], 1e6), [[0], [1], [2], [3]]);
  });

  it('hold every series once, in order, and nearly as many particles each', () => {
    const random = seededUniform(7);
    const particles = Array.from({ length: 2000 }, () => Math.round(20 + 160 * random()));
    const shards = shardsOf(particles, 1e6);
    assert.equal(shards.length, 128);
    assert.deepEqual(shards.flat(), [...particles.keys()]);
    const sizes = shards.map((shard) => shard.reduce((sum, index) => sum + particles[index], 0));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    assert.ok(Math.max(...sizes) < 1.15 * mean, `${Math.max(...sizes)} for ${mean}`);
    assert.ok(Math.min(...sizes) > 0.85 * mean, `${Math.min(...sizes)} for ${mean}`);
  });

  it('are fewer where their sums are large, and each has a series, whatever their sizes', () => {
    assert.deepEqual(shardsOf([1, 1, 1, 1], 16 * 2 ** 30), [
      [0, 1],
      [2, 3],
    ]);
    assert.deepEqual(shardsOf([1, 1, 1, 1], 1e15), [[0, 1, 2, 3]]);
    for (const particles of [
      [1000, 1, 1, 1],
      [1, 1, 1, 1000],
      [0, 0, 0, 0],
      [1, 1000, 1, 1],
    ]) {
      const shards = shardsOf(particles, 11 * 2 ** 30);
      assert.equal(shards.length, 2);
      assert.deepEqual(shards.flat(), [0, 1, 2, 3]);
      assert.ok(shards.every((shard) => shard.length > 0));
    }
  });
});

describe('the key of a piece of work', () => {
  const series = ['TS_1', 'TS_2'].map((stem) => ({
    ...{ source: '/p/a.source', sourceGuid: 'g', sourceName: 'a', name: `${stem}.tomostar`, stem },
    ...{ hash: 'h', content: `content of ${stem}`, particles: 3 },
  }));
  const plan = {
    key: { version: '1', 'setting prior': 'true' },
    series,
    shards: [[0], [1]],
  } as unknown as RoundPlan;
  const changed: RoundPlan = { ...plan, series: [series[0], { ...series[1], content: 'another' }] };

  it('of a series does not depend on the others, that of a round does', () => {
    assert.equal(keyOfSeries(plan, 0), keyOfSeries(changed, 0));
    assert.equal(keyOfShard(plan, 0), keyOfShard(changed, 0));
    assert.notEqual(keyOfSeries(plan, 1), keyOfSeries(changed, 1));
    assert.notEqual(keyOfShard(plan, 1), keyOfShard(changed, 1));
    assert.notEqual(keyOfRound(plan), keyOfRound(changed));
    assert.deepEqual(changedParts(seriesParts(plan), seriesParts(changed)), ['series TS_2.tomostar of a']);
  });

  it('is the same in any order of its parts, and another for another part', () => {
    assert.equal(idOf({ a: '1', b: '2' }), idOf({ b: '2', a: '1' }));
    assert.notEqual(idOf({ a: '1', b: '2' }), idOf({ a: '2', b: '1' }));
    assert.notEqual(idOf({ a: '1' }), idOf({ a: '1', b: '' }));
  });

  it('has all its parts changed where a file has none', () => {
    assert.deepEqual(changedParts(undefined, plan.key), ['version', 'setting prior']);
  });

  it('names what was changed, added and left out', () => {
    const before = { version: '1', 'setting prior': 'true', 'species a (1)': 'x' };
    const now = { version: '1', 'setting prior': 'false', 'species b (1)': 'x' };
    assert.deepEqual(changedParts(before, now), ['setting prior', 'species a (1)', 'species b (1)']);
  });
});

describe('the files of tasks', () => {
  const folder = folderAt('/p/refinement_temp/x.checkpoint');
  const tasks: readonly Task[] = [
    ...(['prepare', 'check', 'average', 'finish'] as const).map((kind) => ({ kind, species: 2 })),
    ...(['series', 'insert'] as const).map((kind) => ({ kind, shard: 2 })),
  ];

  it('have names of their own, and tasks are found by their names', () => {
    assert.equal(new Set(tasks.map((task) => folder.result(task))).size, tasks.length);
    for (const task of tasks) {
      assert.deepEqual(parseTask(taskName(task)), task);
      assert.deepEqual(parseTask(taskName(task).replace(' ', ':')), task);
    }
    for (const wrong of ['', 'series', 'series -1', 'polish 1', 'series 1 2'])
      assert.throws(() => parseTask(wrong), /there is no task/);
  });

  it('stay in the folder and apart, whatever files give as names', () => {
    for (const sourceGuid of ['2f1c', '../../../etc/x', '..\\..\\x', '/abs', 'series'])
      for (const path of [
        folder.series({ sourceGuid, name: '1' }),
        folder.failures({ sourceGuid, name: '1' }),
      ]) {
        assert.match(path, /^\/p\/refinement_temp\/x\.checkpoint\/refined-[^/\\]+$/);
        assert.ok(!tasks.some((task) => folder.result(task) === path));
      }
  });
});
