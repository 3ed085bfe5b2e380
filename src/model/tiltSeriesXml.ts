/** Reads Warp's tilt-series XML into the record that the engine uses; units change here and nowhere else. */
import { constantGrid, zeroGrid4, type CubicGrid } from '../compute/math/grids';
import type { Vector3 } from '../compute/math/vector';
import type { TomostarTilt } from '../formats/tomostar';
import { textOf, attribute, child, param } from '../formats/xmlEdit';
import { paramReader } from '../formats/params/readParams';
import { ctfParams, tiltSeriesAttributes } from '../formats/params/series';
import { parseBool, parseNumber } from '../formats/xmlNumbers';
import type { XmlElement } from '../formats/xml';
import { Problem } from '../problem';
import { readCubicGrid, readLinearGrid4 } from './gridXml';
import type { TiltSeries } from './tiltSeries';

/** Å a µm, Å a mm, radians a degree: factors from what files hold. */
export const micrometre = 1e4;
export const millimetre = 1e7;
export const degree = Math.PI / 180;

/** Lists with one value a tilt: from the XML, or from a tomostar when the XML knows none yet. */
export interface TiltLists {
  readonly angles: readonly number[];
  readonly dose: readonly number[];
  readonly used: readonly boolean[];
  readonly axisAngles: readonly number[];
  readonly axisOffsetsX: readonly number[];
  readonly axisOffsetsY: readonly number[];
  readonly movies: readonly string[];
}

/** In file units. Throws Problem for lists of different lengths and for what is no number. */
export function readTiltLists(root: XmlElement, where: string): TiltLists {
  const count = lines(root, 'Angles').length;
  const numbers = (name: string): readonly number[] => numberList(root, name, count, where);
  const used = lines(root, 'UseTilt').map((line) => parseBool(line) ?? true);
  checkLength('UseTilt', used.length, count, where);
  const movies = lines(root, 'MoviePath');
  checkLength('MoviePath', movies.length, count, where);
  return {
    angles: numbers('Angles'),
    dose: numbers('Dose'),
    used: used.length === 0 ? Array.from({ length: count }, () => true) : used,
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

/** @param sizes physical sizes of volume and tilt image, Å */
export function tiltSeriesFromXml(
  root: XmlElement,
  name: string,
  lists: TiltLists,
  sizes: { volumeSize: Vector3; imageSize: readonly [number, number] },
  where: string,
): TiltSeries {
  const tiltCount = lists.angles.length;
  const { number, flag, numbers } = paramReader(tiltSeriesAttributes, (key) => attribute(root, key));
  const ctf = child(root, 'CTF');
  const optics = paramReader(ctfParams, (key) => (ctf === undefined ? undefined : param(ctf, key)));
  const cubic = (gridName: string, factor: number, missing: number): CubicGrid =>
    readCubicGrid(root, gridName, factor, where) ?? constantGrid(missing);
  const linear = (gridName: string) => readLinearGrid4(root, gridName, where) ?? zeroGrid4();
  // These are taken tilt by tilt, not interpolated: a grid with fewer nodes than tilts gives 0 for the rest.
  const perTilt = (gridName: string, factor: number, missing: number): Float64Array => {
    const grid = readCubicGrid(root, gridName, factor, where);
    return Float64Array.from({ length: tiltCount }, (_, tilt) =>
      grid === undefined ? missing : (grid.values[tilt] ?? 0),
    );
  };
  const magnification = numbers('MagnificationCorrection');
  return {
    name,
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
      cs: optics.number('Cs') * millimetre,
      amplitude: optics.number('Amplitude'),
    },
    defocus: cubic('GridCTF', micrometre, optics.number('Defocus') * micrometre),
    astigmatism: perTilt('GridCTFDefocusDelta', micrometre, optics.number('DefocusDelta') * micrometre),
    astigmatismAngle: perTilt('GridCTFDefocusAngle', degree, optics.number('DefocusAngle') * degree),
    phaseShift: perTilt('GridCTFPhase', Math.PI, optics.number('PhaseShift') * Math.PI),
    doseWeights: cubic('GridDoseWeights', 1, 1),
    doseBfactors: cubic('GridDoseBfacs', 1, 0),
    zernikeOdd: Float64Array.from(optics.numbers('ZernikeCoeffsOdd')),
    zernikeEven: Float64Array.from(optics.numbers('ZernikeCoeffsEven')),
  };
}

/** Lines of a list, without blanks around them; none when the element is missing or empty. */
function lines(root: XmlElement, name: string): readonly string[] {
  const list = child(root, name);
  const text = list === undefined ? '' : textOf(list).trim();
  return text === '' ? [] : text.split('\n').map((line) => line.trim());
}

function numberList(root: XmlElement, name: string, count: number, where: string): readonly number[] {
  const texts = lines(root, name);
  checkLength(name, texts.length, count, where);
  if (texts.length === 0) return Array.from({ length: count }, () => 0);
  return texts.map((text, tilt) => {
    const value = parseNumber(text);
    if (value === undefined || !Number.isFinite(value))
      throw new Problem(`${name} of tilt ${tilt + 1} is no number: "${text}"`, { where });
    return value;
  });
}

function checkLength(name: string, length: number, count: number, where: string): void {
  if (length !== 0 && length !== count)
    throw new Problem(`${name} has ${length} lines for ${count} tilts`, {
      where,
      remedy: 'restore the file from a backup or process the series again in Warp',
    });
}
