/** Bundles the extension host, the command line, the webviews and the tests. `--watch` rebuilds on change. */
import { build, context, transform } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandsWithoutEngine } from './commandsWithoutEngine.mjs';

const watch = process.argv.includes('--watch');
const filesUnder = (dir) =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** `import bytes from './assembly/x.wasm'` gets what the AssemblyScript compiler makes of x.ts. */
const assembly = {
  name: 'assembly',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm$/ }, ({ path: file, resolveDir }) => ({
      path: path.resolve(resolveDir, file.replace(/\.wasm$/, '.ts')),
      namespace: 'assembly',
    }));
    onLoad({ filter: /.*/, namespace: 'assembly' }, async ({ path: file }) => ({
      contents: await compiledAssembly(file),
      loader: 'binary',
      watchFiles: filesUnder(path.dirname(file)),
    }));
  },
};

/** Commander starts programs for subcommands that are programs of their own. Ours are not: what it would need stays unloaded. */
const commanderAlone = {
  name: 'commander-alone',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** CommonJS starts sooner and in less memory than ES modules, but only these are split by esbuild: so its pieces are converted. */
const commonJsPieces = {
  name: 'commonjs-pieces',
  setup({ initialOptions, onEnd }) {
    initialOptions.write = false;
    onEnd(async ({ outputFiles = [] }) => {
      await Promise.all(outputFiles.map(({ path: file, text }) => writeCommonJs(file, text)));
    });
  },
};

async function writeCommonJs(file, text) {
  const lazily = text.replace(
    /\bimport\("(\.[^"]+)"\)/g,
    (_, piece) => `Promise.resolve().then(()=>require("${piece}"))`,
  );
  const { code, map } = await transform(lazily, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Names stay as they are, for what is thrown.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'external',
    sourcefile: path.basename(file),
  });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.map`, map);
  writeFileSync(file, `${code}//# sourceMappingURL=${path.basename(file)}.map\n`);
}

const compiled = new Map();

/** Modules share files of their folder. */
function compiledAssembly(file) {
  const text = filesUnder(path.dirname(file))
    .map((shared) => readFileSync(shared, 'utf8'))
    .join('');
  if (compiled.get(file)?.text !== text) compiled.set(file, { text, bytes: compileAssembly(file) });
  return compiled.get(file).bytes;
}

async function compileAssembly(file) {
  const { main } = await import('assemblyscript/asc');
  // Warning 112: vectors go from file to file, never to JavaScript.
  const options =
    '--disableWarning 112 --outFile module.wasm --enable simd --runtime stub --importMemory --initialMemory 0 --noAssert -O3';
  let bytes;
  const { error } = await main([path.relative('.', file), ...options.split(' ')], {
    writeFile: (_name, content) => (bytes = content),
    stderr: process.stderr,
  });
  if (error) throw error;
  return bytes;
}

const common = {
  bundle: true,
  sourcemap: true,
  logLevel: 'warning',
  loader: { '.wgsl': 'text' },
  plugins: [assembly],
};
// The bundle is an ES module; packages that are CommonJS inside still call require.
const nodeModule = {
  ...common,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['webgpu', 'playwright-core', 'mocha', '@vscode/test-electron'],
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
};

const webviewEntries = readdirSync('webview', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((entry) =>
    filesUnder(path.join('webview', entry.name)).filter((file) => /(main|worker)\.ts$/.test(file)),
  );
const testEntries = filesUnder('test').filter(
  (file) => file.endsWith('.test.ts') || file.endsWith('.entry.ts'),
);

const targets = [
  {
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.cjs',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Frames of TIFF are read by the command line alone.
    external: ['vscode', 'geotiff'],
    plugins: [...common.plugins, commandsWithoutEngine],
  },
  // In pieces: a command loads what it needs.
  {
    ...nodeModule,
    entryPoints: { murmur: 'src/cli/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    banner: {},
    sourcemap: 'inline',
    splitting: true,
    chunkNames: 'murmur/[name]-[hash]',
    plugins: [...common.plugins, commanderAlone, commonJsPieces],
  },
  // The language part works in a browser too: there esbuild refuses whatever needs Node.js.
  {
    ...common,
    entryPoints: { 'extension.browser': 'src/providers/language/browser.ts' },
    outdir: 'dist/language',
    platform: 'browser',
    format: 'cjs',
    target: 'chrome120',
    external: ['vscode'],
  },
  {
    ...common,
    entryPoints: { 'worker.browser': 'src/providers/language/worker.browser.ts' },
    outdir: 'dist/language',
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
  },
  {
    ...common,
    entryPoints: { 'worker.node': 'src/providers/language/worker.node.ts' },
    outdir: 'dist/language',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  },
  {
    ...common,
    entryPoints: { 'worker.node': 'src/volumes/worker.node.ts' },
    outdir: 'dist/volumes',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  },
  {
    ...common,
    entryPoints: webviewEntries,
    outdir: 'dist/webview',
    minify: true,
    outbase: 'webview',
    platform: 'browser',
    format: 'esm',
    target: 'chrome120',
  },
  {
    ...nodeModule,
    entryPoints: testEntries.filter((file) => !file.startsWith(path.join('test', 'e2e', 'host'))),
    outdir: 'dist/test',
    outbase: 'test',
    outExtension: { '.js': '.mjs' },
  },
  {
    ...common,
    entryPoints: testEntries.filter((file) => file.startsWith(path.join('test', 'e2e', 'host'))),
    outdir: 'dist/test/e2e/host',
    outbase: 'test/e2e/host',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha', 'webgpu'],
    plugins: [...common.plugins, commandsWithoutEngine],
  },
].filter((target) => !Array.isArray(target.entryPoints) || target.entryPoints.length > 0);

if (watch) {
  await Promise.all(targets.map(async (target) => (await context(target)).watch()));
} else {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all(targets.map((target) => build(target)));
}
