/** Fourier shell correlation of a species' versions. */
import type { FscReport, SpeciesReport } from '../../records/report';
import type { Chart, Curve, Dash } from '../../plots/chart';
import type { CurvePlot } from './plot';

export type FscKind = Exclude<keyof FscReport, 'frequency'>;

export const fscKinds: readonly { readonly kind: FscKind; readonly dash: Dash; readonly meaning: string }[] =
  [
    {
      kind: 'corrected',
      dash: 'solid',
      meaning: 'masked, less what the mask itself brings: the resolution is read here',
    },
    { kind: 'masked', dash: 'dashed', meaning: 'half-maps under the mask' },
    { kind: 'unmasked', dash: 'dotted', meaning: 'half-maps as they are' },
    {
      kind: 'randomised',
      dash: 'dashdot',
      meaning: 'under the mask, with phases made random: what the mask alone correlates',
    },
  ];

export interface ChosenCurves {
  readonly species: SpeciesReport;
  /** Indices of its versions. */
  readonly versions: readonly number[];
  readonly kinds: readonly FscKind[];
}

/** Axes and guides of correlation curves. */
export const fscFrame = {
  x: { label: 'Resolution', unit: 'Å', scale: 'resolution' },
  y: { label: 'Fourier shell correlation', unit: '', range: [-0.1, 1.05] },
  guides: [
    { y: 0.143, label: '0.143' },
    { y: 0.5, label: '0.5' },
  ],
} as const satisfies Partial<Chart>;

/** A color a version, a dash a kind. */
export const fsc: CurvePlot<ChosenCurves> = {
  kind: 'curves',
  key: 'fsc',
  height: 340,
  chart: ({ species, versions, kinds }) => ({
    title: `FSC of ${species.name}`,
    ...fscFrame,
    curves: versions.flatMap((index): Curve[] => {
      const curves = species.versions[index].fsc;
      if (curves === null) return [];
      return fscKinds
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ kind, dash }) => ({
          name: `${kind} · version ${index + 1}`,
          x: curves.frequency,
          y: curves[kind],
          color: versions.length - 1 - versions.indexOf(index),
          dash,
        }));
    }),
  }),
};

/** The first version and the one in use, with all that was measured. */
export function usualCurves(species: SpeciesReport): ChosenCurves {
  return { species, versions: firstAndCurrent(species), kinds: fscKinds.map(({ kind }) => kind) };
}

export function firstAndCurrent({ versions }: SpeciesReport): readonly number[] {
  const inUse = versions.findIndex(({ current }) => current);
  return [...new Set([0, inUse])].filter((index) => index in versions);
}

/** `3 · final · 12.1 Å`: versions are counted from 1, the oldest. */
export function versionName({ versions }: SpeciesReport, index: number): string {
  const { label, resolution, current } = versions[index];
  return `${index + 1}${label === '' ? '' : ` · ${label}`}${resolution === null ? '' : ` · ${resolution.toFixed(1)} Å`}${current ? ' · in use' : ''}`;
}
