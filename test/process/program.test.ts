/** The command line as people and scripts meet it, each time in a process of its own. */
import assert from 'node:assert/strict';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { writeWarpProject } from '../support/warpProject';

describe('murmur', () => {
  const inFolder = useTemporaryFolder();

  it('takes hyphens and underscores, relative paths, and prints one JSON object', async () => {
    await writeWarpProject(inFolder());
    const created = await runMurmur(inFolder(), 'create-population', '-d', '.', '--name', 'p', '--json');
    assert.deepEqual(JSON.parse(created.out), { population: inFolder('p.population'), name: 'p' });
    const args = [
      '-p',
      'p.population',
      '--processing-settings=warp_tiltseries.settings',
      '-n',
      's',
      '--dont-version',
    ];
    const source = await runMurmur(
      inFolder(),
      'create_source',
      ...args,
      '-o',
      'warp_tiltseries/t.source',
      '--json',
    );
    const result = JSON.parse(source.out) as { guid: string };
    assert.equal(source.code, 0);
    assert.deepEqual(result, {
      source: inFolder('warp_tiltseries', 't.source'),
      guid: result.guid,
      name: 's',
      series: 2,
      pixelSize: 10,
      skipped: [],
      withoutRaw: [],
    });
    const list = await runMurmur(inFolder(), 'list-sources', '--population', 'p.population');
    assert.equal(list.out, `'s' (${result.guid}), ${inFolder('warp_tiltseries', 't.source')}\n`);
    const species = await runMurmur(inFolder(), 'list_species', '-p', 'p.population', '--json');
    assert.deepEqual(JSON.parse(species.out), { species: [] });
  });

  it('tells an error once, in one sentence, with exit code 1', async () => {
    for (const [args, message] of [
      [
        ['list_sources', '-p', 'none.population'],
        /none\.population: cannot read the file, there is no such file or folder; check the path/,
      ],
      [['list_sources'], /required option '-p, --population <file>' not specified/],
      [['list_sauces'], /unknown command 'list_sauces'/],
      [['list_sources', '-p', 'a', '--what'], /unknown option '--what'/],
      [['create_species', '-p', 'a', '-d', 'wide'], /'-d, --diameter <angstrom>' argument 'wide' is invalid/],
    ] as const) {
      const { code, out, err } = await runMurmur(inFolder(), ...args, '--json');
      assert.equal(code, 1);
      assert.match(err, /^murmur: [^\n]+\n$/);
      assert.match(err, message);
      assert.deepEqual(JSON.parse(out), { error: err.slice('murmur: '.length, -1) });
    }
  });

  it('explains every option with its unit and default', async () => {
    const all = await runMurmur(inFolder(), '--help');
    assert.equal(all.code, 0);
    for (const name of all.out.match(/^ {2}(\w+_\w+)/gm) ?? []) {
      const { out, code } = await runMurmur(inFolder(), name.trim(), '--help');
      assert.equal(code, 0);
      assert.match(out, /--json/);
    }
    const { out } = await runMurmur(inFolder(), 'create_species', '--help');
    assert.match(out, /--diameter <angstrom>\s+diameter of the particle, whole Å/);
    assert.match(out, /--sym <group>[^-]*\(default: "C1"\)/);
  });
});
