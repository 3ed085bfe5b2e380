/** murmur flip_hand; Flip Hand */
import { command } from './command';
import { onProject } from './palette';

export const flipHand = command({
  name: 'flip_hand',
  description: 'Turn the hand of a data source, or of some of its series (AreAnglesInverted).',
  target: 'source',
  fields: {
    series: {
      kind: 'names',
      option: '--series <names...>',
      help: 'names of tilt series: TS_1 TS_2 (default: all of the source)',
    },
  },
  async run({ series = [], ...options }) {
    const job = await import('../jobs/optics/flipHand');
    return job.flipHand({ ...options, series });
  },
  done: ({ source, series }) => [
    `${source}: the hand of ${series.length} series is turned`,
    ...series.map(({ name, anglesInverted }) => `  ${name}: ${anglesInverted ? 'inverted' : 'not inverted'}`),
  ],
  palette: {
    id: 'flipHand',
    title: 'Flip Hand...',
    icon: '$(arrow-swap)',
    menus: [...onProject('source', '5_source@4'), ...onProject('series(\\.\\w+)?', '6_hand@1')],
  },
});
