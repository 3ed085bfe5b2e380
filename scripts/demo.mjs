/**
 * `npm run demo`: from a fresh clone to a refined map. Simulates a small tilt-series project with known errors, makes
 * a population, a data source and a species of it, refines, and compares the result with the truth.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureAdapter, ensurePackages, run } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const started = Date.now();
const folder = path.resolve('demo');
const project = path.join(folder, 'project');
const truth = path.join(folder, 'truth');
const population = path.join(project, 'm', 'demo.population');
const inProject = (...parts) => path.join(project, ...parts);

step(1, 'set-up: npm packages, GPU, build (a minute or two on a fresh clone, seconds afterwards)');
ensurePackages();
ensureAdapter();
run('npm', ['run', '--silent', 'build']);

step(2, 'simulating two tilt series of a particle with known errors (about half a minute)');
rmSync(folder, { recursive: true, force: true });
murmur('simulate', '--project', project, '--truth', truth, '--seed', '7');

step(3, 'creating population, data source and species');
murmur('create_population', '-d', inProject('m'), '-n', 'demo');
murmur('create_source', '-p', population, '-s', inProject('warp_tiltseries.settings'), '-n', 'tilts');
const created = result(
  ...['create_species', '-p', population, '-n', 'particle', '--diameter', '280', '--sym', 'C1'],
  ...['--half1', inProject('relion', 'run_it019_half1_class001.mrc')],
  ...['--half2', inProject('relion', 'run_it019_half2_class001.mrc')],
  ...['--mask', inProject('relion', 'mask.mrc')],
  ...['--particles_relion', inProject('relion', 'run_it019_data.star')],
);
const before = score();

step(4, 'refining image warp and particle poses (a minute or two on two cores without a graphics card)');
murmur('refine', '--population', population, '--refine_imagewarp', '3x3', '--refine_particles');
const after = score();

const species = created.species;
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
  process.stderr.write(`\n[${number}/4] ${text}\n`);
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
  const stem = created.species.replace(/\.species$/, '');
  return result(
    ...[
      'score',
      '--truth',
      truth,
      '--particles',
      `${stem}_particles.star`,
      '--xml',
      inProject('warp_tiltseries'),
    ],
    ...['--half1', `${stem}_half1.mrc`, '--half2', `${stem}_half2.mrc`],
  ).refined;
}
