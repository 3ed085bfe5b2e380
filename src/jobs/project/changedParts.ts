/** Which parts of a series' XML differ between two copies, in M's words. */
import { refinedParameters } from '../../compute/parameters/refinedParameters';
import { readBytes } from '../../files/fileProblem';
import { decodeXml, parseXml, type XmlElement } from '../../formats/xml';
import { attribute, child, textOf } from '../../formats/xmlEdit';

/** Elements and attributes of the root, by what they are called. */
const parts: readonly (readonly [what: string, names: readonly string[]])[] = [
  ...refinedParameters.map(({ name, xml }) => [name, xml] as const),
  ['alignment', ['Angles', 'AxisAngle', 'AxisOffsetX', 'AxisOffsetY']],
  ['defocus', ['GridCTF', 'GridCTFDefocusDelta', 'GridCTFDefocusAngle', 'GridCTFPhase']],
  ['optics', ['CTF']],
  ['weights', ['GridDoseWeights', 'GridDoseBfacs']],
  ['tilt selection', ['UseTilt']],
];

/** @param before,after paths of XML files. Throws Problem for one that cannot be read. */
export async function changedParts(before: string, after: string): Promise<readonly string[]> {
  const [a, b] = [await readBytes(before), await readBytes(after)];
  if (Buffer.compare(a, b) === 0) return [];
  const roots = [root(a, before), root(b, after)] as const;
  return parts
    .filter(([, names]) => names.some((name) => named(roots[0], name) !== named(roots[1], name)))
    .map(([what]) => what);
}

function root(bytes: Uint8Array, where: string): XmlElement {
  const text = decodeXml(bytes);
  return parseXml(text, where, text.includes('<TiltSeries') ? 'TiltSeries' : 'Movie').root;
}

function named(root: XmlElement, name: string): string {
  return `${attribute(root, name) ?? ''}|${content(child(root, name))}`;
}

/** Everything inside, whatever the white space between elements. */
function content(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  const inside = element.children.map((node) => (node.kind === 'element' ? content(node) : ''));
  return [...element.attributes.values(), textOf(element).trim(), ...inside].join('|');
}
