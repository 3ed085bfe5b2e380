/** murmur check_hand; Check Hand */
import { handText } from '../../shared/report/handText';
import type { CheckedHand } from '../jobs/optics/checkHand';
import { command } from './command';
import { onProject } from './palette';

export const checkHand = command({
  name: 'check_hand',
  description:
    'Say whether the defocus goes with height as the files have it, from the images of the last refinement.',
  target: 'population',
  fields: {
    source: {
      kind: 'text',
      option: '--source <source>',
      help: 'path, GUID or name of a data source (default: all)',
    },
    species: { kind: 'text', option: '--species <name>', help: 'name of a species (default: all)' },
  },
  async run(options) {
    const job = await import('../jobs/optics/checkHand');
    return job.checkHand(options);
  },
  jsonUnits: 'slope 0: right, 2: wrong; heights in Å',
  done: handLines,
  palette: {
    id: 'checkHand',
    title: 'Check Hand',
    icon: '$(symbol-ruler)',
    menus: onProject('source', '5_source@3'),
  },
});

function handLines({ series, together, missing }: CheckedHand): readonly string[] {
  const wrong = series.filter(({ hand }) => hand.verdict === 'wrong').map((one) => one.series);
  return [
    ...series.map((one) => `${one.series}: ${handText(one.hand)}`),
    ...missing.map((name) => `${name}: not refined yet`),
    wrong.length > 0 && series.some(({ hand }) => hand.verdict === 'right')
      ? `Series differ: ${wrong.length} of ${series.length} have the wrong hand`
      : `All together: ${handText(together)}`,
    ...(wrong.length === 0
      ? []
      : [`Turn it with flip_hand${wrong.length < series.length ? ` --series ${wrong.join(' ')}` : ''}`]),
  ];
}
