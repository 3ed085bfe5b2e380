/** What stays the same from the first round of a run to the last. */
import type { Gpu } from '../../compute/gpu/gpu';
import type { RefinementEvent } from '../../../shared/records/events';
import type { RefinementOptions } from './refinementOptions';

export interface Run {
  readonly gpu: Gpu;
  readonly options: RefinementOptions;
  readonly emit: (event: RefinementEvent) => void;
}
