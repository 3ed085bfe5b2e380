/** `npm run bench`: sets up, builds, and measures. `npm run bench -- --record` appends the figures to BENCHMARKS.md. */
import { fileURLToPath } from 'node:url';
import { ensureAdapter, ensurePackages, run } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
ensurePackages();
ensureAdapter();
run('npm', ['run', '--silent', 'build']);
run(process.execPath, ['dist/test/bench/bench.entry.mjs', ...process.argv.slice(2)]);
