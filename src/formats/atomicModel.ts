/** Reads the atoms of a molecule from mmCIF and PDB files, gzip-compressed or not. */
import { gunzipSync } from 'node:zlib';
import { Problem } from '../problem';
import { readBytes } from './fileProblem';

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
  const atoms = text.includes('_atom_site.Cartn_x') ? mmcifAtoms(text, where) : pdbAtoms(text);
  if (atoms.length === 0)
    throw new Problem('it holds no atoms', { where, remedy: 'give an mmCIF or PDB file' });
  const bad = atoms.findIndex((atom) => !atom.position.every(Number.isFinite));
  if (bad >= 0) throw new Problem(`atom ${bad + 1} has no valid coordinates`, { where });
  return {
    positions: Float64Array.from(atoms.flatMap((atom) => atom.position)),
    weights: Float64Array.from(atoms, (atom) => atom.weight),
  };
}

interface Atom {
  readonly position: readonly [number, number, number];
  readonly weight: number;
}

const atomicNumbers: Readonly<Record<string, number>> = {
  H: 1,
  D: 1,
  C: 6,
  N: 7,
  O: 8,
  F: 9,
  NA: 11,
  MG: 12,
  P: 15,
  S: 16,
  CL: 17,
  K: 19,
  CA: 20,
  MN: 25,
  FE: 26,
  CO: 27,
  NI: 28,
  CU: 29,
  ZN: 30,
  SE: 34,
  BR: 35,
  MO: 42,
  I: 53,
  W: 74,
};
const waters = new Set(['HOH', 'WAT', 'DOD', 'H2O']);

function atom(element: string, occupancy: string, x: string, y: string, z: string): Atom {
  const occupied = occupancy.trim() === '' ? 1 : Number(occupancy);
  // Anything unusual counts as a nitrogen: light atoms are what molecules are made of.
  const number = atomicNumbers[element.trim().toUpperCase()] ?? 7;
  return {
    position: [Number(x), Number(y), Number(z)],
    weight: number * (Number.isFinite(occupied) ? occupied : 1),
  };
}

function pdbAtoms(text: string): Atom[] {
  const atoms: Atom[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('ENDMDL')) break;
    if (!line.startsWith('ATOM  ') && !line.startsWith('HETATM')) continue;
    if (waters.has(line.slice(17, 20).trim())) continue;
    // Old files have no element column: then the first two columns of the atom's name hold it.
    const element = line.slice(76, 78).trim() || line.slice(12, 14).replace(/[^A-Za-z]/g, '');
    atoms.push(atom(element, line.slice(54, 60), line.slice(30, 38), line.slice(38, 46), line.slice(46, 54)));
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
  const [element, residue, occupancy, model] = [
    'type_symbol',
    'label_comp_id',
    'occupancy',
    'pdbx_PDB_model_num',
  ].map(index);
  if (x < 0 || y < 0 || z < 0 || element < 0)
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
    if (values[model] === firstModel && !waters.has(values[residue]))
      atoms.push(atom(values[element], values[occupancy] ?? '', values[x], values[y], values[z]));
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
