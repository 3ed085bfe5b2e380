/** murmur sample; Create Sample Project */
import type { Sample } from '../jobs/simulate/sample';
import { command } from './command';
import { percent } from './percent';
import { adapter } from './sharedFields';

export const sample = command({
  name: 'sample',
  description: 'Make a small project to try: two simulated tilt series with known errors, ready to refine.',
  target: 'none',
  usesGpu: true,
  cancellable: true,
  fields: {
    directory: {
      kind: 'file',
      pick: 'folder',
      option: '-d, --directory <folder>',
      required: true,
      help: 'folder to make; the truth lies in its folder truth',
    },
    adapter,
  },
  async run({ directory, adapter: name }, { say, cancelled }) {
    const signal = cancelled('cancelled, what was written is removed');
    const { makeSample } = await import('../jobs/simulate/sample');
    return makeSample({
      folder: directory,
      adapter: name,
      signal,
      report: (message, fraction) => say(percent(fraction, message)),
    });
  },
  jsonUnits: 'Å',
  done: (made) => [
    `Made the sample project ${made.population}`,
    `  ${said(made)}`,
    `Refine it:   murmur refine -p ${made.population} --refine_imagewarp 3x3 --refine_particles`,
    `Compare it:  murmur score -p ${made.population} --truth ${made.truth}`,
  ],
  palette: {
    id: 'createSample',
    title: 'Create Sample Project...',
    icon: '$(beaker)',
  },
});

/** What there is to find. */
export function said({ start, ideal }: Pick<Sample, 'start' | 'ideal'>): string {
  const resolution = (value: number | null): string => (value === null ? 'unknown' : `${value.toFixed(1)} Å`);
  return `half-maps at ${resolution(start)}; with the true geometry they reach ${resolution(ideal)}`;
}
