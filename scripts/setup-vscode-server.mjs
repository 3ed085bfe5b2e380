/**
 * Makes the VS Code server inside the `code-server` package runnable: its runtime dependencies, from npm alone.
 *
 * code-server's own post-install step needs GitHub and Kerberos headers, so it is denied in package.json and the
 * parts that matter here are done instead. Safe to run again: a stamp inside the package says what was done.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { rgPath } from '@vscode/ripgrep';

const packageFolder = path.dirname(createRequire(import.meta.url).resolve('code-server/package.json'));
const serverFolder = path.join(packageFolder, 'lib', 'vscode');
const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
const stampFile = path.join(serverFolder, '.murmuration-setup');
const stamp = `${version} on node ${process.version}\n`;

if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  console.log(`VS Code server: ready (code-server ${version})`);
} else {
  installDependencies();
  buildLogger();
  linkModulesArchive();
  linkSearch();
  writeFileSync(stampFile, stamp);
  console.log(`VS Code server: set up (code-server ${version})`);
}

/** The server carries a lock file of its own; scripts are skipped because they download from GitHub. */
function installDependencies() {
  npm('install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
}

/** Without its logger the server runs but writes no log files and shows no output channels. */
function buildLogger() {
  try {
    npm(
      'rebuild',
      '@vscode/spdlog',
      'native-watchdog',
      '--loglevel=error',
      '--dangerously-allow-all-scripts',
    );
  } catch {
    console.warn(
      'VS Code server: its logger could not be built (a C++ compiler is needed); going on without log files',
    );
  }
}

function linkModulesArchive() {
  const archive = path.join(serverFolder, 'node_modules.asar');
  rmSync(archive, { recursive: true, force: true });
  symlinkSync('node_modules', archive);
}

/** Finding files in a workspace needs ripgrep, which the newer package carries and the bundled one downloads. */
function linkSearch() {
  const bundled = path.join(serverFolder, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg');
  if (existsSync(bundled)) return;
  mkdirSync(path.dirname(bundled), { recursive: true });
  rmSync(bundled, { force: true });
  // Relative: the checkout may be moved.
  symlinkSync(path.relative(path.dirname(bundled), rgPath), bundled);
}

function npm(...args) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name)),
  );
  execFileSync('npm', args, { cwd: serverFolder, stdio: 'inherit', env });
}
