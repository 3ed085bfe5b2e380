/** What kernels/slicesSums does, in double precision. */
import { apply, type Matrix3, type Vector3 } from '../../../../shared/math/vector';
import { referenceReach } from '../../kernels/score';

/** (real, imaginary, weight) at integer frequencies. */
type SumAt = (x: number, y: number, z: number) => Vector3;

export interface PlainOperator {
  readonly rotation: Matrix3;
  /** Voxels. */
  readonly shift: Vector3;
}

export function plainSymmetrized(
  sums: ArrayLike<number>,
  edge: number,
  operators: readonly PlainOperator[],
): Float64Array {
  const at = stored(sums, edge);
  const whole: SumAt = (x, y, z) => {
    const [re, im, weight] = at(x, y, z);
    if (x !== 0) return [re, im, weight];
    const mate = at(0, -y, -z);
    return [re + mate[0], im - mate[1], weight + mate[2]];
  };
  return within(edge, (place) => {
    const total = [0, 0, 0];
    for (const { rotation, shift } of operators) {
      const turned = apply(rotation, place);
      const [re, im, weight] = interpolated(whole, turned);
      const angle = (2 * Math.PI * turned.reduce((sum, value, i) => sum + value * shift[i], 0)) / edge;
      total[0] += re * Math.cos(angle) - im * Math.sin(angle);
      total[1] += re * Math.sin(angle) + im * Math.cos(angle);
      total[2] += weight;
    }
    return [total[0], total[1], total[2]];
  });
}

export function plainWindowed(sums: ArrayLike<number>, edge: number): Float64Array {
  const at = stored(sums, edge);
  const steps = [-1, 0, 1];
  return within(edge, ([x, y, z]) => {
    const total = [0, 0, 0];
    for (const dz of steps)
      for (const dy of steps)
        for (const dx of steps) {
          const share = ((2 - Math.abs(dx)) * (2 - Math.abs(dy)) * (2 - Math.abs(dz))) / 64;
          const side = x + dx < 0 ? -1 : 1;
          const [re, im, weight] = at(side * (x + dx), side * (y + dy), side * (z + dz));
          total[0] += share * re;
          total[1] += share * side * im;
          total[2] += share * weight;
        }
    return [total[0], total[1], total[2]];
  });
}

function stored(sums: ArrayLike<number>, edge: number): SumAt {
  const reach = referenceReach(edge);
  const side = 2 * reach + 1;
  return (x, y, z) => {
    const i = 3 * (((z + reach) * side + y + reach) * (reach + 1) + x);
    return [sums[i], sums[i + 1], sums[i + 2]];
  };
}

function interpolated(at: SumAt, place: Vector3): Vector3 {
  const flip = place[0] < 0 ? -1 : 1;
  const p = place.map((value) => value * flip);
  const corner = p.map(Math.floor);
  const total = [0, 0, 0];
  for (let c = 0; c < 8; c++) {
    const step = [c & 1, (c >> 1) & 1, c >> 2];
    const share = step.reduce((product, s, axis) => product * (1 - Math.abs(p[axis] - corner[axis] - s)), 1);
    if (share === 0) continue;
    const [x, y, z] = step.map((s, axis) => corner[axis] + s);
    at(x, y, z).forEach((value, i) => (total[i] += share * value));
  }
  return [total[0], flip * total[1], total[2]];
}

/** Nothing from half the edge on. */
function within(edge: number, value: (place: Vector3) => Vector3): Float64Array {
  const reach = referenceReach(edge);
  const out: number[] = [];
  for (let z = -reach; z <= reach; z++)
    for (let y = -reach; y <= reach; y++)
      for (let x = 0; x <= reach; x++)
        out.push(...(Math.hypot(x, y, z) < edge / 2 ? value([x, y, z]) : [0, 0, 0]));
  return Float64Array.from(out);
}
