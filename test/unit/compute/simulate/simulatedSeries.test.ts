/** What simulated series claim and what they are. */
import assert from 'node:assert/strict';
import { place } from '../../../../src/compute/geometry/projection';
import { seededNormal, seededUniform } from '../../../../shared/math/random';
import { toRotationVector } from '../../../../shared/math/rotations';
import { multiply, transpose } from '../../../../shared/math/vector';
import {
  checkSimulation,
  defaultSimulation,
  doseSymmetric,
  tiltAngles,
  type SimulatedErrors,
} from '../../../../src/compute/simulate/options';
import { placeParticles } from '../../../../src/compute/simulate/placeParticles';
import { simulateSeries } from '../../../../src/compute/simulate/simulatedSeries';
import { smoothField, smoothFlow } from '../../../../src/compute/simulate/smoothField';
import { smallSimulation } from '../../../support/simulation';

const noErrors = Object.fromEntries(
  Object.keys(defaultSimulation.errors).map((name) => [name, 0]),
) as unknown as SimulatedErrors;

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('a simulated series', () => {
  it('without errors is what its files say', () => {
    const series = simulateSeries({ ...smallSimulation, errors: noErrors }, 0);
    assert.deepEqual(series.start, series.particles);
    for (let particle = 0; particle < 4; particle++)
      for (let tilt = 0; tilt < 3; tilt++)
        assert.deepEqual(
          series.truth(particle, tilt),
          place(series.nominal, tilt, series.particles[particle].position),
        );
  });

  it('has errors of the sizes asked for, each by itself', () => {
    const many = { ...defaultSimulation, particles: 40, angles: tiltAngles(60, 2), diameter: 100 };
    const differences = (
      errors: Partial<SimulatedErrors>,
    ): { xy: number[]; defocus: number[]; angle: number[] } => {
      const series = simulateSeries({ ...many, errors: { ...noErrors, ...errors } }, 0);
      const result = { xy: [] as number[], defocus: [] as number[], angle: [] as number[] };
      for (let particle = 0; particle < 40; particle++)
        for (let tilt = 0; tilt < many.angles.length; tilt++) {
          const truth = series.truth(particle, tilt);
          const stated = place(series.nominal, tilt, series.start[particle].position);
          result.xy.push(truth.x - stated.x, truth.y - stated.y);
          result.defocus.push(truth.defocus - stated.defocus);
          const turned = multiply(truth.rotation, series.particles[particle].rotation);
          const said = multiply(stated.rotation, series.start[particle].rotation);
          result.angle.push(...toRotationVector(multiply(transpose(turned), said)));
        }
      return result;
    };
    const degree = Math.PI / 180;
    const near = (value: number, expected: number): void =>
      // 61 tilts or 40 particles: the standard deviation of a standard deviation is a tenth; fields are sampled off-center.
      assert.ok(Math.abs(value / expected - 1) < 0.3, `${value} for ${expected}`);
    near(rms(differences({ shift: 6 }).xy), 6);
    near(rms(differences({ imageWarp: 2.5 }).xy), 2.5);
    near(rms(differences({ defocus: 0.05 }).defocus), 500);
    near(rms(differences({ defocusOffset: -0.2 }).defocus), 2000);
    near(rms(differences({ angle: 2.5 }).angle), 2.5 * degree);
    near(rms(differences({ stageAngle: 1 }).angle), degree);
    near(rms(differences({ position: 4 }).xy), 4);
    // One angle of three is off, all three are in the average.
    near(rms(differences({ tiltAngle: 0.4 }).angle), (0.4 * degree) / Math.sqrt(3));
    near(rms(differences({ tiltAxis: 0.1 }).angle), (0.1 * degree) / Math.sqrt(3));
    near(rms(differences({ tiltOffset: 2 }).angle), (2 * degree) / Math.sqrt(3));
    // Particles keep away from the volume's edges, where fields are strongest, and z counts little.
    const volume = rms(differences({ volumeWarp: 3 }).xy);
    assert.ok(volume > 1 && volume < 4, String(volume));
    assert.deepEqual(differences({ stageAngle: 1 }).xy, differences({}).xy);
  });

  it('has the same truth whatever the noise, and another for another seed', () => {
    const one = simulateSeries(smallSimulation, 0);
    assert.deepEqual(simulateSeries({ ...smallSimulation, snr: 3 }, 0).truth(1, 2), one.truth(1, 2));
    assert.notDeepEqual(simulateSeries({ ...smallSimulation, seed: 2 }, 0).truth(1, 2), one.truth(1, 2));
    assert.notDeepEqual(simulateSeries(smallSimulation, 1).truth(1, 2), one.truth(1, 2));
  });

  it('has halves of equal size', () => {
    const { halfSet } = simulateSeries(smallSimulation, 0);
    assert.equal(
      halfSet.reduce((sum, half) => sum + half, 0),
      2,
    );
  });

  it('with an inverted hand says so, and has its defocus the other way', () => {
    const straight = simulateSeries({ ...smallSimulation, errors: noErrors }, 0);
    const inverted = simulateSeries({ ...smallSimulation, errors: noErrors, invertedHand: true }, 0);
    assert.equal(inverted.nominal.anglesInverted, true);
    const middle = straight.nominal.defocus.values[0];
    const difference = straight.truth(0, 2).defocus - middle + (inverted.truth(0, 2).defocus - middle);
    assert.ok(Math.abs(difference) < 1e-6);
  });
});

