/** What the page of a series can show of each tilt. */
import type { TiltDescription } from '../../shared/protocol/series';
import type { Chart } from '../../shared/plots/chart';

export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly of: (tilt: TiltDescription) => number | null;
  readonly decimals: number;
}

export const measures: readonly Measure[] = [
  { name: 'Angle', unit: '°', of: ({ angle }) => angle, decimals: 1 },
  { name: 'Dose', unit: 'e/Å²', of: ({ dose }) => dose, decimals: 1 },
  { name: 'Defocus', unit: 'µm', of: ({ defocus }) => defocus, decimals: 2 },
  { name: 'Score', unit: '', of: ({ score }) => score, decimals: 2 },
  { name: 'Weight', unit: '', of: ({ weight }) => weight, decimals: 2 },
];

/** Over the angle; the angle itself over the number of the tilt, which shows the order of the file. */
export function tiltChart(tilts: readonly TiltDescription[], measure: Measure): Chart {
  const byNumber = measure.name === 'Angle';
  const along = byNumber ? tilts : tilts.toSorted((a, b) => a.angle - b.angle);
  const curve = (name: string, wanted: boolean) => ({
    name,
    kind: 'points' as const,
    x: along.map((tilt) => (byNumber ? tilt.number : tilt.angle)),
    y: along.map((tilt) => (tilt.isUsed === wanted ? (measure.of(tilt) ?? NaN) : NaN)),
  });
  return {
    title: `${measure.name} of tilts`,
    x: byNumber ? { label: 'Tilt', unit: '', whole: true } : { label: 'Angle', unit: '°' },
    y: { label: measure.name, unit: measure.unit },
    curves: [curve('used', true), ...(tilts.some(({ isUsed }) => !isUsed) ? [curve('left out', false)] : [])],
  };
}

/** `score 1.20`; empty where there is none. */
export function valueText(tilt: TiltDescription, { name, unit, of, decimals }: Measure): string {
  const value = of(tilt);
  return value === null
    ? ''
    : `${name.toLowerCase()} ${value.toFixed(decimals)}${unit === '' ? '' : ` ${unit}`}`;
}
