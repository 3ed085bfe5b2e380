/** Reads Warp's frame-series XML; units change here and nowhere else. */
import { constantGrid, type CubicGrid } from '../../shared/math/grids';
import { readBytes } from '../files/fileProblem';
import { rootName } from '../formats/paths';
import { decodeXml, parseXml, type XmlElement } from '../formats/xml';
import { child, elements } from '../formats/xmlEdit';
import { paramReader } from '../formats/params/readParams';
import { ctfParams } from '../formats/params/series';
import { Problem } from '../../shared/problem';
import type { FrameSeries } from './frameSeries';
import { cubicGrid, readCubicGrid } from './gridXml';
import { degree, micrometer, millimeter } from './tiltSeriesXml';

/** Throws Problem for a missing or broken file. */
export async function readFrameSeries(path: string): Promise<FrameSeries> {
  return frameSeriesFromXml(parseXml(decodeXml(await readBytes(path)), path, 'Movie').root, path);
}

export function frameSeriesFromXml(root: XmlElement, where: string): FrameSeries {
  const grid = (name: string, factor = 1, missing = 0): CubicGrid =>
    readCubicGrid(root, name, factor, where) ?? constantGrid(missing);
  const pair = (name: string) => ({ x: grid(`${name}X`), y: grid(`${name}Y`) });
  const optics = paramReader(ctfParams, child(root, 'CTF'), where);
  return {
    name: rootName(where),
    movement: pair('GridMovement'),
    localMovement: pair('GridLocalMovement'),
    pyramid: pyramid(root, where),
    angles: {
      x: grid('GridAngleX', degree),
      y: grid('GridAngleY', degree),
      z: grid('GridAngleZ', degree),
    },
    defocus: grid('GridCTF', micrometer, optics.number('Defocus') * micrometer),
    astigmatism: grid('GridCTFDefocusDelta', micrometer, optics.number('DefocusDelta') * micrometer),
    astigmatismAngle: grid('GridCTFDefocusAngle', degree, optics.number('DefocusAngle') * degree),
    phaseShift: grid('GridCTFPhase', Math.PI, optics.number('PhaseShift') * Math.PI),
    doming: grid('GridCTFDoming', micrometer),
    cs: grid('GridCTFCs', millimeter),
    doseWeights: grid('GridDoseWeights', 1, 1),
    doseBfactors: grid('GridDoseBfacs'),
    doseBfactorDeltas: grid('GridDoseBfacsDelta'),
    doseBfactorAngles: grid('GridDoseBfacsAngle', degree),
    locationWeights: grid('GridLocationWeights', 1, 1),
    locationBfactors: grid('GridLocationBfacs'),
  };
}

/** One element a level; all of X stand before or between those of Y. */
function pyramid(root: XmlElement, where: string): FrameSeries['pyramid'] {
  const [x, y] = ['PyramidShiftX', 'PyramidShiftY'].map((name) =>
    elements(root, name).map((level) => cubicGrid(level, 1, where)),
  );
  if (x.length !== y.length)
    throw new Problem(`PyramidShiftX has ${x.length} levels, PyramidShiftY ${y.length}`, { where });
  return x.map((level, i) => ({ x: level, y: y[i] }));
}
