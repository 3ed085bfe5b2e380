/** Puts refined values of a tilt series back into its XML: only what changed is replaced, everything else stays as it was. */
import { constantGrid, type CubicGrid } from '../../shared/math/grids';
import { formatXml, type XmlElement } from '../formats/xml';
import { child, element, withAttribute, withChild, withParams, withText } from '../formats/xmlEdit';
import { formatBool, formatDecimal, formatFloat, formatFloats } from '../formats/xmlNumbers';
import { cubicGridElement, linearGrid4Element } from './gridXml';
import type { TiltSeries } from './tiltSeries';
import type { TiltSeriesFile } from './tiltSeriesFile';
import { degree, micrometer, millimeter } from './tiltSeriesXml';

/** What a refinement may change; sizes, name and tilt count come from elsewhere. */
export type TiltSeriesChanges = Partial<Omit<TiltSeries, 'name' | 'tiltCount' | 'volumeSize' | 'imageSize'>>;

/** Text of the XML with the changes in place; elements that the file lacked are added where Warp writes them. */
export function formatTiltSeries(file: Pick<TiltSeriesFile, 'xml'>, changes: TiltSeriesChanges): string {
  let root = file.xml.root;
  for (const key of Object.keys(changes) as (keyof TiltSeriesChanges)[])
    root = applyChange(root, changes, key);
  return formatXml({ ...file.xml, root });
}

/**
 * What programs look at to tell whether, and how well, the CTF was fitted.
 *
 * @param defocus mean of the tilts, Å
 * @param resolution Å
 */
export function withCtfFit<File extends Pick<TiltSeriesFile, 'xml'>>(
  file: File,
  { defocus, resolution }: { defocus: number; resolution: number },
): File {
  const root = withCtfParams(file.xml.root, { Defocus: significant(defocus / micrometer) });
  const fitted = withAttribute(root, 'CTFResolutionEstimate', formatDecimal(resolution));
  return { ...file, xml: { ...file.xml, root: fitted } };
}

function applyChange(root: XmlElement, changes: TiltSeriesChanges, key: keyof TiltSeriesChanges): XmlElement {
  if (changes[key] === undefined) return root;
  const writer: ChangeWriter = writers[key];
  return writer(root, changes as TiltSeries);
}

type ChangeWriter = (root: XmlElement, series: TiltSeries) => XmlElement;

