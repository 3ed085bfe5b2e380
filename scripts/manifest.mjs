/** Writes what package.json says of commands, from their descriptions in src/commands. */
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { commandsWithoutEngine } from './commandsWithoutEngine.mjs';

const outfile = path.resolve('dist', 'manifest.mjs');
await build({
  stdin: {
    contents: `export { contributionsOf } from './src/commands/manifest';
      export { paletteCommands } from './src/commands/index';
      export { languageCommands } from './src/commands/languageCommands';`,
    resolveDir: '.',
  },
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
  plugins: [commandsWithoutEngine],
});
const { contributionsOf, paletteCommands, languageCommands } = await import(pathToFileURL(outfile).href);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
Object.assign(
  manifest.contributes,
  contributionsOf([...(await paletteCommands()), ...Object.values(languageCommands)]),
);
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
