/** Standard errors of a series as they are told: one number for each kind of what was refined. */
import { refinedParameters } from '../../compute/parameters/refinedParameters';
import { errorsOfParticle, type StandardErrors } from '../../compute/refine/standardErrors';
import type { KnownParameter } from '../../../shared/records/knownParameter';

/** Positions and orientations of particles first. */
export function knownParameters(errors: StandardErrors): readonly KnownParameter[] {
  const { particles, groups } = errors;
  const ofPoses = particles.flatMap((one) => (one === null ? [] : [...one]));
  const degrees = 180 / Math.PI;
  const from = (first: number): number[] =>
    ofPoses.filter((_, i) => Math.floor((i % errorsOfParticle) / 3) === first);
  const poses: readonly KnownParameter[] =
    ofPoses.length === 0
      ? []
      : [
          { name: 'positions', error: short(rms(from(0))), unit: 'Å' },
          { name: 'orientations', error: short(rms(from(1)) * degrees), unit: '°' },
        ];
  return [
    ...poses,
    ...groups.flatMap(({ name, deviations, inflation, told }) => {
      const unit = refinedParameters.find((one) => one.name === name)?.unit;
      if (unit === undefined) return [];
      const error = short(rms([...deviations]) / unit.size);
      return { name, error, unit: unit.name, inflation: short(inflation), told: short(told) };
    }),
  ];
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
