/**
 * Runs the tests in a real VS Code: its server from npm, Debian's Chromium, this extension from its folder.
 * Ends with mocha's summary and its exit code. The build (`npm run build`) has to be there; MURMURATION_EXTENSION names
 * another folder that holds one.
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

const files = readdirSync(tests)
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => path.join(tests, file));
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    // A busy machine can make a window miss a click; what fails twice is broken.
    ...['--timeout', '120000', '--retries', '1', '--bail'],
    ...process.argv.slice(2),
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);

function fail(message) {
  process.stderr.write(`test-e2e: ${message}\n`);
  process.exit(1);
}
