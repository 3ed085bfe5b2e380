/** What is in a column, gathered value by value: how many, the range, and how many different ones. */

export interface ColumnStatistics {
  readonly count: number;
  /** How many of them are numbers. */
  readonly numbers: number;
  /** Of the numbers; null without any. */
  readonly range: { readonly min: number; readonly max: number; readonly mean: number } | null;
  /** Different values: exact up to 4,096, beyond that within about two percent. */
  readonly distinct: number;
  readonly distinctIsExact: boolean;
}

const exactLimit = 4096;
const registerBits = 12;

export class ColumnCounter {
  private count = 0;
  private numbers = 0;
  private min = Infinity;
  private max = -Infinity;
  private sum = 0;
  private readonly seen = new Set<number>();
  /** Longest run of zeros by which the hashes of a register start (HyperLogLog); empty while few values were seen. */
  private registers: Uint8Array | null = null;

  /** @param value NaN for what is no number */
  add(value: number, bytes: Uint8Array, start: number, end: number): void {
    this.count++;
    if (!Number.isNaN(value)) {
      this.numbers++;
      this.sum += value;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
    }
    const hash = hashOf(bytes, start, end);
    if (this.registers === null) {
      this.seen.add(hash);
      if (this.seen.size <= exactLimit) return;
      this.registers = new Uint8Array(1 << registerBits);
      for (const old of this.seen) note(this.registers, old);
      this.seen.clear();
    } else note(this.registers, hash);
  }

  statistics(): ColumnStatistics {
    const { numbers, min, max } = this;
    return {
      count: this.count,
      numbers,
      range: numbers === 0 ? null : { min, max, mean: this.sum / numbers },
      distinct: this.registers === null ? this.seen.size : Math.min(estimate(this.registers), this.count),
      distinctIsExact: this.registers === null,
    };
  }
}

/** FNV-1a with a last mixing, so that every bit depends on every byte. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function note(registers: Uint8Array, hash: number): void {
  const register = hash & (registers.length - 1);
  const zeros = Math.clz32(hash >>> registerBits) - registerBits + 1;
  if (zeros > registers[register]) registers[register] = zeros;
}

/** Flajolet et al. 2007, equation 2, without the corrections for few values (counted exactly) and for collisions. */
function estimate(registers: Uint8Array): number {
  const count = registers.length;
  let sum = 0;
  for (const zeros of registers) sum += 2 ** -zeros;
  return Math.round(((0.7213 / (1 + 1.079 / count)) * count * count) / sum);
}
