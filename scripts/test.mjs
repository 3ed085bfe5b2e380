/**
 * `npm test`: set-up, lint, format, types, build, unit tests, tests on the graphics adapter, tests in a real VS Code.
 * Ends with one line: how many tests passed and how many failed.
 * `npm test -- --mutations 10000` damages every kind of file that often instead of 300 times, which takes some minutes more.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureAdapter, ensureChromium, ensurePackages, installRelion, run } from './setup.mjs';

const mutations = process.argv.indexOf('--mutations');
if (mutations > 0) process.env.MUTATIONS = process.argv[mutations + 1];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const bin = (name) => path.join('node_modules', '.bin', name);

ensurePackages();
ensureAdapter();
ensureChromium();
installRelion();
run('npm', ['run', '--silent', 'lint']);
run('npm', ['run', '--silent', 'format:check']);
run('npm', ['run', '--silent', 'typecheck']);
run('npm', ['run', '--silent', 'build']);

const testFiles = (folder) =>
  readdirSync(path.join('dist', 'test', folder), { recursive: true })
    .filter((file) => file.endsWith('.test.mjs'))
    .map((file) => path.join('dist', 'test', folder, file));

let passed = 0;
let failed = 0;
await suite('unit', bin('mocha'), ['--exit', '--timeout', '60000', ...testFiles('unit')]);
await suite('graphics adapter', bin('mocha'), ['--exit', '--timeout', '240000', ...testFiles('gpu')]);
await suite('command line', bin('mocha'), ['--exit', '--timeout', '240000', ...testFiles('cli')]);
await suite('VS Code', process.execPath, ['scripts/test-e2e.mjs']);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs one suite, passing its output on and adding up mocha's counts; a suite that dies counts as one failure. */
async function suite(name, command, args) {
  process.stdout.write(`\n=== ${name} ===\n`);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(1));
  });
  const count = (word) =>
    [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'))].reduce(
      (sum, match) => sum + Number(match[1]),
      0,
    );
  const failing = count('failing');
  passed += count('passing');
  failed += failing === 0 && code !== 0 ? 1 : failing;
}
