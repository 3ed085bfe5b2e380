/** Deformation grids between Warp's XML and plain records, with a factor from file units to those of the record. */
import type { CubicGrid, LinearGrid4 } from '../../shared/math/grids';
import { attributeReader, lineOf, unreadable } from '../formats/params/readParams';
import { gridAttributes } from '../formats/params/series';
import { attribute, child, element, elements } from '../formats/xmlEdit';
import { formatFloat, parseInteger, parseNumber } from '../formats/xmlNumbers';
import type { XmlElement } from '../formats/xml';
import { Problem } from '../../shared/problem';

/** Undefined when the root has no such grid. Throws Problem with the line for what is not one value a node. */
export function readCubicGrid(
  root: XmlElement,
  name: string,
  factor: number,
  where: string,
): CubicGrid | undefined {
  const grid = child(root, name);
  return grid === undefined ? undefined : cubicGrid(grid, factor, where);
}

/** Throws Problem with the line for what is not one value a node. */
export function cubicGrid(grid: XmlElement, factor: number, where: string): CubicGrid {
  const size = dimensions(grid, ['Width', 'Height', 'Depth'], where);
  const { number } = attributeReader(gridAttributes, grid, where);
  return {
    size: [size[0], size[1], size[2]],
    values: nodeValues(grid, { size, axes: ['X', 'Y', 'Z'] }, factor, where),
    margins: [number('MarginX'), number('MarginY'), number('MarginZ')],
  };
}

/** As readCubicGrid. */
export function readLinearGrid4(root: XmlElement, name: string, where: string): LinearGrid4 | undefined {
  const grid = child(root, name);
  if (grid === undefined) return undefined;
  const size = dimensions(grid, ['Width', 'Height', 'Depth', 'Duration'], where);
  return {
    size: [size[0], size[1], size[2], size[3]],
    values: nodeValues(grid, { size, axes: ['X', 'Y', 'Z', 'W'] }, 1, where),
  };
}

/** `factor` is the one that reading uses. */
export function cubicGridElement(name: string, grid: CubicGrid, factor: number): XmlElement {
  const [width, height, depth] = grid.size.map(String);
  const [marginX, marginY, marginZ] = grid.margins.map(formatFloat);
  const attributes = {
    Width: width,
    Height: height,
    Depth: depth,
    MarginX: marginX,
    MarginY: marginY,
    MarginZ: marginZ,
  };
  return element(name, attributes, nodes(grid.size, ['X', 'Y', 'Z'], grid.values, factor), 1);
}

export function linearGrid4Element(name: string, grid: LinearGrid4): XmlElement {
  const [width, height, depth, duration] = grid.size.map(String);
  const attributes = { Width: width, Height: height, Depth: depth, Duration: duration };
  return element(name, attributes, nodes(grid.size, ['X', 'Y', 'Z', 'W'], grid.values, 1), 1);
}

/** Far above any real grid; keeps a damaged file from taking all memory. */
const mostNodes = 2 ** 24;

function dimensions(
  grid: XmlElement,
  names: readonly ('Width' | 'Height' | 'Depth' | 'Duration')[],
  where: string,
): readonly number[] {
  const { integer } = attributeReader(gridAttributes, grid, where);
  const size = names.map(integer);
  const count = size.reduce((product, edge) => product * edge, 1);
  if (size.some((edge) => edge < 1) || count > mostNodes)
    throw new Problem(`${grid.name} has the impossible size ${size.join(' x ')}`, {
      where: lineOf(grid, where),
    });
  return size;
}

interface Shape {
  /** Nodes along each axis. */
  readonly size: readonly number[];
  /** Attributes of a node that say where it is, the fastest first. */
  readonly axes: readonly string[];
}

function nodeValues(grid: XmlElement, shape: Shape, factor: number, where: string): Float64Array {
  const { size } = shape;
  const count = size.reduce((product, edge) => product * edge, 1);
  const values = new Float64Array(count);
  const isRead = new Uint8Array(count);
  const nodes = elements(grid, 'Node');
  for (const node of nodes) {
    const index = indexOf(node, shape, grid.name, where);
    const text = attribute(node, 'Value') ?? '';
    const value = parseNumber(text);
    if (value === undefined || !Number.isFinite(value))
      throw unreadable(`the Value of a node of ${grid.name}`, text, 'number', lineOf(node, where));
    if (isRead[index] === 1)
      throw new Problem(`${grid.name} has two nodes at the same place`, {
        where: lineOf(node, where),
        remedy,
      });
    isRead[index] = 1;
    values[index] = value * factor;
  }
  if (nodes.length !== count)
    throw new Problem(
      `${grid.name} is ${size.join(' x ')} and has ${nodes.length} nodes, expected ${count}`,
      { where: lineOf(grid, where), remedy },
    );
  return values;
}

const remedy = 'restore the file from a backup, or process the series again';

function indexOf(node: XmlElement, { size, axes }: Shape, grid: string, where: string): number {
  let index = 0;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const text = attribute(node, axes[axis]);
    const at = text === undefined && size[axis] === 1 ? 0 : parseInteger(text);
    if (at === undefined)
      throw unreadable(`${axes[axis]} of a node of ${grid}`, text ?? '', 'whole number', lineOf(node, where));
    if (at < 0 || at >= size[axis])
      throw new Problem(`${grid} has a node at ${axes[axis]} = ${at}, outside its size ${size.join(' x ')}`, {
        where: lineOf(node, where),
        remedy,
      });
    index = index * size[axis] + at;
  }
  return index;
}

function nodes(
  size: readonly number[],
  axes: readonly string[],
  values: Float64Array,
  factor: number,
): readonly XmlElement[] {
  return Array.from(values, (value, index) => {
    const attributes: Record<string, string> = {};
    let rest = index;
    axes.forEach((axis, i) => {
      attributes[axis] = String(rest % size[i]);
      rest = Math.floor(rest / size[i]);
    });
    attributes.Value = formatFloat(value / factor);
    return element('Node', attributes);
  });
}
