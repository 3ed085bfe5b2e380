/**
 * `npm test`: set-up, lint, format, types, build, then the tests in four tiers by what they need: nothing, processes of
 * their own, a graphics adapter, a real VS Code. Ends with one line: how many tests passed and how many failed.
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
const mocha = path.join('node_modules', 'mocha', 'bin', 'mocha.js');

ensurePackages();
ensureAdapter();
ensureChromium();
installRelion();
run('npm', ['run', '--silent', 'lint']);
run('npm', ['run', '--silent', 'format:check']);
run('npm', ['run', '--silent', 'typecheck']);
run('npm', ['run', '--silent', 'build']);

let passed = 0;
let failed = 0;
// Few tests use both cores, so two pieces run side by side, long ones first; VS Code has the machine to itself.
const pieces = [
  { tier: 'unit', files: testFiles('unit') },
  { tier: 'graphics adapter', files: testFiles('gpu') },
  { tier: 'processes', files: testFiles('process') },
  ...testFiles('cli').map((file) => ({ tier: 'command line', files: [file] })),
];
await Promise.all([runPieces(), runPieces()]);
await runPiece('VS Code', 'scripts/test-e2e.mjs', [], (text) => process.stdout.write(text));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function testFiles(folder) {
  return readdirSync(path.join('dist', 'test', folder), { recursive: true })
    .filter((file) => file.endsWith('.test.mjs'))
    .map((file) => path.join('dist', 'test', folder, file));
}

async function runPieces() {
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift())
    await runPiece(piece.tier, mocha, piece.files);
}

/**
 * Runs a piece and adds up mocha's counts; one that dies on its way counts as a failure more.
 * @param say gets what it says at once; without it that is told in one piece at the end
 */
async function runPiece(tier, script, args, say) {
  const started = performance.now();
  say?.(`\n=== ${tier} ===\n`);
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      say?.(chunk);
    });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (say === undefined) process.stdout.write(`\n=== ${tier} ===\n${output}`);
  const passing = count(output, 'passing');
  const failing = count(output, 'failing');
  passed += passing ?? 0;
  // Mocha ends with the number of failures, at most 255, and tells it.
  const isWhole =
    passing !== null && (code === 0 ? (failing ?? 0) === 0 : code === Math.min(failing ?? 0, 255));
  failed += (failing ?? 0) + (isWhole ? 0 : 1);
  if (!isWhole) process.stdout.write(`${tier}: the tests ended before their time, with exit code ${code}\n`);
  process.stdout.write(`${tier}: ${Math.round((performance.now() - started) / 1000)} s\n`);
}

/** The number in mocha's summary, null where it has none. */
function count(output, word) {
  const found = [...output.matchAll(new RegExp(`^ {2}(\\d+) ${word}\\b`, 'gm'))].at(-1);
  return found === undefined ? null : Number(found[1]);
}
