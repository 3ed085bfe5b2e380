/** The table of commands, which loads them one by one. */
import assert from 'node:assert/strict';
import { asTyped, registerCommands } from '../../../src/cli/commands';
import { commandFiles } from '../../../src/commands/index';
import { murmurHere } from '../../support/murmurHere';
import { newProgram } from '../../../src/cli/program';

async function names(asked?: string): Promise<string[]> {
  const program = newProgram();
  await registerCommands(program, asked);
  return program.commands.map((command) => command.name());
}

describe('The commands of murmur', () => {
  it('are each in the file that the table says', async () => {
    for (const name of Object.keys(commandFiles)) assert.deepEqual(await names(name), [name]);
  });

  it('are loaded alone when asked for, in either spelling, and all together for help', async () => {
    assert.deepEqual(await names('create-mask'), ['create_mask']);
    for (const asked of [undefined, '--help', 'help', 'toString'])
      assert.deepEqual((await names(asked)).sort(), Object.keys(commandFiles).sort());
  });

  it('may be typed as two words', () => {
    assert.deepEqual(asTyped(['lane', 'test', 'gpu', '--json']), ['lane_test', 'gpu', '--json']);
    assert.deepEqual(asTyped(['create', 'mask']), ['create_mask']);
    for (const args of [['info', 'lane'], ['lane'], ['lane', 'tset'], ['--help'], []])
      assert.deepEqual(asTyped(args), args);
  });

  it('say what may follow the first of two words', async () => {
    const { code, err } = await murmurHere('lane');
    assert.equal(code, 1);
    assert.match(
      err,
      /^murmur: "lane" is followed by list, create, import, test, probe; murmur lane list --help/,
    );
    assert.match((await murmurHere('lane', 'tset')).err, /^murmur: "lane" is followed by list/);
    assert.match(
      (await murmurHere('lane', '--help')).out,
      /lane is followed by list, create, import, test, probe/,
    );
  });
});
