/** What two versions of a species differ in, in words: for the command line and for a page. */
import type {
  ComparedVersion,
  Movement,
  ParticleComparison,
  SeriesComparison,
  SourceComparison,
  VersionComparison,
} from '../records/comparison';

/** `Version 2 "final" · in use` */
export function versionTitle({ number, label, current }: ComparedVersion): string {
  return `Version ${number}${label === '' ? '' : ` "${label}"`}${current ? ' · in use' : ''}`;
}

export function angstrom(value: number | null, digits = 2): string {
  return value === null ? 'unknown' : `${value.toFixed(digits)} Å`;
}

export function degrees(value: number | null): string {
  return value === null ? 'unknown' : `${value.toFixed(2)}°`;
}

/** How particles were found in both, and what is to be known about that. */
export function matchingWords({ matchedBy, tolerance, allSamples }: ParticleComparison): string {
  const matching =
    matchedBy === 'rows'
      ? 'compared row by row: both tables have the same series in the same order'
      : `rows differ, so particles of a series are the same where they lie nearest to each other, at most ${angstrom(tolerance, 0)} apart`;
  return allSamples
    ? matching
    : `${matching}; samples of trajectories differ in number, so the first are compared`;
}

/** `moved 1.20 Å (rms), at most 3.10 Å; turned 0.80° (rms), at most 2.00°` */
export function movementWords({ particles, unchanged, rms, max, rmsAngle, maxAngle }: Movement): string {
  if (particles === 0) return 'none';
  if (unchanged === particles) return `${particles}, all where they were`;
  const still = unchanged === 0 ? '' : ` (${unchanged} unchanged)`;
  return `${particles}${still}, moved ${angstrom(rms)} (rms), at most ${angstrom(max)}; turned ${degrees(rmsAngle)} (rms), at most ${degrees(maxAngle)}`;
}

export function columnWords({ columns: { added, removed, changed } }: ParticleComparison): readonly string[] {
  return [
    ...(added.length === 0 ? [] : [`columns added: ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`columns removed: ${removed.join(', ')}`]),
    ...changed.map(({ label, particles }) => `column ${label} differs for ${particles}`),
  ];
}

/** `2.00 Å`; small numbers keep their digits. */
export function amount(value: number, unit: string): string {
  const text = value >= 0.01 ? value.toFixed(2) : value.toPrecision(2);
  return unit === '°' ? `${text}°` : unit === '' ? text : `${text} ${unit}`;
}

/** A parameter over all series of a data source. */
export interface ParameterSummary {
  readonly name: string;
  readonly unit: string;
  /** How many series it changed in. */
  readonly series: number;
  /** Over these. */
  readonly rms: number;
  readonly max: number;
  /** The series in which it changed most. */
  readonly most: string;
}

export function parameterSummaries({ series }: SourceComparison): readonly ParameterSummary[] {
  const names = new Set(series.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  return [...names].map((name) => {
    const changes = series.flatMap(({ series: of, parameters }) =>
      parameters.filter((one) => one.name === name).map((one) => ({ ...one, of })),
    );
    const most = changes.reduce((a, b) => (b.max > a.max ? b : a));
    const rms = Math.sqrt(changes.reduce((sum, one) => sum + one.rms ** 2, 0) / changes.length);
    return { name, unit: most.unit, series: changes.length, rms, max: most.max, most: most.of };
  });
}

/** What differs of a series beside parameters with an amount. */
export function otherWords({
  others,
  tiltsLeftOut,
  tiltsTakenIn,
  selection,
}: SeriesComparison): readonly string[] {
  return [
    ...(tiltsLeftOut.length === 0 ? [] : [`tilts left out: ${tiltsLeftOut.join(', ')}`]),
    ...(tiltsTakenIn.length === 0 ? [] : [`tilts taken in: ${tiltsTakenIn.join(', ')}`]),
    ...(selection === null ? [] : [`${selection.from}, then ${selection.to}`]),
    ...others,
  ];
}

export function comparisonLines(comparison: VersionComparison): readonly string[] {
  const { species, from, to, changed, settings, fsc, particles, sources } = comparison;
  const pair = (a: string, b: string): string => (a === b ? a : `${a}, then ${b}`);
  const curves = (read: (one: NonNullable<typeof fsc.from>) => number | null): string =>
    pair(...both([fsc.from, fsc.to], (one) => (one === null ? 'unknown' : angstrom(read(one)))));
  const means = [fsc.from?.mean ?? null, fsc.to?.mean ?? null];
  return [
    `${species}: ${versionTitle(from)} (${from.version}) and ${versionTitle(to)} (${to.version})`,
    `Resolution: ${pair(angstrom(from.resolution), angstrom(to.resolution))}`,
    `FSC below 0.143 at ${curves((one) => one.below143)}; below 0.5 at ${curves((one) => one.below500)}`,
    ...(means[0] === null || means[1] === null
      ? []
      : [`Mean FSC up to ${angstrom(fsc.meanTo)}: ${pair(means[0].toFixed(3), means[1].toFixed(3))}`]),
    ...(changed.length === 0 ? [] : [`Changed: ${changed.join(', ')}`]),
    ...settings.map((one) => `${one.name}: ${one.from}, then ${one.to}`),
    `Particles: ${particles.added} added, ${particles.removed} removed; ${matchingWords(particles)}`,
    `  in both: ${movementWords(particles.all)}`,
    ...particles.halves.map((half, i) => `  half-set ${i + 1}: ${movementWords(half)}`),
    ...(particles.otherHalf === 0 ? [] : [`  in the other half-set: ${particles.otherHalf}`]),
    ...columnWords(particles).map((line) => `  ${line}`),
    ...sources.flatMap(sourceLines),
  ];
}

function both<A, B>([a, b]: readonly [A, A], of: (one: A) => B): [B, B] {
  return [of(a), of(b)];
}

function sourceLines(source: SourceComparison): readonly string[] {
  const { name, from, to, problem, added, removed, series } = source;
  if (problem !== null) return [`Data source ${name} was not compared: ${problem}`];
  if (from === to) return [`Data source ${name}: the same version (${to})`];
  return [
    `Data source ${name}: ${from}, then ${to}`,
    ...(added.length === 0 ? [] : [`  series added: ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`  series removed: ${removed.join(', ')}`]),
    ...parameterSummaries(source).map(
      (one) =>
        `  ${one.name} in ${one.series} series: ${amount(one.rms, one.unit)} (rms), at most ${amount(one.max, one.unit)} in ${one.most}`,
    ),
    ...series.map((one) => {
      const amounts = one.parameters.map(
        ({ name: what, unit, rms, max }) =>
          `${what} ${amount(rms, unit)} (rms), at most ${amount(max, unit)}`,
      );
      return `  ${one.series}: ${[...amounts, ...otherWords(one)].join('; ')}`;
    }),
  ];
}
