/**
 * Runs the tests in a real VS Code: its server from npm, Debian's Chromium, this extension from its folder.
 * Ends with mocha's summary and its exit code. The build (`npm run build`) has to be there; MURMURATION_EXTENSION names
 * another folder that holds one. Words name suites (`operations workflow`), all if there are none; options are mocha's
 * (`--grep=moved`). With MURMURATION_NEW_WINDOWS=1 every test has a folder and a window of its own.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const tests = path.join(process.env.MURMURATION_EXTENSION ?? '.', 'dist', 'test', 'e2e');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

if (!existsSync(chromium))
  fail(`${chromium} is missing; install Debian's package chromium, or set CHROMIUM to a Chromium`);
if (!existsSync(tests)) fail(`${tests} is missing; run \`npm run build\` first`);
execFileSync(process.execPath, ['scripts/setup-vscode-server.mjs'], { stdio: 'inherit' });

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const files = readdirSync(tests)
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace('.test.mjs', '')))
  .map((file) => path.join(tests, file));
if (files.length === 0) fail(`there is no suite ${wanted.join(', ')} in ${tests}`);
const { status } = spawnSync(process.execPath, ['node_modules/mocha/bin/mocha.js', ...options, ...files], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

function fail(message) {
  process.stderr.write(`test-e2e: ${message}\n`);
  process.exit(1);
}
