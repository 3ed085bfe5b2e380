/** The fingerprint of everything about a series that refinement may change, from its XML, byte for byte as M computes it. */
import type { XmlElement } from '../formats/xml';
import { attribute, child, elements, param, textOf } from '../formats/xmlEdit';
import { parseBool, parseInteger, parseNumber, parseNumbers } from '../formats/xmlNumbers';
import { fingerprint, utf16 } from './hashes';

/** @param movies processing hashes of the tilt movies, in tilt order */
export function tiltSeriesProcessingHash(root: XmlElement, movies: readonly string[]): string {
  const grids = (names: string, axes: readonly string[]): Uint8Array[] =>
    names.split(' ').map((name) => gridBytes(child(root, name), axes));
  return fingerprint(
    ctfBytes(root),
    ...grids('GridCTF GridCTFPhase GridMovementX GridMovementY', cubic),
    ...grids('GridVolumeWarpX GridVolumeWarpY GridVolumeWarpZ', linear),
    ...grids('GridAngleX GridAngleY GridAngleZ GridCTFDefocusAngle GridCTFDefocusDelta GridDoseBfacs', cubic),
    // M takes the X offsets twice and the Y offsets never.
    ...['AxisAngle', 'AxisOffsetX', 'AxisOffsetX', 'Angles', 'Dose'].map((name) => listBytes(root, name)),
    Uint8Array.from(lines(root, 'UseTilt'), (line) => ((parseBool(line) ?? true) ? 1 : 0)),
    ...movies.map(utf16),
  );
}

/** Of a frame series; `undefined` for a movie that has no XML. */
export function movieProcessingHash(root: XmlElement | undefined): string {
  const named = (name: string): readonly XmlElement[] => (root === undefined ? [] : elements(root, name));
  const single = 'GridCTF GridCTFPhase GridMovementX GridMovementY GridLocalMovementX GridLocalMovementY';
  return fingerprint(
    ctfBytes(root),
    ...single.split(' ').map((name) => gridBytes(named(name).at(0), cubic)),
    ...[...named('PyramidShiftX'), ...named('PyramidShiftY')].map((grid) => gridBytes(grid, cubic)),
  );
}

const cubic = ['Width', 'Height', 'Depth'];
const linear = [...cubic, 'Duration'];

const ctfDefaults: readonly (readonly [name: string, missing: number])[] = [
  ['Amplitude', 0.07],
  ['Bfactor', 0],
  ['Cc', 2.7],
  ['Cs', 2.7],
  ['Defocus', 1],
  ['DefocusAngle', 0],
  ['DefocusDelta', 0],
  ['PhaseShift', 0],
  ['PixelSize', 1],
  ['PixelSizeAngle', 0],
  ['PixelSizeDeltaPercent', 0],
  ['Scale', 1],
  ['Voltage', 300],
];

function ctfBytes(root: XmlElement | undefined): Uint8Array {
  const ctf = root === undefined ? undefined : child(root, 'CTF');
  const text = (name: string): string | undefined => (ctf === undefined ? undefined : param(ctf, name));
  const values = ctfDefaults.map(([name, missing]) => parseNumber(text(name)) ?? missing);
  const zernike = ['ZernikeCoeffsEven', 'ZernikeCoeffsOdd'].flatMap((name) => parseNumbers(text(name)) ?? []);
  return joined(Float64Array.from(values), Float32Array.from(zernike));
}

/** Dimensions as int32, then node values as float32, x fastest. */
function gridBytes(grid: XmlElement | undefined, axes: readonly string[]): Uint8Array {
  const size = axes.map((axis) =>
    grid === undefined ? 1 : Math.max(1, parseInteger(attribute(grid, axis)) ?? 1),
  );
  const values = new Float32Array(size.reduce((product, edge) => product * edge, 1));
  const coordinates = ['X', 'Y', 'Z', 'W'];
  for (const node of grid === undefined ? [] : elements(grid, 'Node')) {
    const index = size.reduceRight(
      (sum, edge, axis) => sum * edge + (parseInteger(attribute(node, coordinates[axis])) ?? 0),
      0,
    );
    values[index] = parseNumber(attribute(node, 'Value')) ?? 0;
  }
  return joined(Int32Array.from(size), values);
}

function listBytes(root: XmlElement, name: string): Uint8Array {
  return joined(Float32Array.from(lines(root, name), (line) => parseNumber(line) ?? 0));
}

function lines(root: XmlElement, name: string): readonly string[] {
  const list = child(root, name);
  const text = list === undefined ? '' : textOf(list).trim();
  return text === '' ? [] : text.split('\n');
}

function joined(...arrays: readonly (Float64Array | Float32Array | Int32Array)[]): Uint8Array {
  return Buffer.concat(
    arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  );
}
