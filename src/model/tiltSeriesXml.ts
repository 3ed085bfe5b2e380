/** Reads Warp's tilt-series XML into the record that the engine uses; units change here and nowhere else. */
import { constantGrid, zeroGrid4, type CubicGrid } from '../../shared/math/grids';
import type { Vector3 } from '../../shared/math/vector';
import { rootName } from '../formats/paths';
import type { TomostarTilt } from '../formats/tomostar';
import { textOf, child } from '../formats/xmlEdit';
import { attributeReader, lineOf, paramReader, unreadable } from '../formats/params/readParams';
import { ctfParams, tiltSeriesAttributes } from '../formats/params/series';
import { parseBool, parseNumber } from '../formats/xmlNumbers';
import type { XmlElement } from '../formats/xml';
import { Problem } from '../../shared/problem';
import { readCubicGrid, readLinearGrid4 } from './gridXml';
import type { TiltSeries } from './tiltSeries';

/** Å a µm, Å a mm, radians a degree: factors from what files hold. */
export const micrometer = 1e4;
export const millimeter = 1e7;
export const degree = Math.PI / 180;

/** Lists with one value per tilt: from the XML, or from a tomostar when the XML knows none yet. */
export interface TiltLists {
  readonly angles: readonly number[];
  readonly dose: readonly number[];
  readonly used: readonly boolean[];
  readonly axisAngles: readonly number[];
  readonly axisOffsetsX: readonly number[];
  readonly axisOffsetsY: readonly number[];
  readonly movies: readonly string[];
}

/** In file units. Throws Problem for lists of different lengths, and with the line for what cannot be read. */
export function readTiltLists(root: XmlElement, where: string): TiltLists {
  const count = listIn(root, 'Angles', where).texts.length;
  const list = <Value>(
    name: string,
    expected: 'number' | 'True or False',
    parse: (text: string) => Value | undefined,
    missing: Value,
  ): readonly Value[] => {
    const { texts, place } = listIn(root, name, where);
    checkLength(name, texts.length, count, where);
    if (texts.length === 0) return Array.from({ length: count }, () => missing);
    return texts.map((text, tilt) => {
      const value = parse(text);
      if (value === undefined) throw unreadable(`${name} of tilt ${tilt + 1}`, text, expected, place(tilt));
      return value;
    });
  };
  const numbers = (name: string): readonly number[] => list(name, 'number', finite, 0);
  const movies = listIn(root, 'MoviePath', where).texts;
  checkLength('MoviePath', movies.length, count, where);
  return {
    angles: numbers('Angles'),
    dose: numbers('Dose'),
    used: list('UseTilt', 'True or False', parseBool, true),
    axisAngles: numbers('AxisAngle'),
    axisOffsetsX: numbers('AxisOffsetX'),
    axisOffsetsY: numbers('AxisOffsetY'),
    movies,
  };
}

export function tomostarLists(tilts: readonly TomostarTilt[]): TiltLists {
  return {
    angles: tilts.map((tilt) => tilt.angle),
    dose: tilts.map((tilt) => tilt.dose),
    used: tilts.map(() => true),
    axisAngles: tilts.map((tilt) => tilt.axisAngle),
    axisOffsetsX: tilts.map((tilt) => tilt.axisOffsetX),
    axisOffsetsY: tilts.map((tilt) => tilt.axisOffsetY),
    movies: tilts.map((tilt) => tilt.movie),
  };
}

/**
 * @param sizes physical sizes of volume and tilt image, Å
 * @param where the file, which names the series
 */
