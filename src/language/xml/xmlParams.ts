/** Pairs what stands in an XML file with what is known about it. */
import type { ElementSchema, FileSchema, Param } from '../../formats/params/param';
import { schemaOf } from '../../formats/params/schemas';
import { attributeOf, type XmlAttribute, type XmlIndex, type XmlItem } from './xmlIndex';

/** A parameter in the file: a Param element, or an attribute. */
export interface FoundParam {
  readonly name: string;
  /** Where its value stands. */
  readonly value: XmlAttribute;
  /** Where its name stands. */
  readonly place: { readonly line: number; readonly start: number; readonly end: number };
  /** Undefined for one that nobody knows. */
  readonly param?: Param;
  /** What it is in the file: a Param element, or the element whose attribute it is. */
  readonly item: XmlItem;
  /** The element that owns it, and what is known about it. */
  readonly owner: XmlItem;
  readonly schema: ElementSchema;
  readonly spelling: 'Param' | 'attribute';
}

export function schemaFor(index: XmlIndex): FileSchema | undefined {
  return schemaOf(index.elements.at(0)?.name);
}

/** What is known about an element, by its name and by where it stands. */
export function elementSchema(index: XmlIndex, item: XmlItem): ElementSchema | undefined {
  return schemaFor(index)?.elements[item.name];
}

/** Every parameter of an element that is known; other elements have parameters of their own. */
export function foundParams(index: XmlIndex): readonly FoundParam[] {
  const file = schemaFor(index);
  if (file === undefined) return [];
  return index.elements.flatMap((item) => {
    if (item.name === 'Param') return paramElement(index, file, item);
    const schema = file.elements[item.name];
    if (schema?.attributes === undefined) return [];
    const known = schema.attributes;
    return item.attributes.map((value) =>
      found(
        { name: value.name, value, place: nameOf(value), item, owner: item, schema, spelling: 'attribute' },
        known[value.name],
      ),
    );
  });
}

function paramElement(index: XmlIndex, file: FileSchema, item: XmlItem): readonly FoundParam[] {
  const owner = index.elements.at(item.parent);
  const schema = owner === undefined || item.parent < 0 ? undefined : file.elements[owner.name];
  const name = attributeOf(item, 'Name');
  const value = attributeOf(item, 'Value');
  if (owner === undefined || schema?.params === undefined || name === undefined || value === undefined)
    return [];
  const place = { line: name.line, start: name.valueStart, end: name.valueEnd };
  return [
    found(
      { name: name.value, value, place, item, owner, schema, spelling: 'Param' },
      schema.params[name.value],
    ),
  ];
}

function found(inFile: Omit<FoundParam, 'param'>, param: Param | undefined): FoundParam {
  return { ...inFile, ...(param === undefined ? {} : { param }) };
}

function nameOf({ line, start, name }: XmlAttribute): FoundParam['place'] {
  return { line, start, end: start + name.length };
}
