/** How each image of a table of RELION shows the particle: where from, moved by how much, through what transfer function. */
import type { Projection, Transfer } from '../../compute/maps/backProjection';
import { euler } from '../../../shared/math/rotations';
import { multiply, type Matrix3 } from '../../../shared/math/vector';
import { transferPolynomial } from '../../compute/simulate/contrastTransfer';
import type { ProjectionTable } from './projectionTable';

/** 1 where images have been multiplied with their transfer function. */
export const premultipliedLabel = 'rlnCtfDataAreCtfPremultiplied';

export interface TransferOptions {
  readonly correct: boolean;
  readonly flipped: boolean;
  readonly signOnly: boolean;
  readonly intactFirstPeak: boolean;
}

/** Edge of the images. */
export interface ImageSize {
  /** Pixels. */
  readonly size: number;
  /** Å */
  readonly extent: number;
}

/**
 * What to know of image `i` beside its pixels.
 *
 * @param operators of the point group
 * Throws Problem for columns that are missing or hold what is no number.
 */
export function projectionGeometry(
  table: ProjectionTable,
  operators: readonly Matrix3[],
  { size, extent }: ImageSize,
  options: TransferOptions,
): (i: number) => Omit<Projection, 'image'> {
  const [rot, tilt, psi] = ['Rot', 'Tilt', 'Psi'].map((name) => table.need(`rlnAngle${name}`));
  const [x, y] = ['X', 'Y'].map((axis) => origins(table, axis, extent / size));
  const transfer = options.correct ? transfers(table, extent, options) : () => null;
  return (i) => {
    const view = euler(rot[i] * degree, tilt[i] * degree, psi[i] * degree);
    return {
      rotations: operators.map((operator) => multiply(view, operator)),
      shift: [x[i], y[i]],
      transfer: transfer(i),
    };
  };
}

const degree = Math.PI / 180;

/** Pixels. */
function origins(table: ProjectionTable, axis: string, pixelSize: number): Float64Array {
  const angstrom = table.numbers(`rlnOrigin${axis}Angst`);
  if (angstrom !== undefined) return angstrom.map((value) => value / pixelSize);
  return columnOr(table, `rlnOrigin${axis}`, 0);
}

function columnOr(table: ProjectionTable, label: string, value: number): Float64Array {
  return table.numbers(label) ?? new Float64Array(table.images.length).fill(value);
}

function transfers(
  table: ProjectionTable,
  extent: number,
  { flipped, signOnly, intactFirstPeak }: TransferOptions,
): (i: number) => Transfer {
  const u = table.need('rlnDefocusU');
  const v = table.numbers('rlnDefocusV') ?? u;
  const angle = columnOr(table, 'rlnDefocusAngle', 0);
  const phase = columnOr(table, 'rlnPhaseShift', 0);
  const scale = columnOr(table, 'rlnCtfScalefactor', 1);
  const bFactor = columnOr(table, 'rlnCtfBfactor', 0);
  const voltage = table.need('rlnVoltage');
  const aberration = table.need('rlnSphericalAberration');
  const amplitude = table.need('rlnAmplitudeContrast');
  const premultiplied = columnOr(table, premultipliedLabel, 0);
  return (i) => {
    const conditions = {
      optics: { voltage: voltage[i] * 1e3, cs: aberration[i] * 1e7, amplitude: amplitude[i] },
      defocus: (u[i] + v[i]) / 2,
      astigmatism: u[i] - v[i],
      astigmatismAngle: angle[i] * degree,
      phaseShift: phase[i] * degree,
    };
    return {
      polynomial: transferPolynomial(conditions, extent),
      scale: scale[i],
      decay: bFactor[i] / 4,
      isAbsolute: flipped,
      isSign: signOnly,
      isIntactFirst: intactFirstPeak,
      isPremultiplied: premultiplied[i] === 1,
    };
  };
}
