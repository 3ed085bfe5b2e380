/** The projection matrices of RELION 4 (rlnTomoProjX ... W): from voxels of the volume to pixels of the image. */
import type { Matrix3, Vector3 } from '../../shared/math/vector';
import { Problem } from '../../shared/problem';
import { readMrcHeader } from '../formats/mrc';
import type { StarRow } from './starRow';

export interface Projection {
  readonly rotation: Matrix3;
  /** Å, of the projected center of the volume from the center of the image. */
  readonly shift: readonly [number, number];
  /** Pixels of the image per voxel. */
  readonly scale: number;
  /** The matrix had a mirror along the beam, which is not in the rotation. */
  readonly mirrored: boolean;
}

/**
 * @param stack file of the images, whose size says where their center is
 * @param volume voxels
 * Throws Problem for what is no rotation.
 */
export async function projectionOf(
  row: StarRow,
  stack: string,
  { pixelSize, volume }: { readonly pixelSize: number; readonly volume: Vector3 },
): Promise<Projection> {
  const rows = (['X', 'Y', 'Z'] as const).map((axis) => vector(row, `rlnTomoProj${axis}`));
  const [width, height] = (await readMrcHeader(stack)).size;
  const scale = Math.hypot(rows[0][0], rows[0][1], rows[0][2]);
  const m = rows.flatMap(([x, y, z]) => [x / scale, y / scale, z / scale]);
  checkRotation(m, row);
  const mirrored = determinant(m) < 0;
  const beam = mirrored ? -1 : 1;
  const center = volume.map((size) => size / 2);
  const seen = ([x, y, z, at]: readonly number[]): number =>
    x * center[0] + y * center[1] + z * center[2] + at;
  return {
    rotation: [m[0], m[1], m[2], m[3], m[4], m[5], beam * m[6], beam * m[7], beam * m[8]],
    shift: [pixelSize * (seen(rows[0]) - width / 2), pixelSize * (seen(rows[1]) - height / 2)],
    scale,
    mirrored,
  };
}

/** `[a,b,c,d]` */
function vector(row: StarRow, label: string): readonly number[] {
  const text = row.needed(label);
  const values = /^\[(.*)\]$/.exec(text)?.[1].split(',').map(Number);
  if (values?.length !== 4 || !values.every(Number.isFinite))
    throw new Problem(`expected four numbers like [1,0,0,0] for ${label}, got ${text}`, { where: row.place });
  return values;
}

function checkRotation(m: readonly number[], row: StarRow): void {
  for (let i = 0; i < 3; i++)
    for (let j = 0; j <= i; j++) {
      const product = m[3 * i] * m[3 * j] + m[3 * i + 1] * m[3 * j + 1] + m[3 * i + 2] * m[3 * j + 2];
      if (Math.abs(product - (i === j ? 1 : 0)) > 0.01)
        throw new Problem('its projection matrix is no rotation with one scale: images would be skewed', {
          where: row.place,
          remedy: 'align the series again without distortion',
        });
    }
}

function determinant(m: readonly number[]): number {
  return (
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  );
}
