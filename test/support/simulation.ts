/** A simulation small enough for unit tests: one series of three tilts with four particles, 12 Å per pixel. */
import { defaultSimulation, type SimulationOptions } from '../../src/compute/simulate/options';

export const smallSimulation: SimulationOptions = {
  ...defaultSimulation,
  series: 1,
  particles: 4,
  angles: [-30, 0, 30],
  image: [140, 100],
  volume: [100, 140, 50],
  pixelSize: 12,
  box: 32,
  margin: 250,
};
