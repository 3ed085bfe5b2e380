/** Transfer functions of a series' tilts, refined: what images of all its species say of them. */
import type { TiltOptics, OpticsCurve } from '../../../shared/records/tiltOptics';
import type { TiltSeries } from '../../model/tiltSeries';
import type { CtfSettings } from '../ctf/ctfParameters';
import { fitTilts, type FittedTilts, type TiltEvidence } from '../ctf/fitTilts';
import { agreement, type CtfStatistics } from '../ctf/statistics';
import { changedTilts } from '../ctf/tiltChanges';
import { tiltFunctions, type SpeciesInTilt } from '../ctf/tiltLikelihood';
import type { SeriesParticles } from '../parameters/views';
import { measureCtf } from './ctfStatistics';
import type { NoiseSpectrum } from './noiseSpectra';
import { wavelength } from './seriesOptics';
import type { SeriesSession } from './seriesSession';

export interface CtfStage {
  readonly series: TiltSeries;
  readonly particles: readonly SeriesParticles[];
  /** (species, tilt) */
  readonly noises: readonly (readonly NoiseSpectrum[])[];
  /** Looks for the defocus far away. */
  readonly search: boolean;
}

export interface CtfStageOptions {
  readonly ctf: CtfSettings;
  readonly weightThreshold: number;
  readonly signal?: AbortSignal | undefined;
}

/** Null where no species is resolved well enough, or none is seen. */
export async function refineTilts(
  session: SeriesSession,
  { series, particles, noises, search }: CtfStage,
  { ctf, weightThreshold, signal }: CtfStageOptions,
): Promise<{ readonly series: TiltSeries; readonly found: TiltOptics } | null> {
  const statistics: CtfStatistics[] = [];
  for (const [index, { geometry }] of session.species.entries()) {
    if (geometry.resolution > ctf.minimumResolution) continue;
    const measured = { series, particles: particles[index], noise: noises[index], weightThreshold, signal };
    statistics.push(await measureCtf(session, index, { ...measured, batch: ctf.batch }));
  }
  const { tilts, evidence } = evidenceOf(series, statistics);
  if (tilts.length === 0) return null;
  const fitted = fitTilts(evidence, { defocus: ctf.defocus, phase: ctf.phaseShift, search });
  const changes = Array.from({ length: series.tiltCount }, (_, tilt) => {
    const at = tilts.indexOf(tilt);
    return at < 0 ? null : fitted.tilts[at].change;
  });
  const changed = changedTilts(series, changes);
  return { series: changed, found: opticsOf({ tilts, fitted, statistics }, series, changed, ctf) };
}

/** Tilts that show particles, and what their images say. */
export function evidenceOf(
  series: TiltSeries,
  species: readonly CtfStatistics[],
): { readonly tilts: readonly number[]; readonly evidence: readonly TiltEvidence[] } {
  const functions = species.map(({ grid }) => tiltFunctions(grid, wavelength(series)));
  const tilts = Array.from({ length: series.tiltCount }, (_, tilt) => tilt).filter((tilt) =>
    species.some((one) => one.tilts[tilt] !== null),
  );
  const byDose = tilts.toSorted((a, b) => series.dose[a] - series.dose[b] || a - b);
  const evidence = tilts.map((tilt): TiltEvidence => {
    const half = (which: 0 | 1): readonly SpeciesInTilt[] =>
      species.flatMap(({ coverage, tilts: own }, i) => {
        const sums = own[tilt];
        return sums === null ? [] : [{ functions: functions[i], coverage, sums: [sums[which]] }];
      });
    const place = byDose.indexOf(tilt);
    return {
      halves: [half(0), half(1)],
      order: tilts.length > 1 ? (2 * place) / (tilts.length - 1) - 1 : 0,
    };
  });
  return { tilts, evidence };
}

interface FoundTilts {
  readonly tilts: readonly number[];
  readonly fitted: FittedTilts;
  readonly statistics: readonly CtfStatistics[];
}

function opticsOf(
  { tilts, fitted, statistics }: FoundTilts,
  before: TiltSeries,
  after: TiltSeries,
  { defocus, phaseShift }: CtfSettings,
): TiltOptics {
  const all = Array.from({ length: before.tiltCount }, (_, tilt) => tilt);
  const curve = (number: number, unit: number): OpticsCurve => {
    const value = (series: TiltSeries): (number | null)[] =>
      all.map((tilt) => (tilts.includes(tilt) ? short(numbersOf(series, tilt)[number] / unit) : null));
    return {
      before: value(before),
      after: value(after),
      error: all.map((tilt) => {
        const error = fitted.tilts.at(tilts.indexOf(tilt))?.error[number] ?? Infinity;
        return tilts.includes(tilt) && Number.isFinite(error) ? short(error / unit) : null;
      }),
    };
  };
  const micrometer = 1e4;
  return {
    ...(defocus && {
      defocus: curve(0, micrometer),
      straight: curve(1, micrometer),
      diagonal: curve(2, micrometer),
    }),
    ...(phaseShift && { phase: curve(3, Math.PI) }),
    contrast: contrastOf(before.tiltCount, statistics),
    verdicts: all.map((tilt) => (tilts.includes(tilt) ? fitted.tilts[tilts.indexOf(tilt)].verdict : null)),
    gain: short(fitted.gain),
  };
}

/** Mean defocus of a tilt, the parts of its astigmatism, Å, and its phase shift, rad. */
function numbersOf(series: TiltSeries, tilt: number): readonly number[] {
  const { defocus, astigmatism, astigmatismAngle, phaseShift, tiltCount } = series;
  const [width, height, depth] = defocus.size;
  const plane = width * height;
  const layer = depth === tiltCount ? tilt : 0;
  const values = defocus.values.subarray(layer * plane, (layer + 1) * plane);
  const [size, angle] = [0.5 * astigmatism[tilt], 2 * astigmatismAngle[tilt]];
  return [
    values.reduce((sum, value) => sum + value, 0) / plane,
    size * Math.cos(angle),
    size * Math.sin(angle),
    phaseShift[tilt],
  ];
}

/** (tilt) how strong the references are in its images, over the mean of all tilts. */
function contrastOf(tilts: number, species: readonly CtfStatistics[]): readonly (number | null)[] {
  const amplitude = (of: readonly number[]): number | null => {
    let [ab, a2] = [0, 0];
    for (const { grid, tilts: own } of species) {
      const still = new Float64Array(grid.count);
      for (const tilt of of)
        for (const sums of own[tilt] ?? []) {
          const here = agreement(sums, still);
          ab += here.ab;
          a2 += here.a2;
        }
    }
    return a2 > 0 ? ab / a2 : null;
  };
  const mean = amplitude(Array.from({ length: tilts }, (_, tilt) => tilt)) ?? 1;
  return Array.from({ length: tilts }, (_, tilt) => {
    const own = amplitude([tilt]);
    return own === null || !(mean > 0) ? null : short(own / mean);
  });
}

/** What is further than five digits is noise. */
function short(value: number): number {
  return Number(value.toPrecision(5));
}
