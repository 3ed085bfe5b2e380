/** Particles of programs beside RELION and M: what their lists say, one by one, becomes a table of a species. */
import { toEuler } from '../../shared/math/rotations';
import type { Matrix3, Vector3 } from '../../shared/math/vector';
import { Problem } from '../../shared/problem';
import { closeLimit, dealtHalves } from './halfSets';
import {
  checkMatches,
  countMatches,
  countOutside,
  countUnmatched,
  isInCorner,
  pixelSizeTally,
  type ImportedParticles,
} from './importedParticles';
import { chosenByClass, classLabel } from './particleClasses';
import type { ParticleReading } from './particleFormats/particleFormat';
import type { ParticleTable } from './particles';
import { seriesLookup, type NamedSeries } from './seriesNames';

export interface ListedParticle {
  /** A name, or the number that the list has for it. */
  readonly tomogram: string;
  /** Pixels of the tomogram, from the center of its first. */
  readonly position: Vector3;
  /** Pixels, to be added. */
  readonly shift: Vector3;
  /** Reference to volume. */
  readonly rotation: Matrix3;
  /** 0 or 1; undefined where the list has no half-sets. */
  readonly half?: number;
  /** Undefined where the list has no classes. */
  readonly class?: string;
  /** Å; undefined where the list does not say it. */
  readonly pixelSize?: number;
  /** What else it says of the particle, by the label that it is kept under. */
  readonly more: Readonly<Record<string, string>>;
}

/** @param pixelFrom what says pixel sizes in the list. Throws Problem. */
export function importListed(
  list: readonly ListedParticle[],
  where: string,
  pixelFrom: string,
  options: ParticleReading,
): ImportedParticles {
  if (list.length === 0) throw new Problem('it holds no particles', { where });
  const { series, samples } = options;
  const lookup = seriesLookup(series, where, options.nameMap);
  const matches = list.map(({ tomogram }) => lookup.find(tomogram));
  const unmatched = countUnmatched(
    list.map(({ tomogram }) => tomogram),
    matches,
    series,
  );
  const found = list.flatMap((particle, i) => {
    const home = matches[i];
    return home === undefined ? [] : [{ particle, home }];
  });
  checkMatches(unmatched, found.length, { ...options, where, by: 'name or number' });
  const kept = inClasses(found, options, where);
  const homes = kept.map(({ home }) => home);
  const tally = pixelSizeTally();
  const positions = new Float64Array(kept.length * samples * 3);
  const angles = new Float64Array(kept.length * samples * 3);
  kept.forEach(({ particle }, i) => {
    const pixel = sizeOf('coordinates', particle, options.coordinatePixelSize, { pixelFrom, where });
    tally.add('coordinates', pixel.size, pixel.from);
    const isMoved = particle.shift.some((value) => value !== 0);
    const shift =
      options.shiftPixelSize === undefined
        ? pixel
        : sizeOf('shifts', particle, options.shiftPixelSize, { pixelFrom, where });
    if (isMoved) tally.add('shifts', shift.size, shift.from);
    const position = particle.position.map(
      (value, axis) => value * pixel.size + particle.shift[axis] * shift.size,
    );
    const euler = toEuler(particle.rotation);
    for (let sample = 0; sample < samples; sample++) {
      positions.set(position, (i * samples + sample) * 3);
      angles.set(euler, (i * samples + sample) * 3);
    }
  });
  const hasHalves = kept.every(({ particle }) => particle.half !== undefined);
  const read: ParticleTable = {
    count: kept.length,
    samples,
    positions,
    angles,
    halfSet: Uint8Array.from(kept, ({ particle }) => particle.half ?? 0),
    sourceName: homes.map(({ name }) => name),
    sourceHash: homes.map(({ hash }) => hash),
    extra: extraColumns(kept.map(({ particle }) => particle)),
  };
  const table = hasHalves ? read : { ...read, halfSet: dealtHalves(read, closeLimit(options.diameter ?? 0)) };
  return {
    table,
    halvesFrom: hasHalves ? 'table' : 'import',
    lostColumns: [],
    recognized: lookup.recognized(),
    matched: countMatches(homes, series),
    unmatched,
    pixelSizes: tally.uses(),
    outside: countOutside(table, homes),
    inCorner: isInCorner(table, homes),
    imagePixelSizes: [],
  };
}

interface Matched {
  readonly particle: ListedParticle;
  readonly home: NamedSeries;
}

function inClasses(
  found: readonly Matched[],
  { classes }: ParticleReading,
  where: string,
): readonly Matched[] {
  if (!found.every(({ particle }) => particle.class !== undefined)) return found;
  const chosen = chosenByClass(
    found.map(({ particle }) => particle.class ?? ''),
    classes,
    where,
  );
  const kept = found.filter((_, i) => chosen[i]);
  if (kept.length === 0) throw new Problem('it holds no particles', { where });
  return kept;
}

function sizeOf(
  what: 'coordinates' | 'shifts',
  { pixelSize }: ListedParticle,
  given: number | undefined,
  { pixelFrom, where }: { readonly pixelFrom: string; readonly where: string },
): { readonly size: number; readonly from: string } {
  const option = what === 'coordinates' ? '--angpix_coords' : '--angpix_shifts';
  if (given !== undefined) return { size: given, from: option };
  if (pixelSize !== undefined && pixelSize > 0) return { size: pixelSize, from: pixelFrom };
  throw new Problem(`it does not say the pixel size of its ${what}`, {
    where,
    remedy: `give that of the tomograms that particles were picked in, with ${option}`,
  });
}

function extraColumns(particles: readonly ListedParticle[]): ParticleTable['extra'] {
  const labels = new Set(particles.flatMap(({ more }) => Object.keys(more)));
  const columns = new Map<string, string[]>();
  if (particles.every((one) => one.class !== undefined))
    columns.set(
      classLabel,
      particles.map((one) => one.class ?? ''),
    );
  for (const label of labels)
    columns.set(
      label,
      particles.map(({ more }) => more[label] ?? 'null'),
    );
  return columns;
}
