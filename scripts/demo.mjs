/**
 * `npm run demo`: from a fresh clone to a refined map. Makes the sample project, refines it, and compares the result
 * with the truth.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureAdapter, ensurePackages, run } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const started = Date.now();
const project = path.resolve('demo');

step(1, 'set-up: npm packages, GPU, build (a minute or two on a fresh clone, seconds afterwards)');
ensurePackages();
ensureAdapter();
run('npm', ['run', '--silent', 'build']);

step(2, 'making a sample project: two simulated tilt series with known errors (about a minute)');
rmSync(project, { recursive: true, force: true });
const { population, species, truth } = result('sample', '-d', project);

step(3, 'refining image warp and particle poses (a minute or two on two cores without a graphics card)');
const before = score();
murmur('refine', '--population', population, '--refine_imagewarp', '3x3', '--refine_particles');
const after = score();

const row = (what, unit, digits, pick) =>
  [what, pick(before).toFixed(digits), pick(after).toFixed(digits), unit]
    .map((text, i) => text.padEnd([36, 10, 10, 3][i]))
    .join('');
process.stdout.write(`
${['', 'before', 'after', ''].map((text, i) => text.padEnd([36, 10, 10, 3][i])).join('')}
${row('half-map resolution, FSC 0.143', 'Å', 1, (s) => s.half_fsc143_A)}
${row('agreement with the truth, FSC 0.5', 'Å', 1, (s) => s.truth_fsc05_A)}
${row('position error in the images, rms', 'Å', 2, (s) => s.position_A)}
${row('orientation error, rms', '°', 2, (s) => s.angle_deg)}

Done in ${Math.round((Date.now() - started) / 1000)} s. The project is in ${project}
Half-maps and filtered map: ${path.dirname(species)}
Open the folder in VS Code with the Murmuration extension to look at them: code ${project}
`);

function step(number, text) {
  process.stderr.write(`\n[${number}/3] ${text}\n`);
}

function murmur(...args) {
  const { status } = spawnSync(process.execPath, ['bin/murmur', ...args], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}

/** A command's JSON result; where it fails it has said why. */
function result(...args) {
  const { status, stdout } = spawnSync(process.execPath, ['bin/murmur', ...args, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  return JSON.parse(stdout);
}

function score() {
  return result('score', '-p', population, '--truth', truth).refined;
}
