/** The outline of an XML file of Warp or M, its folds included. */
import { attributeOf, type XmlIndex, type XmlItem } from './xmlIndex';

export interface XmlOutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly line: number;
  readonly endLine: number;
  readonly children: readonly XmlOutlineItem[];
}

export function xmlOutline(index: XmlIndex): readonly XmlOutlineItem[] {
  const children = new Map<number, number[]>();
  index.elements.forEach(({ parent }, i) => {
    const siblings = children.get(parent) ?? [];
    siblings.push(i);
    children.set(parent, siblings);
  });
  const itemAt = (i: number): XmlOutlineItem => {
    const item = index.elements[i];
    const { name, detail } = described(item);
    return {
      name,
      detail,
      line: item.line,
      endLine: item.endLine,
      children: (children.get(i) ?? []).map(itemAt),
    };
  };
  return (children.get(-1) ?? []).map(itemAt);
}

function described(item: XmlItem): { name: string; detail: string } {
  const name = attributeOf(item, 'Name')?.value;
  if (item.name === 'Param')
    return { name: name ?? 'Param', detail: attributeOf(item, 'Value')?.value ?? '' };
  const path = attributeOf(item, 'Path')?.value;
  if (path !== undefined) return { name: item.name, detail: path };
  if (name !== undefined) return { name, detail: item.name };
  const width = attributeOf(item, 'Width')?.value;
  if (width !== undefined)
    return {
      name: item.name,
      detail: ['Width', 'Height', 'Depth', 'Duration']
        .flatMap((side) => attributeOf(item, side)?.value ?? [])
        .join(' × '),
    };
  return { name: item.name, detail: item.textLines > 0 ? `${item.textLines} lines` : '' };
}
