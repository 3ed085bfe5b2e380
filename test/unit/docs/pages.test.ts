/** Pages for people: every link leads somewhere, every page is found from the README, and options that they name exist. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { registerCommands } from '../../../src/cli/commands';
import { newProgram } from '../../../src/cli/program';

const pages = [
  'README.md',
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const textOf = (page: string): string => readFileSync(page, 'utf8');

function linksOf(page: string): readonly string[] {
  const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) =>
    target.replace(/#.*/, ''),
  );
  return targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

describe('The pages of the documentation', () => {
  it('link to what is there, and are all found from the README', () => {
    for (const page of pages)
      for (const link of linksOf(page))
        assert.ok(existsSync(path.join(path.dirname(page), link)), `${page} links to ${link}`);
    const found = linksOf('README.md');
    for (const page of pages.slice(1)) assert.ok(found.includes(page), `README.md does not link to ${page}`);
  });

  it('leave the README short: what it is, two commands, and links', () => {
    assert.ok(textOf('README.md').split('\n').length < 150);
  });

  it('name only options that there are', async () => {
    const program = newProgram();
    await registerCommands(program, undefined);
    const known = new Set(program.commands.flatMap(({ options }) => options.map(({ long }) => long)));
    // Of other programs, which the pages speak of, too.
    const others = new Set(['--help', '--tilt_exposure', '--install-extension', '--mutations']);
    // Lanes are of Slurm's own options.
    for (const page of pages.filter((name) => name !== 'docs/lanes.md'))
      for (const [, option] of textOf(page).matchAll(/(?<![\w-])(--[a-z][\w-]*)/g))
        assert.ok(known.has(option) || others.has(option), `${page} names ${option}`);
  });
});
