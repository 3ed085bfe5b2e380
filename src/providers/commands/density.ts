/** What the palette asks of the density map in front. */
import type { DensityAction } from '../../../shared/protocol/density';
import type { Command } from './command';

export function densityCommand(action: DensityAction): Command {
  return ({ density }) => density().act(action);
}
