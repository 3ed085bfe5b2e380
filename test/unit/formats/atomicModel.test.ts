/** Atoms from mmCIF and PDB files. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { parseAtomicModel, readAtomicModel } from '../../../src/formats/atomicModel';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const mmcif = `data_X
loop_
_entity.id
_entity.type
1 polymer
#
loop_
_atom_site.group_PDB
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_comp_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.occupancy
_atom_site.pdbx_PDB_model_num
ATOM O "O5'" U -12.75 53.499 64.877 1 1
ATOM C 'C 1' U 1 2
 3 0.5 1
HETATM O O HOH 9 9 9 1 1
HETATM ZN ZN ZN 4 5 6 1 1
ATOM C C U 7 8 9 1 2
#
loop_
_other.id
1
`;

const pdb = `HEADER    SOMETHING
ATOM      1  N   MET A   1      27.340  24.430   2.614  1.00  9.67           N
ATOM      2  CA  MET A   1      26.266  25.413   2.842  0.50 10.38
HETATM    3  O   HOH A 101       1.000   1.000   1.000  1.00 10.00           O
ENDMDL
ATOM      1  N   MET A   1      27.340  24.430   2.614  1.00  9.67           N
`;

describe('an atomic model', () => {
  const inFolder = useTemporaryFolder();
  it('is read from mmCIF: quoted names, rows over lines, no water, the first model only', () => {
    const { positions, weights } = parseAtomicModel(mmcif, 'x.cif');
    assert.deepEqual([...weights], [8, 3, 30]);
    assert.deepEqual([...positions], [-12.75, 53.499, 64.877, 1, 2, 3, 4, 5, 6]);
  });

  it('is read from PDB, with elements from the atom names where they have no column', () => {
    const { positions, weights } = parseAtomicModel(pdb, 'x.pdb');
    assert.deepEqual([...weights], [7, 3]);
    assert.deepEqual(Array.from(positions.slice(0, 3)), [27.34, 24.43, 2.614]);
  });

  it('is read compressed, and refused when damaged, empty or missing', async () => {
    const path = inFolder('x.cif.gz');
    const packed = gzipSync(mmcif);
    await writeFile(path, packed);
    assert.equal((await readAtomicModel(path)).weights.length, 3);
    await writeFile(path, packed.subarray(0, 50));
    await assert.rejects(readAtomicModel(path), { name: 'Problem', message: /compressed file is damaged/ });
    await assert.rejects(readAtomicModel(inFolder('none.cif')), { name: 'Problem' });
    assert.throws(() => parseAtomicModel('nothing\n', 'y.pdb'), {
      name: 'Problem',
      message: /y\.pdb: it holds no atoms/,
    });
    const broken = mmcif.replace('53.499', 'x').replace('"O5\'"', 'O5');
    assert.throws(() => parseAtomicModel(broken, 'y.cif'), {
      name: 'Problem',
      message: /no valid coordinates/,
    });
  });
});