describe('smooth fields', () => {
  it('have unit rms', () => {
    const uniform = seededUniform(1);
    const field = smoothField(seededNormal(2));
    const flow = smoothFlow(seededNormal(3));
    const count = 20000;
    const samples = Array.from({ length: count }, () => field(uniform(), uniform()));
    const flows = Array.from({ length: count }, () => flow(uniform(), uniform(), uniform(), uniform()));
    // 20000 samples of a field whose square varies by about its size: 1 %.
    assert.ok(Math.abs(rms(samples) - 1) < 0.03 && Math.abs(rms(flows) - 1) < 0.03);
  });

  it('of the volume start from nothing', () => {
    assert.equal(smoothFlow(seededNormal(3))(0.2, 0.7, 0.9, 0), 0);
  });
});

describe('simulated particles', () => {
  it('keep apart and away from the edges', () => {
    const positions = placeParticles(
      30,
      { volumeSize: [3000, 3000, 800], diameter: 200, margin: 400 },
      seededUniform(1),
    );
    positions.forEach((p, i) => {
      assert.ok(p[0] >= 400 && p[0] <= 2600 && p[1] >= 400 && p[1] <= 2600 && p[2] >= 100 && p[2] <= 700);
      for (const q of positions.slice(0, i))
        assert.ok(Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) >= 199);
    });
  });

  it('that do not fit are refused', () => {
    assert.throws(
      () =>
        placeParticles(1000, { volumeSize: [1000, 1000, 300], diameter: 200, margin: 100 }, seededUniform(1)),
      {
        name: 'Problem',
        message: /1000 particles of 200 Å do not fit/,
      },
    );
    assert.throws(
      () =>
        placeParticles(1, { volumeSize: [1000, 1000, 300], diameter: 200, margin: 600 }, seededUniform(1)),
      {
        name: 'Problem',
        message: /leaves no room/,
      },
    );
  });
});

describe('what to simulate', () => {
  it('takes the tilts nearest to zero first', () => {
    assert.deepEqual(doseSymmetric([-16, -8, 0, 8, 16], 3), [9, 3, 0, 6, 12]);
    assert.deepEqual(tiltAngles(20, 8), [-16, -8, 0, 8, 16]);
  });

  it('is checked', () => {
    const wrong = [
      { box: 33 },
      { series: 0 },
      { particles: 1.5 },
      { angles: [] },
      { angles: [90] },
      { pixelSize: 0 },
      { snr: -1 },
      { box: 102 },
    ];
    for (const change of wrong)
      assert.throws(
        () => checkSimulation({ ...smallSimulation, ...change }),
        { name: 'Problem' },
        JSON.stringify(change),
      );
    checkSimulation(smallSimulation);
  });
});
