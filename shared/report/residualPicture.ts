/** Phase residuals as pictures of frequency space: what each pixel shows, in which color, and as SVG and CSV. */
import type { PhaseResiduals } from '../records/aberrations';
import { escaped } from '../plots/svg';
import { cyclicColor } from './cyclicColors';

export type ResidualKind = 'antisymmetric' | 'symmetric';

export const residualKinds: readonly { readonly kind: ResidualKind; readonly meaning: string }[] = [
  { kind: 'antisymmetric', meaning: 'changes its sign with the direction: beam tilt, trefoil' },
  { kind: 'symmetric', meaning: 'the same on both sides: defocus, astigmatism, spherical aberration' },
];

/** A pixel of the whole plane. */
export interface PhasePixel {
  /** Pixels from the middle, to the right and up. */
  readonly kx: number;
  readonly ky: number;
  /** rad */
  readonly phase: number;
  /** Standard deviations of the noise. */
  readonly confidence: number;
}

/** Null where nothing was compared. */
export function phaseAt(
  { radius, ...pictures }: PhaseResiduals,
  kind: ResidualKind,
  kx: number,
  ky: number,
): PhasePixel | null {
  if (Math.abs(kx) > radius || Math.abs(ky) > radius) return null;
  const flip = kx < 0 ? -1 : 1;
  const at = (flip * ky + radius) * (radius + 1) + flip * kx;
  const phase = pictures[kind].phase[at];
  if (phase === null) return null;
  const sign = kind === 'antisymmetric' ? flip : 1;
  return { kx, ky, phase: sign * phase, confidence: pictures[kind].confidence[at] };
}

/** All of the plane where there is anything, rows from below. */
export function phasePixels(residuals: PhaseResiduals, kind: ResidualKind): readonly PhasePixel[] {
  const { radius } = residuals;
  const pixels: PhasePixel[] = [];
  for (let ky = -radius; ky <= radius; ky++)
    for (let kx = -radius; kx <= radius; kx++) {
      const pixel = phaseAt(residuals, kind, kx, ky);
      if (pixel !== null) pixels.push(pixel);
    }
  return pixels;
}

/** Degrees to either side that colors may span; the whole turn is a ring. */
export const spans = [180, 90, 45, 20, 10] as const;

/** The narrowest span that holds what stands out of the noise. */
export function spanFor(residuals: PhaseResiduals): number {
  const largest = residualKinds.flatMap(({ kind }) =>
    phasePixels(residuals, kind).flatMap(({ phase, confidence }) =>
      confidence > 5 ? [Math.abs((phase * 180) / Math.PI)] : [],
    ),
  );
  largest.sort((a, b) => a - b);
  const most = largest.at(Math.floor(0.95 * largest.length)) ?? 180;
  return spans.findLast((span) => span >= most) ?? 180;
}

/** @param span degrees */
export function colorOf(phase: number, span: number): readonly [number, number, number] {
  if (span >= 180) return cyclicColor(phase);
  const part = Math.min(1, Math.max(-1, (phase * 180) / Math.PI / span));
  return cyclicColor(part * 0.6 * Math.PI);
}

/** 0 to 1: pixels fade as the noise takes over. */
export function opacityOf(confidence: number): number {
  return Math.min(1, Math.max(0, (confidence - 0.5) / 4.5));
}

export interface Ring {
  /** Pixels of the picture. */
  readonly radius: number;
  /** Å */
  readonly resolution: number;
}

const roundResolutions = [
  100, 80, 60, 50, 40, 30, 25, 20, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5,
];

/** Round resolutions, far enough from each other, and the highest frequency. */
export function ringsOf({ radius, step, highest }: PhaseResiduals): readonly Ring[] {
  const rings: Ring[] = [];
  for (const resolution of roundResolutions) {
    const at = 1 / (resolution * step);
    if (at > 0.8 * radius || at < (rings.at(-1)?.radius ?? 0) + 0.24 * radius) continue;
    rings.push({ radius: at, resolution });
  }
  return [...rings, { radius: highest / step, resolution: 1 / highest }];
}

export function resolutionLabel(resolution: number): string {
  return `${Number(resolution.toFixed(resolution < 10 ? 1 : 0))} Å`;
}

/** px */
const side = 300;
const gap = 40;
const top = 64;

