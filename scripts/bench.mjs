/**
 * `npm run bench`: sets up, builds, and measures: the engine, then tables of particles, the readers of large files, and masks and postprocessing beside RELION.
 * `npm run bench -- --record` appends the engine's figures to BENCHMARKS.md; `-- --quick` leaves the refinement out.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureAdapter, ensurePackages, run } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
ensurePackages();
ensureAdapter();
run('npm', ['run', '--silent', 'build']);
run(process.execPath, ['dist/test/bench/bench.entry.mjs', ...process.argv.slice(2)]);
for (const name of ['tables', 'formats', 'language', 'explorer', 'density', 'maps'])
  run(process.execPath, [path.join('dist', 'test', 'bench', `${name}.entry.mjs`)]);
