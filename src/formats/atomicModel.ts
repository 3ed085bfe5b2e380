/** Reads the atoms of a molecule from mmCIF and PDB files, gzip-compressed or not. */
import { gunzipSync } from 'node:zlib';
import { Problem } from '../../shared/problem';
import { atomicNumber, elementOfName } from './elements';
import { readBytes } from '../files/fileProblem';

export interface Atoms {
  /** (atom, 3) Å */
  readonly positions: Float64Array;
  /** Atomic number times occupancy: about what an electron sees. */
  readonly weights: Float64Array;
}

/** Atoms of the first model, without water. Throws Problem for a missing file and for one without atoms. */
export async function readAtomicModel(path: string): Promise<Atoms> {
  const bytes = await readBytes(path);
  return parseAtomicModel(decode(bytes, path), path);
}

export function parseAtomicModel(text: string, where: string): Atoms {
  const atoms = text.includes('_atom_site.Cartn_x') ? mmcifAtoms(text, where) : pdbAtoms(text, where);
  if (atoms.length === 0)
    throw new Problem('it holds no atoms', { where, remedy: 'give an mmCIF or PDB file' });
  const bad = atoms.findIndex((atom) => !atom.position.every(Number.isFinite));
  if (bad >= 0) throw new Problem(`atom ${bad + 1} has no valid coordinates`, { where });
  if (atoms.every(({ weight }) => weight === 0))
    throw new Problem(`all ${atoms.length} atoms have the occupancy 0`, {
      where,
      remedy: 'a program left occupancies out: set them to 1',
    });
  return {
    positions: Float64Array.from(atoms.flatMap((atom) => atom.position)),
    weights: Float64Array.from(atoms, (atom) => atom.weight),
  };
}

interface Atom {
  readonly position: readonly [number, number, number];
  readonly weight: number;
}

const waters = new Set(['HOH', 'WAT', 'DOD', 'H2O']);

/** @param where the file, with the line */
function atom(
  element: string,
  occupancy: string,
  position: readonly [x: string, y: string, z: string],
  where: string,
): Atom {
  const number = atomicNumber(element);
  if (number === undefined)
    throw new Problem(`it is of no known element: "${element.trim()}"`, {
      where,
      remedy: 'correct the element, or write X for a light atom that is not known',
    });
  const given = /^[.?]?$/.test(occupancy.trim()) ? 1 : Number(occupancy);
  if (!(given >= 0))
    throw new Problem(`its occupancy is ${occupancy.trim()}, expected 0 to 1`, {
      where,
      remedy: 'correct it',
    });
  const [x, y, z] = position;
  return { position: [Number(x), Number(y), Number(z)], weight: number * given };
}

function pdbAtoms(text: string, where: string): Atom[] {
  const atoms: Atom[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.startsWith('ENDMDL')) break;
    if (!line.startsWith('ATOM  ') && !line.startsWith('HETATM')) continue;
    const residue = line.slice(17, 20).trim();
    if (waters.has(residue)) continue;
    // Old files have no element column.
    const column = line.slice(76, 78).trim();
    const element = /[A-Za-z]/.test(column) ? column : elementOfName(line.slice(12, 16), residue);
    const position = [line.slice(30, 38), line.slice(38, 46), line.slice(46, 54)] as const;
    atoms.push(atom(element, line.slice(54, 60), position, `${where}:${i + 1}`));
  }
  return atoms;
}

function mmcifAtoms(text: string, where: string): Atom[] {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim().startsWith('_atom_site.'));
  const columns: string[] = [];
  let row = first;
  for (; row < lines.length && lines[row].trim().startsWith('_atom_site.'); row++)
    columns.push(lines[row].trim().split(/\s+/)[0].slice('_atom_site.'.length));
  const index = (name: string): number => columns.indexOf(name);
  const [x, y, z] = ['Cartn_x', 'Cartn_y', 'Cartn_z'].map(index);
  const [element, name, residue, occupancy, model] = [
    'type_symbol',
    'label_atom_id',
    'label_comp_id',
    'occupancy',
    'pdbx_PDB_model_num',
  ].map(index);
  if (x < 0 || y < 0 || z < 0 || (element < 0 && name < 0))
    throw new Problem('its atoms lack type_symbol, Cartn_x, Cartn_y or Cartn_z', { where });
  const atoms: Atom[] = [];
  let firstModel: string | undefined;
  let values: string[] = [];
  for (; row < lines.length; row++) {
    const line = lines[row].trim();
    if (line === '') continue;
    if (values.length === 0 && /^(#|loop_|data_|_)/.test(line)) break;
    for (const [, double, single, plain] of line.matchAll(/"(.*?)"(?=\s|$)|'(.*?)'(?=\s|$)|(\S+)/g))
      values.push(double ?? single ?? plain);
    if (values.length < columns.length) continue;
    if (values.length > columns.length)
      throw new Problem(`expected ${columns.length} values, got ${values.length}`, {
        where: `${where}:${row + 1}`,
      });
    firstModel ??= values[model];
    if (values[model] === firstModel && !waters.has(values[residue])) {
      const symbol = values[element] ?? '?';
      const known = /^[.?]$/.test(symbol) ? elementOfName(values[name] ?? '', values[residue] ?? '') : symbol;
      const position = [values[x], values[y], values[z]] as const;
      atoms.push(atom(known, values[occupancy] ?? '', position, `${where}:${row + 1}`));
    }
    values = [];
  }
  return atoms;
}

function decode(bytes: Uint8Array, where: string): string {
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return new TextDecoder('utf-8').decode(compressed ? gunzipSync(bytes) : bytes);
  } catch (cause) {
    throw new Problem('the compressed file is damaged', { where, cause, remedy: 'download it again' });
  }
}
