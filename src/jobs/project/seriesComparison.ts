/** What two copies of a tilt series' XML differ in: which parameters, and by how much. */
import { refinedParameters } from '../../compute/parameters/refinedParameters';
import { resize as resizeCubic } from '../../../shared/math/cubicGrid';
import type { CubicGrid, LinearGrid4 } from '../../../shared/math/grids';
import { resize as resizeLinear } from '../../../shared/math/linearGrid4';
import { readSeriesHead, readSeriesLists } from '../../model/seriesSelection';
import type { TiltSeries } from '../../model/tiltSeries';
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import { degree, micrometer } from '../../model/tiltSeriesXml';
import type { ParameterChange, SeriesComparison } from '../../../shared/records/comparison';
import { changedParts } from './changedParts';

type MeasuredKey = Exclude<keyof TiltSeriesChanges, 'used' | 'optics' | 'anglesInverted'>;

interface Measure {
  /** As files and people have it, and what numbers of the record are divided by. */
  readonly unit: string;
  readonly factor: number;
  /** Where no refined parameter has it as its own. */
  readonly name?: string;
  /** Of the parts that a history knows. */
  readonly part?: string;
}

const angle = { unit: '°', factor: degree } as const;
const length = { unit: 'Å', factor: 1 } as const;
const micrometers = { unit: 'µm', factor: micrometer } as const;
const ratio = { unit: '', factor: 1 } as const;
const area = { unit: 'Å²', factor: 1 } as const;

const measures: Readonly<Record<MeasuredKey, Measure>> = {
  angles: { ...angle, name: 'tilt angles', part: 'alignment' },
  axisAngles: { ...angle, name: 'tilt axis', part: 'alignment' },
  axisOffsets: { ...length, name: 'tilt shifts', part: 'alignment' },
  dose: { unit: 'e/Å²', factor: 1, name: 'dose' },
  imageWarp: length,
  magnification: ratio,
  stageAngles: angle,
  levelAngleX: angle,
  levelAngleY: angle,
  volumeWarp: length,
  defocus: { ...micrometers, name: 'defocus', part: 'defocus' },
  astigmatism: { ...micrometers, name: 'astigmatism', part: 'defocus' },
  astigmatismAngle: { ...angle, name: 'angle of astigmatism', part: 'defocus' },
  phaseShift: { ...angle, name: 'phase shift', part: 'defocus' },
  doseWeights: { ...ratio, name: 'weights of tilts', part: 'weights' },
  doseBfactors: { ...area, name: 'B-factors of tilts', part: 'weights' },
  weight: { ...ratio, name: 'weight of the series' },
  bfactor: { ...area, name: 'B-factor of the series' },
  zernikeOdd: { ...ratio, name: 'odd aberrations' },
  zernikeEven: { ...ratio, name: 'even aberrations' },
};

const measuredKeys = Object.keys(measures) as readonly MeasuredKey[];

/** Parts of a history that numbers, or lists of tilts, say more about. */
const explained: ReadonlySet<string> = new Set([
  ...measuredKeys.flatMap((key) => [...owners(key), measures[key].part ?? '']),
  'tilt selection',
]);

/** @param before,after paths of XML files. @returns null where nothing differs. Throws Problem for one that cannot be read. */
export async function compareSeries(
  series: string,
  before: string,
  after: string,
): Promise<SeriesComparison | null> {
  const names = await changedParts(before, after);
  const [a, b] = [(await readSeriesLists(before)).series, (await readSeriesLists(after)).series];
  const selections = [await selectionOf(before), await selectionOf(after)];
  const sameTilts = a.tiltCount === b.tiltCount;
  const compared: SeriesComparison = {
    series,
    parameters: sameTilts ? parameterChanges(a, b) : [],
    others: sameTilts ? names.filter((name) => !explained.has(name)) : ['number of tilts', ...names],
    tiltsLeftOut: sameTilts ? tiltsOf(a, b) : [],
    tiltsTakenIn: sameTilts ? tiltsOf(b, a) : [],
    selection: selections[0] === selections[1] ? null : { from: selections[0], to: selections[1] },
  };
  const { parameters, others, tiltsLeftOut, tiltsTakenIn, selection } = compared;
  const isSame = [parameters, others, tiltsLeftOut, tiltsTakenIn].every(({ length: count }) => count === 0);
  return isSame && selection === null ? null : compared;
}

async function selectionOf(path: string): Promise<string> {
  const { selection, filtered } = await readSeriesHead(path);
  return selection === 'automatic' && filtered ? 'filtered out' : selection;
}

/** Used in one, and not in the other. */
function tiltsOf(one: TiltSeries, other: TiltSeries): readonly number[] {
  return one.used.flatMap((used, tilt) => (used && !other.used[tilt] ? [tilt + 1] : []));
}

function parameterChanges(a: TiltSeries, b: TiltSeries): readonly ParameterChange[] {
  const byName = new Map<string, { readonly unit: string; readonly values: number[] }>();
  for (const key of measuredKeys) {
    const { name = owners(key)[0] ?? key, unit, factor } = measures[key];
    const entry = byName.get(name) ?? { unit, values: [] };
    byName.set(name, entry);
    for (const value of differences(a[key], b[key])) entry.values.push(value / factor);
  }
  return [...byName].flatMap(([name, { unit, values }]) => {
    const max = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (max === 0) return [];
    const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    return [{ name, unit, rms, max }];
  });
}

/** Names of the parameters that change it. */
function owners(key: MeasuredKey): readonly string[] {
  return refinedParameters.filter(({ writes }) => writes.includes(key)).map(({ name }) => name);
}

type Value = TiltSeries[MeasuredKey];
type Grid = CubicGrid | LinearGrid4;

function differences(a: Value, b: Value): readonly number[] {
  if (typeof a === 'number' || typeof b === 'number') return [Number(b) - Number(a)];
  if (isList(a)) return isList(b) ? listDifferences(a, b) : [];
  if (isGrid(a)) return isGrid(b) ? gridDifferences(a, b) : [];
  const [before, after] = [a, b] as readonly Readonly<Record<string, Grid>>[];
  return Object.keys(before).flatMap((axis) => gridDifferences(before[axis], after[axis]));
}

function isList(value: Value): value is Float64Array | readonly [number, number, number, number] {
  return typeof value === 'object' && 'length' in value;
}

function isGrid(value: object): value is Grid {
  return 'values' in value && 'size' in value;
}

/** What only one has is compared with 0. */
function listDifferences(a: ArrayLike<number>, b: ArrayLike<number>): readonly number[] {
  const value = (list: ArrayLike<number>, i: number): number => (i < list.length ? list[i] : 0);
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => value(b, i) - value(a, i));
}

/** At the nodes of a grid that is as fine as either along every axis. */
function gridDifferences(a: Grid, b: Grid): readonly number[] {
  const size = a.size.map((nodes, axis) => Math.max(nodes, b.size[axis] ?? 1));
  return listDifferences(resized(a, size), resized(b, size));
}

function resized(grid: Grid, size: readonly number[]): Float64Array {
  if (grid.size.every((nodes, axis) => nodes === size[axis])) return grid.values;
  return 'margins' in grid
    ? resizeCubic(grid, [size[0], size[1], size[2]]).values
    : resizeLinear(grid, [size[0], size[1], size[2], size[3]]).values;
}
