/**
 * What the commands for maps and species say to input that they cannot use: one sentence with what is wrong, where, and
 * what to do, exit code 1, and every file as it was.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { badCommandLines, creation, type Row } from '../../support/badCommandLines';
import { writeBadFiles } from '../../support/badFiles';
import { murmurHere } from '../../support/murmurHere';
import { changes, snapshot } from '../../support/snapshot';
import { useSuiteFolder } from '../../support/temporaryFolder';

describe('Bad input is refused in one sentence, and nothing is written, by', () => {
  const home = process.cwd();
  // Before the folder is removed.
  after(() => process.chdir(home));
  const inFolder = useSuiteFolder();
  let folder: string;
  before(async () => {
    folder = inFolder();
    await writeBadFiles(folder);
    process.chdir(folder);
  });

  async function refused([line, sentence]: Row): Promise<void> {
    const before = snapshot(folder);
    const { code, out, err } = await murmurHere(...line.split(' '));
    const said = err.slice(err.lastIndexOf('murmur: ')).trimEnd();
    assert.match(said, /^murmur: [^\n]+$/, `${line}: not one line: ${err}`);
    assert.match(said, sentence, line);
    // Wrong values of options are told by what they are to be.
    assert.match(said, /; \S|is invalid\. \S/, `${line}: it does not say what to do: ${said}`);
    assert.equal(code, 1, line);
    assert.equal(out, '', line);
    assert.deepEqual(changes(before, snapshot(folder)), [], line);
  }

  for (const [command, rows] of Object.entries(badCommandLines()))
    it(command, async () => {
      for (const [options, sentence] of rows) await refused([`${command} ${options}`.trimEnd(), sentence]);
    });

  it('commands on a species whose files are missing, cut or of another kind', async () => {
    const ball = (suffix: string): string => join('species', 'ball', `ball${suffix}`);
    const on = '-p p.population -s ball';
    const turn = `rotate_species ${on} --angle_rot 1 --angle_tilt 2 --angle_psi 3`;
    const shift = `shift_species ${on} -x 1 -y 2 -z 3`;
    const expand = `expand_symmetry ${on} --expand_from C2 --expand_to C1`;
    const resample = `resample_trajectories ${on} --samples 3`;
    const select = `particles ${on} --duplicates 3`;
    const mask = `update_mask ${on} -m half1.mrc -t 1`;
    const moves = [turn, shift, expand, mask, `${mask} --center`];
    const cut = await readFile('cut.mrc');
    const nan = await readFile('nan.mrc');
    const [slab, small] = [await readFile('slab.mrc'), await readFile('small.mrc')];
    const [coarse, empty] = [await readFile('coarse.mrc'), await readFile('empty.mrc')];
    const damages: readonly (readonly [string, Uint8Array | string | null, readonly string[], RegExp])[] = [
      ['_half1.mrc', null, moves, /ball_half1\.mrc: .*no such file/],
      ['_half1.mrc', slab, moves, /ball_half1\.mrc: the map is not a cube, it is 16 x 8 x 32/],
      ['_half1.mrc', coarse, moves, /ball_half1\.mrc: its pixel size is 10\.1 Å, the species' is 10 Å/],
      ['_half2.mrc', cut, moves, /ball_half2\.mrc: the file is truncated/],
      ['_half2.mrc', nan, moves, /ball_half2\.mrc: the map holds voxels that are no finite numbers/],
      ['_half2.mrc', small, moves, /ball_half2\.mrc: it is 12 voxels wide, half-map 1 is 16; give all maps/],
      ['_mask.mrc', null, [turn, shift, expand], /ball_mask\.mrc: .*no such file/],
      ['_mask.mrc', 'text', [turn, shift, expand], /ball_mask\.mrc: this is not an MRC file/],
      ['_mask.mrc', small, [turn, shift, expand], /ball_mask\.mrc: it is 12 voxels wide, half-map 1 is 16/],
      ['_mask.mrc', empty, [turn, shift, expand], /ball_mask\.mrc: the mask is empty/],
      ['_filt.mrc', small, [turn, shift, `${mask} --center`], /ball_filt\.mrc: it is 12 voxels wide/],
      [
        '_particles.star',
        null,
        [turn, shift, expand, resample, select, `export_particles ${on} -o new.star`],
        /ball_particles\.star: .*no such file/,
      ],
      ['_particles.star', 'text', [resample, select], /ball_particles\.star:1: this is not a STAR file/],
      ['.species', null, [turn, select, mask], /ball\.species: .*no such file/],
      ['.species', '<Species><Param', [resample], /ball\.species:1: the XML is broken or truncated/],
    ];
    for (const [suffix, content, lines, sentence] of damages) {
      // The population has no filtered map.
      const kept = await readFile(ball(suffix)).catch(() => null);
      if (content === null) await rm(ball(suffix));
      else await writeFile(ball(suffix), content);
      for (const line of lines) await refused([line, sentence]);
      if (kept === null) await rm(ball(suffix));
      else await writeFile(ball(suffix), kept);
    }
  });

  it('every command that writes, where the folder takes no files', async () => {
    await mkdir('locked');
    await chmod('locked', 0o555);
    const lines = [
      'create_mask --i half1.mrc --ini_threshold 1 --o locked/new.mrc',
      'postprocess --i half1.mrc --i2 half2.mrc --o locked/new',
      `create_species ${creation} -o locked/new.species`,
      'particles -p p.population -s ball --duplicates 3 -o locked/new.star',
      'export_particles -p p.population -s ball -o locked/new.star',
    ];
    // The lock of the population and what is beside it stay writable: it is the output that is not.
    await chmod(folder, 0o777);
    const isRoot = process.geteuid?.() === 0;
    // Permissions mean nothing to root.
    if (isRoot) process.seteuid?.(65534);
    try {
      for (const line of lines) await refused([line, /locked.*permission was denied; make it accessible/]);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
