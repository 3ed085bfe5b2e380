/** What all transfer functions of a series have in common, as shared/ctf.wgsl takes it. */
import type { Gpu } from '../gpu/gpu';

export interface TransferConstants {
  /** Å */
  readonly wavelength: number;
  /** Å */
  readonly cs: number;
  /** rad Å⁴, of k⁴ times cosine and sine of twice the azimuth, then of four times. */
  readonly quartic: readonly [number, number, number, number];
}

/** Six numbers of a kernel's parameters: `wavelength, cs` and `quartic`. */
export function transferUniform({
  wavelength,
  cs,
  quartic,
}: TransferConstants): Parameters<Gpu['uniform']>[0] {
  return [wavelength, cs, ...quartic].map((f) => ({ f }));
}
