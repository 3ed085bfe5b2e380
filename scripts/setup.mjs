/**
 * Brings a fresh clone to where it can run: npm packages, a GPU, and, for tests, a browser.
 * Uses nothing but Node itself. What is there already is left alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs the locked npm packages unless they are there and as new as the lock file. */
export function ensurePackages() {
  const lock = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('installing npm packages (about a minute)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Makes sure that a hardware adapter answers, or else Mesa's software adapter; installs Debian's packages for it. */
export function ensureAdapter() {
  if (adapterAnswers()) return;
  debianPackages(['libegl1', 'libgles2', 'libgl1-mesa-dri'], 'the software GPU');
  if (!adapterAnswers()) fail('no GPU answers, although the packages for the software adapter are installed');
}

/** The browser that the tests drive VS Code with. */
export function ensureChromium() {
  if (existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) return;
  debianPackages(['chromium'], 'Chromium, which the end-to-end tests drive VS Code with');
}

/** RELION, whose masks and resolutions the tests compare with; where it cannot be installed, those tests are skipped. */
export function installRelion() {
  installForTests('relion_mask_create', ['relion'], 'RELION, which the tests compare with');
}

/** Slurm, which the tests submit jobs to; where it cannot be installed, those tests are skipped. */
export function installSlurm() {
  installForTests('slurmctld', ['slurm-wlm', 'munge'], 'Slurm, which the tests submit jobs to');
}

/** @param program that is there where the packages are */
function installForTests(program, packages, what) {
  if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined) return;
  const asRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!hasApt || !asRoot) return;
  say(`installing ${what}: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status;
  apt(['update']);
  if (apt(['install', '--yes', '--no-install-recommends', ...packages]) !== 0)
    say(`${packages[0]} could not be installed; the tests that need it are skipped`);
}

export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error !== undefined) fail(`cannot run ${command}: ${error.message}`);
  if (status !== 0) fail(`${command} ${args.join(' ')} failed (exit code ${status})`);
}

export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

function adapterAnswers() {
  const { status } = spawnSync(process.execPath, ['scripts/probe-adapter.mjs'], {
    cwd: root,
    stdio: 'ignore',
  });
  return status === 0;
}

/** As root, or with sudo that asks for no password; otherwise says which command is needed. */
function debianPackages(packages, what) {
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  const asRoot = process.getuid?.() === 0;
  const sudo = !asRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!hasApt || (!asRoot && !sudo))
    fail(`${what} is missing; install it with: sudo apt-get update && sudo apt-get ${install.join(' ')}`);
  say(`installing ${what}: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) =>
    asRoot
      ? run('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
      : run('sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
  apt(['update']);
  apt(install);
}
