/**
 * `npm test`: set-up, lint, format, types, build, then the tests in tiers by what they need: nothing, processes of
 * their own, a GPU (through OpenGL ES and through Vulkan), Slurm, a real VS Code. Ends with what failed, and with one line: how
 * many tests passed and how many failed.
 * `npm test -- --mutations 10000` damages every kind of file that often instead of 300 times, which takes some minutes more.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lavapipeEnvironment } from './lavapipe.mjs';
import { ensureAdapter, ensureChromium, ensurePackages, installRelion, installSlurm, run } from './setup.mjs';

const mutations = process.argv.indexOf('--mutations');
if (mutations > 0) process.env.MUTATIONS = process.argv[mutations + 1];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const mocha = path.join('node_modules', 'mocha', 'bin', 'mocha.js');

ensurePackages();
ensureAdapter();
ensureChromium();
installRelion();
installSlurm();
const vulkan = lavapipeEnvironment();
run('npm', ['run', '--silent', 'lint']);
run('npm', ['run', '--silent', 'format:check']);
run('npm', ['run', '--silent', 'typecheck']);
run('npm', ['run', '--silent', 'build']);

let passed = 0;
let failed = 0;
/** What mocha said of tests that failed, said once more at the end. */
const failures = [];
const unit = testFiles('unit');
const stopping = unit.filter((file) => /(crashes|twoCommands)\.test/.test(file));
const gpu = testFiles('gpu');
/** Of VS Code: mostly wait for processes and for Slurm. */
const withProcesses = ['cluster', 'recovery'];
/** Of VS Code: takes minutes to do what other suites do in small; runs with `npm run test:e2e`. */
const onDemand = ['sample'];
/** Made of what the others test. */
const wholeJobs = /(createSpecies|localResolution|recovery|refineCrashes|twoSpecies)\.test/;
// Few tests use both cores, so two pieces run side by side, the long ones first.
const pieces = [
  {
    tier: 'VS Code',
    script: 'scripts/test-e2e.mjs',
    files: suites().filter((name) => ![...withProcesses, ...onDemand].includes(name)),
  },
  { tier: 'unit, commands that are stopped', script: mocha, files: stopping },
  { tier: 'unit', script: mocha, files: unit.filter((file) => !stopping.includes(file)) },
  { tier: 'VS Code, workers and lanes', script: 'scripts/test-e2e.mjs', files: withProcesses },
  { tier: 'GPU', script: mocha, files: gpu },
  ...(vulkan === null
    ? []
    : [
        {
          tier: 'GPU, Vulkan',
          script: mocha,
          files: gpu.filter((file) => !wholeJobs.test(file)),
          // Kernels that are wrong on purpose are as wrong on one adapter.
          options: ['--grep', 'finds what is compiled wrong', '--invert'],
          env: { ...vulkan, MURMUR_ADAPTER: 'lavapipe' },
        },
      ]),
  { tier: 'processes', script: mocha, files: testFiles('process') },
  ...testFiles('cli').map((file) => ({ tier: 'command line', script: mocha, files: [file] })),
];
// What waits for a queue most of its time runs beside both.
const queued = { tier: 'Slurm', script: mocha, files: testFiles('slurm') };
const TMPDIR = temporaryFolder();
await Promise.all([runPieces(), runPieces(), runPiece(queued)]);
process.stdout.write(failures.join(''));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Of VS Code, by name. */
function suites() {
  return testFiles('e2e').map((file) => path.basename(file, '.test.mjs'));
}

function testFiles(folder) {
  return readdirSync(path.join('dist', 'test', folder), { recursive: true })
    .filter((file) => file.endsWith('.test.mjs'))
    .map((file) => path.join('dist', 'test', folder, file));
}

async function runPieces() {
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) await runPiece(piece);
}

/** Runs a piece, says what it said, and adds up mocha's counts; one that dies on its way counts as a failure more. */
async function runPiece({ tier, script, files, options = [], env = process.env }) {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...options, ...files], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, TMPDIR },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  process.stdout.write(`\n=== ${tier} ===\n${output}`);
  const passing = count(output, 'passing');
  const failing = count(output, 'failing');
  passed += passing ?? 0;
  // Mocha ends with the number of failures, at most 255, and tells it.
  const isWhole =
    passing !== null && (code === 0 ? (failing ?? 0) === 0 : code === Math.min(failing ?? 0, 255));
  failed += (failing ?? 0) + (isWhole ? 0 : 1);
  const early = isWhole ? '' : `${tier}: the tests ended before their time, with exit code ${code}\n`;
  const said = failing === null ? '' : output.slice(output.lastIndexOf(`\n  ${failing} failing`));
  if (said !== '' || early !== '') failures.push(`\n=== ${tier}, once more ===\n${said}${early}`);
  process.stdout.write(`${early}${tier}: ${Math.round((performance.now() - started) / 1000)} s\n`);
}

/** In memory, where there is room: tests write much, and flush every file. */
function temporaryFolder() {
  const memory = '/dev/shm';
  if (process.env.TMPDIR !== undefined || !existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, freemem()) > 8 * 2 ** 30 ? memory : tmpdir();
}

/** The number in mocha's summary, null where it has none. */
function count(output, word) {
  const found = [...output.matchAll(new RegExp(`^ {2}(\\d+) ${word}\\b`, 'gm'))].at(-1);
  return found === undefined ? null : Number(found[1]);
}
