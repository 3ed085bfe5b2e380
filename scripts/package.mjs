/**
 * `npm run package [-- TARGET]`: builds the extension as a .vsix for one platform, this one if none is named. Only that
 * platform's graphics library goes in: all of them together would be five times as large. `--as-built` packs what the last
 * build left.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, run } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const words = process.argv.slice(2);
const asBuilt = words.includes('--as-built');
if (!asBuilt) ensurePackages();

const target = words.find((word) => !word.startsWith('--')) ?? `${process.platform}-${process.arch}`;
const library = target.startsWith('darwin') ? 'darwin-universal' : target;
const libraries = path.join('node_modules', 'webgpu', 'dist');
if (!readdirSync(libraries).includes(library)) {
  console.error(
    `there is no graphics library for ${target}; there are ones for ${readdirSync(libraries).join(', ')}`,
  );
  process.exit(1);
}

if (!asBuilt) run('npm', ['run', '--silent', 'build']);
const ignoreFile = path.join('dist', 'vscodeignore');
const everything = readFileSync('.vscodeignore', 'utf8');
writeFileSync(
  ignoreFile,
  everything.replace('!node_modules/webgpu/dist/**', `!node_modules/webgpu/dist/${library}/**`),
);
// VS Code shows no pictures that lie in a package, and there is no address yet to show them from.
const readme = path.join('dist', 'README.md');
writeFileSync(readme, readFileSync('README.md', 'utf8').replace(/^\s*!\[[^\]]*\]\([^)]*\)\n/gm, ''));
const output = path.join('dist', `murmuration-${target}.vsix`);
rmSync(output, { force: true });
run(process.execPath, [
  path.join('node_modules', '@vscode', 'vsce', 'vsce'),
  ...['package', '--target', target, '--ignoreFile', ignoreFile, '--out', output],
  ...['--readme-path', readme, '--no-rewrite-relative-links'],
  ...['--allow-missing-repository', '--skip-license'],
]);