export function tiltSeriesFromXml(
  root: XmlElement,
  lists: TiltLists,
  sizes: { volumeSize: Vector3; imageSize: readonly [number, number] },
  where: string,
): TiltSeries {
  const tiltCount = lists.angles.length;
  const { number, flag, numbers } = attributeReader(tiltSeriesAttributes, root, where);
  const optics = paramReader(ctfParams, child(root, 'CTF'), where);
  // Not needed here, but whoever looks at it later must find it readable.
  number('CTFResolutionEstimate');
  const overTilts = (gridName: string, factor: number): CubicGrid | undefined => {
    const grid = readCubicGrid(root, gridName, factor, where);
    const depth = grid?.size[2] ?? 1;
    if (depth !== 1 && depth !== tiltCount)
      throw new Problem(
        `${gridName} has ${depth} layers for ${tiltCount} tilts, its nodes belong to others`,
        {
          where: placeOf(root, gridName, where),
          remedy: 'restore the file from a backup, or process the series again in Warp',
        },
      );
    return grid;
  };
  const cubic = (gridName: string, factor: number, missing: number): CubicGrid =>
    overTilts(gridName, factor) ?? constantGrid(missing);
  const linear = (gridName: string) => readLinearGrid4(root, gridName, where) ?? zeroGrid4();
  // These are taken tilt by tilt, not interpolated: M takes 0 where an unfitted series has a single node.
  const perTilt = (gridName: string, factor: number, missing: number): Float64Array => {
    const grid = overTilts(gridName, factor);
    if (grid?.values.length === 1 && tiltCount > 1 && grid.values[0] !== 0)
      throw new Problem(`${gridName} has one node for ${tiltCount} tilts`, {
        where: placeOf(root, gridName, where),
        remedy: 'restore the file from a backup, or fit the CTF of the series again',
      });
    return Float64Array.from({ length: tiltCount }, (_, tilt) =>
      grid === undefined ? missing : (grid.values[tilt] ?? 0),
    );
  };
  const magnification = numbers('MagnificationCorrection');
  return {
    name: rootName(where),
    tiltCount,
    angles: Float64Array.from(lists.angles, (angle) => angle * degree),
    dose: Float64Array.from(lists.dose),
    used: lists.used,
    axisAngles: Float64Array.from(lists.axisAngles, (angle) => angle * degree),
    axisOffsets: Float64Array.from(lists.axisOffsetsX.flatMap((x, tilt) => [x, lists.axisOffsetsY[tilt]])),
    levelAngleX: number('LevelAngleX') * degree,
    levelAngleY: number('LevelAngleY') * degree,
    anglesInverted: flag('AreAnglesInverted'),
    magnification: [magnification[0], magnification[1], magnification[2], magnification[3]],
    weight: number('Weight'),
    bfactor: number('Bfactor'),
    ...sizes,
    imageWarp: { x: cubic('GridMovementX', 1, 0), y: cubic('GridMovementY', 1, 0) },
    volumeWarp: { x: linear('GridVolumeWarpX'), y: linear('GridVolumeWarpY'), z: linear('GridVolumeWarpZ') },
    stageAngles: {
      x: cubic('GridAngleX', degree, 0),
      y: cubic('GridAngleY', degree, 0),
      z: cubic('GridAngleZ', degree, 0),
    },
    optics: {
      voltage: optics.number('Voltage') * 1000,
      cs: optics.number('Cs') * millimeter,
      amplitude: optics.number('Amplitude'),
    },
    defocus: cubic('GridCTF', micrometer, optics.number('Defocus') * micrometer),
    astigmatism: perTilt('GridCTFDefocusDelta', micrometer, optics.number('DefocusDelta') * micrometer),
    astigmatismAngle: perTilt('GridCTFDefocusAngle', degree, optics.number('DefocusAngle') * degree),
    phaseShift: perTilt('GridCTFPhase', Math.PI, optics.number('PhaseShift') * Math.PI),
    doseWeights: cubic('GridDoseWeights', 1, 1),
    doseBfactors: cubic('GridDoseBfacs', 1, 0),
    zernikeOdd: Float64Array.from(optics.numbers('ZernikeCoeffsOdd')),
    zernikeEven: Float64Array.from(optics.numbers('ZernikeCoeffsEven')),
  };
}

/** Å up to which the CTF was fitted; 0 where it never was. Throws Problem with the line. */
export function ctfResolution(root: XmlElement, where: string): number {
  return attributeReader(tiltSeriesAttributes, root, where).number('CTFResolutionEstimate');
}

/** Lines of a list, without blanks around them, and where each stands; none when the element is missing or empty. */
function listIn(
  root: XmlElement,
  name: string,
  where: string,
): { readonly texts: readonly string[]; readonly place: (index: number) => string } {
  const list = child(root, name);
  const text = list === undefined ? '' : textOf(list);
  const before = /^\s*/.exec(text)?.[0].split('\n').length ?? 1;
  const first = list?.line === undefined ? null : list.line + before - 1;
  return {
    texts:
      text.trim() === ''
        ? []
        : text
            .trim()
            .split('\n')
            .map((line) => line.trim()),
    place: (index) => (first === null ? where : `${where}:${first + index}`),
  };
}

function placeOf(root: XmlElement, name: string, where: string): string {
  const found = child(root, name);
  return found === undefined ? where : lineOf(found, where);
}

function finite(text: string): number | undefined {
  const value = parseNumber(text);
  return Number.isFinite(value) ? value : undefined;
}

function checkLength(name: string, length: number, count: number, where: string): void {
  if (length !== 0 && length !== count)
    throw new Problem(`${name} has ${length} lines for ${count} tilts`, {
      where,
      remedy: 'restore the file from a backup or process the series again in Warp',
    });
}