/** Both pictures beside each other, on white paper. */
export function residualSvg(title: string, residuals: PhaseResiduals, span = spanFor(residuals)): string {
  const scale = side / (2 * residuals.radius + 1);
  const width = 2 * side + 3 * gap;
  const pictures = residualKinds.map(({ kind }, i) => {
    const cells = phasePixels(residuals, kind)
      .filter(({ confidence }) => opacityOf(confidence) > 0)
      .map(({ kx, ky, phase, confidence }) => {
        const rgb = colorOf(phase, span).map((value) => 255 + opacityOf(confidence) * (value - 255));
        return `<path d="M${kx} ${-ky}h1v1h-1z" fill="#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}"/>`;
      });
    const rings = ringsOf(residuals).map(
      ({ radius, resolution }) =>
        `<circle r="${(radius * scale).toFixed(1)}" fill="none" stroke="#222" stroke-opacity="0.5"/>` +
        `<text y="${(-radius * scale - 3).toFixed(1)}" text-anchor="middle" font-size="10">${resolutionLabel(resolution)}</text>`,
    );
    const [x, y] = [gap + side / 2 + i * (side + gap), top + side / 2];
    return (
      `<text x="${x}" y="44" text-anchor="middle">${kind}</text><g transform="translate(${x} ${y})">` +
      `<g transform="scale(${scale}) translate(-0.5 -0.5)" shape-rendering="crispEdges">${cells.join('')}</g>${rings.join('')}</g>`
    );
  });
  const height = top + side + 64;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#222" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${gap}" y="22" font-size="15" font-weight="600">${escaped(title)}</text>
${pictures.join('\n')}
${keySvg(width, height - 34, span)}
</svg>
`;
}

function keySvg(width: number, y: number, span: number): string {
  const steps = 60;
  const bar = Array.from({ length: steps }, (_, i) => {
    const phase = ((((i + 0.5) / steps) * 2 - 1) * span * Math.PI) / 180;
    return `<rect x="${width / 2 - 120 + i * 4}" y="${y}" width="4.2" height="10" fill="rgb(${colorOf(phase, span).join(' ')})"/>`;
  });
  const ends = [-span, 0, span].map(
    (value, i) =>
      `<text x="${width / 2 - 120 + i * 120}" y="${y + 24}" text-anchor="middle">${value}°</text>`,
  );
  return bar.join('') + ends.join('');
}

export function residualCsv(residuals: PhaseResiduals): string {
  const { step } = residuals;
  const lines = residualKinds.flatMap(({ kind }) =>
    phasePixels(residuals, kind).map(({ kx, ky, phase, confidence }) => {
      const degrees = ((phase * 180) / Math.PI).toFixed(1);
      return `${kind},${(kx * step).toPrecision(5)},${(ky * step).toPrecision(5)},${resolutionOf(residuals, kx, ky).toFixed(2)},${degrees},${confidence}`;
    }),
  );
  return ['part,kx (1/Å),ky (1/Å),Resolution (Å),Phase (°),Confidence', ...lines, ''].join('\n');
}

export function resolutionOf({ step }: Pick<PhaseResiduals, 'step'>, kx: number, ky: number): number {
  return 1 / (Math.hypot(kx, ky) * step);
}

export interface ResidualRing {
  /** Å */
  readonly resolution: number;
  /** Degrees: the weighted rms of the antisymmetric part, the weighted mean of the symmetric one; null where nothing was compared. */
  readonly antisymmetric: number | null;
  readonly symmetric: number | null;
  /** Mean of both parts. */
  readonly confidence: number;
}

/** What the picture is like, ring by ring: for tables. */
export function residualRings(residuals: PhaseResiduals): readonly ResidualRing[] {
  const parts = residualKinds.map(({ kind }) => phasePixels(residuals, kind));
  return Array.from({ length: residuals.radius }, (_, i): ResidualRing => {
    const [odd, even] = parts.map((pixels) =>
      pixels.filter(({ kx, ky }) => Math.round(Math.hypot(kx, ky)) === i + 1),
    );
    const weight = (pixels: readonly PhasePixel[]): number =>
      pixels.reduce((sum, { confidence }) => sum + confidence ** 2, 0);
    const mean = (pixels: readonly PhasePixel[], of: (phase: number) => number): number =>
      pixels.reduce((sum, { phase, confidence }) => sum + confidence ** 2 * of(phase), 0) /
      Math.max(weight(pixels), 1e-9);
    const all = [...odd, ...even];
    const degrees = 180 / Math.PI;
    return {
      resolution: resolutionOf(residuals, i + 1, 0),
      antisymmetric: odd.length === 0 ? null : Math.sqrt(mean(odd, (phase) => phase * phase)) * degrees,
      symmetric: even.length === 0 ? null : Math.atan2(mean(even, Math.sin), mean(even, Math.cos)) * degrees,
      confidence: all.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, all.length),
    };
  });
}
