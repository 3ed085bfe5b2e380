/** The numbers by which a refinement of a simulated project is judged, named as in the truth's `baseline.json`. */
import type { MapAgreement } from '../../compute/simulate/mapAgreement';
import type { PoseErrors } from '../../compute/simulate/poseErrors';

/** Lengths in Å unless the name says otherwise; what was not measured is missing. */
export interface Score {
  readonly position_A?: number;
  readonly angle_deg?: number;
  readonly defocus_um?: number;
  /** Of the optics of tilts, rms. */
  readonly astigmatism_um?: number;
  readonly phase_shift_pi?: number;
  readonly cs_mm?: number;
  /** Of the transfer function's phase up to Nyquist, defocus and all, at the tilt's own defocus. */
  readonly ctf_phase_rad?: number;
  /** Of antisymmetric aberrations up to Nyquist, without image shift. */
  readonly odd_phase_rad?: number;
  /** Of differences between tilts: B-factor, logarithm of the weight. */
  readonly bfactor_A2?: number;
  readonly scale?: number;
  readonly particle_tilts?: number;
  /** Shares of errors along and about the axes that are within the standard errors of the table: 0.68 where these are right. */
  readonly position_within?: number;
  readonly angle_within?: number;
  /** Root mean square of errors over that of the standard errors, which is the bound: 1 where nothing is lost. */
  readonly position_over_bound?: number;
  readonly angle_over_bound?: number;
  readonly half_fsc143_A?: number;
  readonly truth_fsc05_A?: number;
  readonly mean_truth_fsc?: number;
}

export function poseScore(errors: PoseErrors, particleTilts: number): Score {
  return {
    position_A: errors.position,
    angle_deg: (errors.angle * 180) / Math.PI,
    defocus_um: errors.defocus / 1e4,
    particle_tilts: particleTilts,
  };
}

/** @param stated (particle, 6) standard errors; particles without take no part */
export function boundScore(
  errors: readonly (readonly number[])[],
  stated: readonly (readonly number[])[],
): Score {
  const over = (first: number): { readonly within: number; readonly ratio: number } => {
    let [count, within, squares, bound] = [0, 0, 0, 0];
    errors.forEach((error, i) => {
      for (let axis = first; axis < first + 3; axis++) {
        const limit = stated[i][axis];
        if (!(limit > 0)) continue;
        count++;
        if (Math.abs(error[axis]) <= limit) within++;
        squares += error[axis] ** 2;
        bound += limit ** 2;
      }
    });
    return { within: within / count, ratio: Math.sqrt(squares / bound) };
  };
  const [position, angle] = [over(0), over(3)];
  if (Number.isNaN(position.within)) return {};
  return {
    position_within: position.within,
    angle_within: angle.within,
    position_over_bound: position.ratio,
    angle_over_bound: angle.ratio,
  };
}

export function agreementScore(agreement: MapAgreement): Score {
  return {
    half_fsc143_A: agreement.halfFsc143,
    truth_fsc05_A: agreement.truthFsc05,
    mean_truth_fsc: agreement.meanTruthFsc,
  };
}
