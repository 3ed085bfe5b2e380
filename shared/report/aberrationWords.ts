/** What phase residuals say of the optics, in words: what is significant, and how large the rest could be. */
import type { PhaseResiduals } from '../records/aberrations';

type Aberrations = PhaseResiduals['aberrations'];
type Estimate = Aberrations['defocus'];

export interface AberrationLine {
  readonly name: string;
  /** `8.1 ± 0.3 mrad along X, -6.0 ± 0.3 mrad along Y` */
  readonly found: string;
  /** Whether anything in it is more than what noise gives one time in a hundred or so. */
  readonly standsOut: boolean;
}

export function aberrationLines({ aberrations, highest }: PhaseResiduals): readonly AberrationLine[] {
  const { beamTilt, trefoil, defocus, astigmatism, cs } = aberrations;
  const resolution = `${Number((1 / highest).toFixed(1))} Å`;
  const [straight, diagonal] = astigmatism;
  const size = Math.hypot(straight.value, diagonal.value);
  const axis = (Math.atan2(diagonal.value, straight.value) * 90) / Math.PI;
  const strength = Math.hypot(trefoil[0].value, trefoil[1].value);
  return [
    {
      name: 'Beam tilt',
      found:
        beamTilt === null
          ? 'unknown: the spherical aberration of the series is 0'
          : `${text(beamTilt[0], 'mrad')} along X, ${text(beamTilt[1], 'mrad')} along Y`,
      standsOut: beamTilt !== null && beamTilt.some(standsOut),
    },
    {
      name: 'Trefoil',
      found: `${degrees(strength)} ± ${degrees(trefoil[0].error)} at ${resolution}`,
      standsOut: trefoil.some(standsOut),
    },
    {
      name: 'Residual defocus',
      found: text(defocus, 'µm'),
      standsOut: standsOut(defocus),
    },
    {
      name: 'Residual astigmatism',
      found: `${text({ value: size, error: straight.error }, 'µm')} along ${axis.toFixed(0)}°`,
      standsOut: astigmatism.some(standsOut),
    },
    {
      name: 'Residual Cs',
      found: cs === null ? `cannot be separated from defocus at ${resolution}` : text(cs, 'mm'),
      standsOut: cs !== null && standsOut(cs),
    },
  ];
}

/** One sentence. */
export function aberrationSentence(residuals: PhaseResiduals): string {
  const found = aberrationLines(residuals).filter((line) => line.standsOut);
  if (found.length === 0) return 'Nothing significant: the optics in the files explain the images.';
  return `Significant: ${found.map(({ name, found: what }) => `${name.toLowerCase()} ${what}`).join('; ')}.`;
}

function standsOut({ value, error }: Estimate): boolean {
  return Math.abs(value) > 3.5 * error;
}

function text({ value, error }: Estimate, unit: string): string {
  if (!(error < 1e6)) return 'unknown';
  const digits = Math.max(0, Math.min(4, 1 - Math.floor(Math.log10(Math.max(error, 1e-9)))));
  return `${value.toFixed(digits)} ± ${error.toFixed(digits)} ${unit}`;
}

function degrees(radians: number): string {
  return radians < 1e3 ? `${((radians * 180) / Math.PI).toFixed(1)}°` : 'unknown';
}
