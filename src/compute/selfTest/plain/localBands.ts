/** What kernels/localBands does, in double precision. */
import { curveNumbers, type BandNumbers } from '../../kernels/localBands';

/** One band of a (z, y, x, 2) spectrum of edge n: a triangle about a radius, nothing from Nyquist on. */
export function plainBand(
  spectrum: ArrayLike<number>,
  { n, index, step, scale }: { n: number; index: number; step: number; scale: number },
): Float64Array {
  const signed = (at: number): number => (2 * at > n ? at - n : at);
  return Float64Array.from(spectrum, (value, i) => {
    const at = i >> 1;
    const radius = Math.hypot(
      signed(at % n),
      signed(Math.floor(at / n) % n),
      signed(Math.floor(at / n ** 2)),
    );
    const weight = Math.max(0, 1 - Math.abs(radius / step - index));
    return 2 * radius >= n ? 0 : value * weight * scale;
  });
}

/** The curve of one voxel, and what is kept of its bands. */
export class PlainCurve {
  /** (average, half 1, half 2) */
  readonly kept = [0, 0, 0];
  readonly pending = [0, 0, 0];
  /** A decision that rounding could have turned: the voxel says nothing. */
  isDoubtful = false;
  private density = [0, 0];
  private earlier = [0, 0];
  private above = 0;
  private sum = 0;
  private best = 0;
  private end = 0;

  /** As a row of the kernel's. */
  get numbers(): readonly number[] {
    const row = [...this.density, ...this.earlier, this.above, this.sum, this.best, this.end];
    if (row.length !== curveNumbers) throw new Error('the numbers of a curve have changed');
    return row;
  }

  settle(band: BandNumbers, pair: readonly number[], sums: readonly number[]): void {
    const { index, energy, leak, threshold, sharpening } = band;
    const clamp = (value: number, least: number, most: number): number =>
      Math.min(most, Math.max(least, value));
    const correlation = index === 0 ? 1 : clamp(sums[0] / Math.max(sums[1], 1e-30), 0, 1);
    const weight = Math.sqrt((2 * correlation) / (1 + correlation)) * sharpening;
    const part = [weight * 0.5 * (pair[0] + pair[1]), correlation * pair[0], correlation * pair[1]];
    const density = [sums[0] / energy, sums[1] / energy];
    const spread = Math.min(leak * this.density[1], 0.5 * density[1]);
    const spreadProduct = (spread * this.density[0]) / Math.max(this.density[1], 1e-30);
    const own = [(density[0] - spreadProduct) / (1 - leak), (density[1] - spread) / (1 - leak)];
    const above = (index === 0 ? 1 : clamp(own[0] / Math.max(own[1], 1e-30), -1, 1)) - threshold;
    this.sum += index * index * above;
    if (index > 0 && Math.min(Math.abs(above), Math.abs(this.sum - this.best)) < 1e-3) this.isDoubtful = true;
    if (above >= 0 && this.sum >= this.best) {
      this.best = this.sum;
      this.end = index;
      part.forEach((value, i) => (this.kept[i] += this.pending[i] + value));
      this.pending.fill(0);
    } else if (above < 0 && this.end === index - 1) {
      this.end = this.endOfStructure(own, this.end, this.end + this.above / (this.above - above));
      part.forEach((value, i) => (this.kept[i] += value));
    } else part.forEach((value, i) => (this.pending[i] += value));
    this.above = above;
    this.earlier = [this.density[0], this.earlier[0]];
    this.density = own;
  }

  /** Where structure that falls as it did in shells before ends at once; see localSettle.wgsl. */
  private endOfStructure(next: readonly number[], last: number, crossing: number): number {
    const fall = Math.min(1, Math.max(0.2, this.earlier[0] / Math.max(this.earlier[1], 1e-30)));
    const expected = [this.earlier[0] * fall, this.earlier[0] * fall * fall];
    const noise = Math.max(next[1] - next[0], 1e-30);
    if (Math.abs(expected[1] / noise - 1) < 1e-3) this.isDoubtful = true;
    if (last < 3 || expected[1] < noise) return crossing;
    const there = [this.density[0] / expected[0], next[0] / expected[1]].map((share) =>
      Math.min(1, Math.max(0, share)),
    );
    return Math.min(crossing, last - 0.5 + there[0] + there[1]);
  }
}
