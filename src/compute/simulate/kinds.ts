/** The kinds of particles in a simulated project: one, or a frequent and a rare one in the same deforming sample. */
import type { SimulationOptions } from './options';
import { simulateSeries, type SimulatedSeries } from './simulatedSeries';

export interface SimulatedKind {
  /** With the diameter, box and number of particles of this kind. */
  readonly options: SimulationOptions;
  readonly series: readonly SimulatedSeries[];
}

/** The first kind, and the second if there is one. */
export function simulateKinds(options: SimulationOptions): readonly SimulatedKind[] {
  const { second, particles, box, diameter } = options;
  const all = { ...options, particles: particles + (second?.particles ?? 0) };
  const whole = Array.from({ length: options.series }, (_, index) => simulateSeries(all, index));
  if (second === null) return [{ options, series: whole }];
  const alternate = (series: SimulatedSeries): SimulatedSeries => ({
    ...series,
    halfSet: series.halfSet.map((_, i) => i % 2),
  });
  const smaller = {
    ...options,
    particles: second.particles,
    diameter: second.diameter,
    box: 2 * Math.ceil((box * second.diameter) / diameter / 2),
  };
  return [
    { options, series: whole.map((one) => alternate(partOf(one, 0, particles))) },
    { options: smaller, series: whole.map((one) => alternate(partOf(one, particles, all.particles))) },
  ];
}

/** Some of the particles of a series, as a series of their own in the same deforming sample. */
export function partOf(whole: SimulatedSeries, first: number, end: number): SimulatedSeries {
  return {
    ...whole,
    particles: whole.particles.slice(first, end),
    start: whole.start.slice(first, end),
    halfSet: whole.halfSet.slice(first, end),
    truth: (particle, tilt) => whole.truth(first + particle, tilt),
  };
}
