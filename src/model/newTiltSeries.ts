/** The XML of a tilt series that Warp has not processed yet: its tilts, and nothing fitted but what another program aligned. */
import { localPath } from '../formats/paths';
import type { TomostarTilt } from '../formats/tomostar';
import { formatXml } from '../formats/xml';
import { element, withText } from '../formats/xmlEdit';
import { formatBool, formatFloat } from '../formats/xmlNumbers';
import { cubicGridElement } from './gridXml';
import type { TiltSeries } from './tiltSeries';

/** @param dataDirectory folder of the tomostar, which movie paths are relative to */
export function formatNewTiltSeries(
  tilts: readonly TomostarTilt[],
  used: readonly boolean[],
  dataDirectory: string,
  imageWarp?: TiltSeries['imageWarp'],
): string {
  const list = (name: string, values: readonly string[]) => withText(element(name), values.join('\n'));
  const numbers = (name: string, value: (tilt: TomostarTilt) => number) =>
    list(
      name,
      tilts.map((tilt) => formatFloat(value(tilt))),
    );
  const attributes = {
    DataDirectory: dataDirectory,
    AreAnglesInverted: 'False',
    LevelAngleX: '0',
    LevelAngleY: '0',
    Bfactor: '0',
    Weight: '1',
    MagnificationCorrection: '1, 0, 0, 1',
    UnselectFilter: 'False',
    UnselectManual: '',
    CTFResolutionEstimate: '0',
  };
  const lists = [
    numbers('Angles', (tilt) => tilt.angle),
    numbers('Dose', (tilt) => tilt.dose),
    list('UseTilt', used.map(formatBool)),
    numbers('AxisAngle', (tilt) => tilt.axisAngle),
    numbers('AxisOffsetX', (tilt) => tilt.axisOffsetX),
    numbers('AxisOffsetY', (tilt) => tilt.axisOffsetY),
    list(
      'MoviePath',
      tilts.map((tilt) => localPath(tilt.movie)),
    ),
  ];
  const grids =
    imageWarp === undefined
      ? []
      : [
          cubicGridElement('GridMovementX', imageWarp.x, 1),
          cubicGridElement('GridMovementY', imageWarp.y, 1),
        ];
  return formatXml({
    before: [],
    root: element('TiltSeries', attributes, [...lists, ...grids], 0),
    after: [],
  });
}
