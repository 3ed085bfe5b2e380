/**
 * What a round is made of. Tasks are functions from files to files: each reads the plan and what earlier ones left, and
 * leaves one file, which is whole or not there.
 *
 *     prepare  a species: references, and its particles by series
 *     check    a species: whether its references show what is in the first images; in the first round alone
 *     series   a shard of series: refined, and their images in sums of its own
 *     average  a species: half-maps of all sums, and how far they are apart
 *     insert   a shard: the images of species whose halves were apart, once more, as they lie now
 *     finish   a species: its new maps, their resolution, and all that lies beside them
 */
import { Problem } from '../../../../shared/problem';

export type Task =
  | { readonly kind: 'prepare' | 'check' | 'average' | 'finish'; readonly species: number }
  | { readonly kind: 'series' | 'insert'; readonly shard: number };

/** `series 3`, counted from 0 in the order of the plan. */
export function taskName(task: Task): string {
  return `${task.kind} ${'shard' in task ? task.shard : task.species}`;
}

/** Throws Problem for what names no task. */
export function parseTask(name: string): Task {
  const [, kind, number] = /^(\w+)[ :](\d+)$/.exec(name) ?? [];
  switch (kind) {
    case 'prepare':
    case 'check':
    case 'average':
    case 'finish':
      return { kind, species: Number(number) };
    case 'series':
    case 'insert':
      return { kind, shard: Number(number) };
    default:
      throw new Problem(`there is no task "${name}"`, {
        remedy: 'give prepare, check, series, average, insert or finish, and a number: series:3',
      });
  }
}