const writers: Readonly<Record<keyof TiltSeriesChanges, ChangeWriter>> = {
  angles: (root, { angles }) =>
    withList(
      root,
      'Angles',
      Array.from(angles, (angle) => formatFloat(angle / degree)),
    ),
  dose: (root, { dose }) => withList(root, 'Dose', Array.from(dose, formatFloat)),
  used: (root, { used }) => withList(root, 'UseTilt', used.map(formatBool)),
  axisAngles: (root, { axisAngles }) =>
    withList(
      root,
      'AxisAngle',
      Array.from(axisAngles, (angle) => formatFloat(angle / degree)),
    ),
  axisOffsets: (root, { axisOffsets }) => {
    const along = (first: number): string[] =>
      Array.from({ length: axisOffsets.length / 2 }, (_, tilt) => formatFloat(axisOffsets[2 * tilt + first]));
    return withList(withList(root, 'AxisOffsetX', along(0)), 'AxisOffsetY', along(1));
  },
  levelAngleX: (root, series) => withAttribute(root, 'LevelAngleX', formatFloat(series.levelAngleX / degree)),
  levelAngleY: (root, series) => withAttribute(root, 'LevelAngleY', formatFloat(series.levelAngleY / degree)),
  anglesInverted: (root, series) =>
    withAttribute(root, 'AreAnglesInverted', formatBool(series.anglesInverted)),
  magnification: (root, series) =>
    withAttribute(root, 'MagnificationCorrection', formatFloats(series.magnification, ', ')),
  weight: (root, series) => withAttribute(root, 'Weight', formatFloat(series.weight)),
  bfactor: (root, series) => withAttribute(root, 'Bfactor', formatFloat(series.bfactor)),
  imageWarp: (root, { imageWarp }) =>
    withGrid(withGrid(root, 'GridMovementX', imageWarp.x, 1), 'GridMovementY', imageWarp.y, 1),
  volumeWarp: (root, { volumeWarp }) =>
    [
      linearGrid4Element('GridVolumeWarpX', volumeWarp.x),
      linearGrid4Element('GridVolumeWarpY', volumeWarp.y),
      linearGrid4Element('GridVolumeWarpZ', volumeWarp.z),
    ].reduce(withOrdered, root),
  stageAngles: (root, { stageAngles }) => {
    const withX = withGrid(root, 'GridAngleX', stageAngles.x, degree);
    return withGrid(
      withGrid(withX, 'GridAngleY', stageAngles.y, degree),
      'GridAngleZ',
      stageAngles.z,
      degree,
    );
  },
  defocus: (root, series) => withGrid(root, 'GridCTF', series.defocus, micrometer),
  astigmatism: (root, series) =>
    withGrid(root, 'GridCTFDefocusDelta', perTilt(series.astigmatism), micrometer),
  astigmatismAngle: (root, series) =>
    withGrid(root, 'GridCTFDefocusAngle', perTilt(series.astigmatismAngle), degree),
  phaseShift: (root, series) => withGrid(root, 'GridCTFPhase', perTilt(series.phaseShift), Math.PI),
  doseWeights: (root, series) => withGrid(root, 'GridDoseWeights', series.doseWeights, 1),
  doseBfactors: (root, series) => withGrid(root, 'GridDoseBfacs', series.doseBfactors, 1),
  optics: (root, { optics }) =>
    withCtfParams(root, {
      Cs: significant(optics.cs / millimeter),
      Voltage: significant(optics.voltage / 1000),
      Amplitude: optics.amplitude,
    }),
  zernikeOdd: (root, series) =>
    withCtfParams(root, { ZernikeCoeffsOdd: formatFloats(series.zernikeOdd, ';') }),
  zernikeEven: (root, series) =>
    withCtfParams(root, { ZernikeCoeffsEven: formatFloats(series.zernikeEven, ';') }),
};

/** The order in which Warp writes elements; a new one goes after the last that stands before it here. */
const elementOrder = `
  Angles Dose UseTilt AxisAngle AxisOffsetX AxisOffsetY MoviePath FOVFraction
  TiltPS1D TiltSimulatedScale PS1D SimulatedScale OptionsCTF CTF
  GridCTF GridCTFDefocusDelta GridCTFDefocusAngle GridCTFPhase GridMovementX GridMovementY
  GridVolumeWarpX GridVolumeWarpY GridVolumeWarpZ GridAngleX GridAngleY GridAngleZ
  GridDoseBfacs GridDoseBfacsDelta GridDoseBfacsAngle GridDoseWeights GridLocationBfacs GridLocationWeights`
  .trim()
  .split(/\s+/);

function withOrdered(root: XmlElement, replacement: XmlElement): XmlElement {
  const earlier = new Set(elementOrder.slice(0, elementOrder.indexOf(replacement.name)));
  return withChild(root, replacement, (sibling) => earlier.has(sibling.name));
}

/** One value per line and nothing else: M cannot read lists with blanks or line breaks around them. */
function withList(root: XmlElement, name: string, lines: readonly string[]): XmlElement {
  return withOrdered(root, withText(child(root, name) ?? element(name), lines.join('\n')));
}

function withGrid(root: XmlElement, name: string, grid: CubicGrid, factor: number): XmlElement {
  return withOrdered(root, cubicGridElement(name, grid, factor));
}

function withCtfParams(root: XmlElement, params: Readonly<Record<string, string | number>>): XmlElement {
  return withOrdered(root, withParams(child(root, 'CTF') ?? element('CTF'), params, 2));
}

function perTilt(values: Float64Array): CubicGrid {
  return values.length === 1
    ? constantGrid(values[0])
    : { size: [1, 1, values.length], values, margins: [0, 0, 0] };
}

/** Dividing by a unit leaves digits like 2.7000000000000006 behind. */
function significant(value: number): number {
  return Number(value.toPrecision(15));
}
