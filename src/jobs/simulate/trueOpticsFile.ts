/** `optics.json` of a truth: what the images of each series have, in the units of Warp's files. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { SimulatedSeries } from '../../compute/simulate/simulatedSeries';
import type { OpticsErrors, OpticsPair } from '../../compute/simulate/opticsErrors';
import type { Score } from './scoreNumbers';

interface SeriesOptics {
  readonly name: string;
  /** AreAnglesInverted of the file is not this. */
  readonly wrong_hand: boolean;
  readonly angles_inverted: boolean;
  readonly cs_mm: number;
  /** One value a tilt. */
  readonly defocus_um: readonly number[];
  readonly astigmatism_um: readonly number[];
  readonly astigmatism_angle_deg: readonly number[];
  readonly phase_shift_pi: readonly number[];
  /** Beyond the particle's own, positive damps. */
  readonly bfactor_A2: readonly number[];
  readonly scale: readonly number[];
  readonly zernike_odd: readonly number[];
  readonly zernike_even: readonly number[];
}

export interface TrueOpticsFile {
  readonly series: readonly SeriesOptics[];
}

export function trueOpticsText(all: readonly SimulatedSeries[]): string {
  const series = all.map(({ nominal, actual, envelope }): SeriesOptics => {
    const list = (values: Float64Array, unit: number): number[] =>
      Array.from(values, (value) => value / unit);
    return {
      name: actual.name,
      wrong_hand: actual.anglesInverted !== nominal.anglesInverted,
      angles_inverted: actual.anglesInverted,
      cs_mm: actual.optics.cs / 1e7,
      defocus_um: list(actual.defocus.values, 1e4),
      astigmatism_um: list(actual.astigmatism, 1e4),
      astigmatism_angle_deg: list(actual.astigmatismAngle, Math.PI / 180),
      phase_shift_pi: list(actual.phaseShift, Math.PI),
      bfactor_A2: list(envelope.bfactor, 1),
      scale: list(envelope.scale, 1),
      zernike_odd: list(actual.zernikeOdd, 1),
      zernike_even: list(actual.zernikeEven, 1),
    };
  });
  return `${JSON.stringify({ series }, null, 1)}\n`;
}

/** The file's optics of a series beside those of the truth; undefined where the truth does not tell them. */
export function opticsPair({ series }: TrueOpticsFile, estimate: TiltSeries): OpticsPair | undefined {
  const truth = series.find(({ name }) => name === estimate.name);
  if (truth === undefined) return undefined;
  const array = (values: readonly number[], unit: number): Float64Array =>
    Float64Array.from(values, (value) => value * unit);
  return {
    estimate,
    envelope: { bfactor: array(truth.bfactor_A2, 1), scale: array(truth.scale, 1) },
    truth: {
      ...estimate,
      optics: { ...estimate.optics, cs: truth.cs_mm * 1e7 },
      defocus: { size: [1, 1, estimate.tiltCount], values: array(truth.defocus_um, 1e4), margins: [0, 0, 0] },
      astigmatism: array(truth.astigmatism_um, 1e4),
      astigmatismAngle: array(truth.astigmatism_angle_deg, Math.PI / 180),
      phaseShift: array(truth.phase_shift_pi, Math.PI),
      zernikeOdd: array(truth.zernike_odd, 1),
      zernikeEven: array(truth.zernike_even, 1),
    },
  };
}

export function opticsScore(errors: OpticsErrors): Score {
  return {
    astigmatism_um: errors.astigmatism / 1e4,
    phase_shift_pi: errors.phaseShift / Math.PI,
    cs_mm: errors.cs / 1e7,
    ctf_phase_rad: errors.transferPhase,
    odd_phase_rad: errors.oddPhase,
    bfactor_A2: errors.bfactor,
    scale: errors.scale,
  };
}
