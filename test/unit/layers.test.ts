/** Which layer of the source may import which: the table in ARCHITECTURE.md, held. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { filesUnder, importsOf, type Import } from '../support/imports';

/**
 * Layer -> what it may import, beside itself. `X types` allows `import type` alone; `X pure` the modules of X that do
 * not reach a GPU; `X records` those that name what a refinement says and leaves; `X late` an import when
 * it is needed, too.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  'shared/problem': [],
  'shared/math': ['shared/problem'],
  'shared/rpc': ['shared/protocol'],
  'shared/isShown': ['shared/protocol'],
  'shared/protocol': ['shared/records'],
  'shared/records': [],
  'shared/masks': ['shared/math'],
  'shared/plots': ['shared/protocol'],
  'shared/report': ['shared/records', 'shared/plots', 'shared/protocol'],
  'src/files': ['shared/problem', 'node'],
  'src/formats': ['shared/problem', 'shared/math', 'src/files', 'node', 'fast-xml-parser', 'geotiff'],
  'src/model': ['shared/problem', 'shared/math', 'src/files', 'src/formats', 'node'],
  'src/compute/geometry': ['shared/problem', 'shared/math', 'src/model types'],
  'src/compute/gpu': ['shared/problem', 'shared/math', 'webgpu'],
  'src/compute/kernels': ['shared/problem', 'shared/math', 'src/compute/gpu'],
  'src/compute/maps': [
    'shared/problem',
    'shared/math',
    'shared/masks',
    'src/compute/gpu',
    'src/compute/kernels',
  ],
  'src/compute/channels': ['shared/math', 'src/compute/kernels types'],
  'src/compute/parameters': [
    'shared/math',
    'src/compute/channels',
    'src/compute/geometry',
    'src/model types',
  ],
  'src/compute/ctf': ['shared/math', 'shared/records', 'src/model types'],
  'src/compute/refine': [
    'shared/problem',
    'shared/math',
    'shared/records',
    'src/compute/geometry',
    'src/compute/channels',
    'src/compute/parameters',
    'src/compute/ctf',
    'src/compute/gpu',
    'src/compute/kernels',
    'src/compute/maps',
    'src/model types',
  ],
  'src/compute/simulate': [
    'shared/problem',
    'shared/math',
    'shared/masks',
    'src/compute/geometry',
    'src/compute/maps pure',
    'src/model types',
  ],
  'src/compute/selfTest': [
    'shared/math',
    'shared/problem',
    'src/compute/geometry',
    'src/compute/channels',
    'src/compute/gpu',
    'src/compute/kernels',
    'src/compute/maps',
    'src/compute/refine',
    'src/model types',
  ],
  'src/jobs': [
    'package.json',
    'shared/problem',
    'shared/math',
    'shared/masks',
    'shared/records',
    'shared/plots',
    'shared/report',
    'src/compute',
    'src/files',
    'src/formats',
    'src/model',
    'node',
  ],
  'src/commands': [
    'shared',
    'src/formats',
    'src/model',
    'src/compute/simulate pure',
    'src/jobs records',
    'src/jobs late',
    'src/mcp late',
    // What its help says of them.
    'src/jobs/import/findAlignment',
    'node',
  ],
  'src/mcp': [
    'package.json',
    'shared/problem',
    'src/files',
    'src/model',
    'src/jobs',
    'node',
    '@modelcontextprotocol',
  ],
  'src/language': ['src/formats/xmlNumbers', 'src/formats/params'],
  'src/volumes': ['shared/problem', 'shared/protocol', 'shared/rpc', 'src/files', 'src/formats', 'node'],
  'src/cli': ['package.json', 'shared', 'src/commands', 'src/files', 'src/jobs', 'node', 'commander'],
  'src/providers': [
    'package.json',
    'shared',
    'src/commands',
    'src/files',
    'src/formats',
    'src/language',
    'src/model',
    'src/jobs records',
    'src/volumes types',
    'node',
    'vscode',
  ],
  'src/extension': ['src/providers', 'vscode'],
  'webview/shared': ['shared', '@vscode/webview-ui-toolkit'],
  'webview/refine': ['shared', 'webview/shared'],
  'webview/species': ['shared', 'webview/shared', 'webview/volume'],
  'webview/report': ['shared', 'webview/shared', 'webview/plots'],
  'webview/series': ['shared', 'webview/shared', 'webview/plots'],
  'webview/plots': ['shared', 'webview/shared', 'uplot'],
  'webview/volume': ['shared', 'webview/shared', 'three'],
  'webview/density': ['shared', 'webview/shared', 'webview/volume', 'three'],
  'webview/forms': ['shared', 'webview/shared', 'webview/volume'],
  'webview/table': ['shared', 'webview/shared', 'uplot'],
};

const records = ['src/jobs/runs', 'src/jobs/lanes', 'src/jobs/refinementSettings', 'src/jobs/report'];
const benches = /^test\/bench\/|^test\/e2e\/host\/waits\.entry/;
/** Where it is asked again until something holds, and here. */
const waiters = ['test/support/until.ts', 'test/unit/layers.test.ts'];
const engine = ['webgpu', 'src/compute/gpu', 'src/compute/kernels', 'src/compute/refine'];

const files = ['shared', 'src', 'webview']
  .flatMap((folder) => filesUnder(folder, /\.ts$/))
  .filter((file) => !file.endsWith('.d.ts'));
const imports = files.flatMap(importsOf);

describe('The layers of the source', () => {
  it('import only what the table allows', () => {
    const wrong = imports.filter((one) => !allowed(one)).map(({ from, to }) => `${from} imports ${to}`);
    assert.deepEqual(wrong, []);
  });

  it('go round in no circle, not even of types', () => {
    assert.deepEqual(circles(), []);
  });

  it('have a row of the table for every file', () => {
    assert.deepEqual(
      files.filter((file) => layerOf(file) === undefined),
      [],
    );
  });

  it('are all described in ARCHITECTURE.md', () => {
    const text = readFileSync('ARCHITECTURE.md', 'utf8');
    assert.deepEqual(
      Object.keys(table).filter((layer) => !text.includes(`\`${layer.replace(/^src\//, '')}\``)),
      [],
    );
  });

  it('leave vscode to the providers and extension.ts, webgpu to compute/gpu', () => {
    const importersOf = (name: string): readonly string[] =>
      [...new Set(imports.filter(({ to }) => to === name).map(({ from }) => from))].sort();
    assert.deepEqual(
      importersOf('vscode').filter(
        (file) => file !== 'src/extension.ts' && !file.startsWith('src/providers/'),
      ),
      [],
    );
    assert.deepEqual(importersOf('webgpu'), ['src/compute/gpu/adapter.ts']);
    const scripts = filesUnder('scripts', /\.mjs$/).flatMap(importsOf);
    assert.deepEqual(
      scripts.filter(({ to }) => to === 'webgpu').map(({ from }) => from),
      ['scripts/probe-adapter.mjs'],
    );
  });

  it('leave every change of the disk to one file', () => {
    const changing =
      /\b(writeFile|appendFile|rename|rm|rmdir|unlink|mkdir|mkdtemp|copyFile|cp|link|symlink|truncate|chmod|utimes)(Sync)?\b|\bcreateWriteStream\b/;
    const changers = files.filter((file) => {
      const text = readFileSync(file, 'utf8');
      const names = [...text.matchAll(/import \{([^}]*)\} from 'node:fs(?:\/promises)?'/g)].map(
        ([, list]) => list,
      );
      return names.some((list) => changing.test(list)) || /\bopen\([^)]*, '(?!r')/.test(text);
    });
    // The engine's own output goes to files that are opened for it.
    assert.deepEqual(changers, ['src/files/files.ts', 'src/jobs/runs/runners/local.ts']);
  });

  it('ask the system about processes, and name the folder of refinements, in one file each', () => {
    const withText = (pattern: RegExp): readonly string[] =>
      files.filter((file) => pattern.test(readFileSync(file, 'utf8')));
    assert.deepEqual(withText(/\bhostname\b|\bprocess\.kill\b|\/proc\//), ['src/files/processes.ts']);
    assert.deepEqual(withText(/'refinement_temp'/), ['src/model/refinementFolder.ts']);
  });

  it('have options change shape on their way down only: a refinement knows no settings and no command line', () => {
    const above = ['src/jobs/refinementSettings', 'src/cli'];
    const climbing = imports.filter(
      ({ from, to }) => from.startsWith('src/jobs/refinement/') && above.some((layer) => lies(to, layer)),
    );
    assert.deepEqual(climbing, []);
    const reached = reachedFrom('src/jobs/refinement/refinePopulation.ts');
    assert.deepEqual(
      reached.filter((file) => above.some((layer) => lies(file, layer))),
      [],
    );
  });

  it('keep the engine out of the extension host and of the webviews: a graphics fault cannot take VS Code with it', () => {
    const starts = files.filter((file) => file === 'src/extension.ts' || file.startsWith('webview/'));
    for (const start of starts)
      for (const reached of reachedFrom(start))
        assert.ok(!isEngine(reached), `${start} ends up at ${reached}`);
    // What was bundled, as esbuild names it: the build has to leave out what commands import late.
    const bundled = readFileSync('dist/extension.cjs', 'utf8').matchAll(
      /^ *\/\/ ((?:src|node_modules)\/\S+)$/gm,
    );
    const modules = [...bundled].map(([, module]) => module);
    assert.ok(modules.includes('src/commands/refine.ts'));
    assert.deepEqual(
      modules.filter((module) => isEngine(module.replace('node_modules/', ''))),
      [],
    );
  });
});

describe('The tiers of the tests', () => {
  const tests = filesUnder('test', /\.ts$/);
  const importsOfTests = tests.flatMap(importsOf);
  /** Modules through which processes are started. */
  const starters = [
    'node:child_process',
    ...['runMurmur', 'relion', 'tinyProject'].map((name) => `test/support/${name}`),
  ];

  it('are told apart by what they need: units start no process', () => {
    const wrong = importsOfTests.filter(
      ({ from, to, typeOnly }) => from.startsWith('test/unit/') && !typeOnly && starters.includes(to),
    );
    assert.deepEqual(
      wrong.map(({ from, to }) => `${from} imports ${to}`),
      [],
    );
  });

  it('wait for states and events: no test waits for a time, is tried again, or has a limit of its own', () => {
    const suites = tests.filter((file) => !benches.test(file));
    const wrong = /\bwaitForTimeout\(|\bretries\(|\bthis\.timeout\(|\bsetTimeout\(\(?resolve\b/;
    assert.deepEqual(
      suites.filter((file) => !waiters.includes(file) && wrong.test(readFileSync(file, 'utf8'))),
      [],
    );
  });

  it('make folders in one way', () => {
    const wrong = tests.filter((file) => !benches.test(file) && /mkdtemp/.test(readFileSync(file, 'utf8')));
    assert.deepEqual(wrong, ['test/support/temporaryFolder.ts', 'test/unit/layers.test.ts']);
  });
});

describe('The files of the source', () => {
  const all = ['shared', 'src', 'webview', 'test', 'scripts'].flatMap((folder) =>
    filesUnder(folder, /\.(ts|mjs|wgsl|css)$/),
  );

  it('are short: none has more than 400 lines without saying why in its first', () => {
    const long = all.filter((file) => {
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      return lines.length > 400 && !/long because/i.test(lines[0]);
    });
    assert.deepEqual(long, []);
  });

  it('name constants as they name all else: in lower camel case', () => {
    const loud = all.filter((file) => /^(export )?const [A-Z][A-Z0-9_]+\b/m.test(readFileSync(file, 'utf8')));
    assert.deepEqual(
      loud.filter((file) => file.endsWith('.ts') && !file.includes('/assembly/')),
      [],
    );
  });

  it('open with what they are, and export by name', () => {
    const modules = all.filter(
      (file) => /^(shared|src|webview)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'),
    );
    const text = new Map(modules.map((file) => [file, readFileSync(file, 'utf8')]));
    assert.deepEqual(
      modules.filter((file) => text.get(file)?.startsWith('/**') !== true),
      [],
    );
    assert.deepEqual(
      modules.filter((file) => /^export default/m.test(text.get(file) ?? '')),
      [],
    );
  });
});

/** The longest row of the table that the path lies in. */
function layerOf(path: string): string | undefined {
  return Object.keys(table)
    .filter((layer) => lies(path, layer))
    .sort((a, b) => b.length - a.length)[0];
}

function allowed({ from, to, typeOnly, late }: Import): boolean {
  const layer = layerOf(from) ?? '';
  if (layerOf(to) === layer) return true;
  return (table[layer] ?? []).some((entry) => {
    const [name, kind] = entry.split(' ');
    if (name === 'node') return to.startsWith('node:');
    if (!lies(to, name)) return false;
    if (kind === 'types') return typeOnly;
    if (kind === 'late') return typeOnly || late;
    if (kind === 'pure') return typeOnly || !reachedFrom(`${to}.ts`).some(isEngine);
    if (kind === 'records') return records.some((record) => lies(to, record));
    return true;
  });
}

function lies(path: string, layer: string): boolean {
  return path === layer || path === `${layer}.ts` || path.startsWith(`${layer}/`);
}

function isEngine(path: string): boolean {
  return engine.some((layer) => lies(path, layer));
}

/** Everything that is loaded with a file, packages included; not what a command imports to be run. */
function reachedFrom(start: string): readonly string[] {
  const reached = new Set([start]);
  for (const file of reached)
    for (const { from, to, typeOnly, late } of imports)
      if (from === file && !typeOnly && !(late && lies(from, 'src/commands') && !lies(to, 'src/commands')))
        reached.add(files.includes(`${to}.ts`) ? `${to}.ts` : to);
  return [...reached];
}

/** Modules that import each other, each with those it is reached from; a module that imports nothing of the rest leaves first. */
function circles(): readonly string[] {
  const left = new Map(
    files.map((file) => [
      file,
      imports
        .filter(({ from, to }) => from === file && files.includes(`${to}.ts`))
        .map(({ to }) => `${to}.ts`),
    ]),
  );
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    for (const [file, others] of left) if (!others.some((other) => left.has(other))) left.delete(file);
  }
  // Those left import a circle or are in one: what nothing else of the rest imports is not.
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    const imported = new Set([...left.values()].flat());
    for (const file of left.keys()) if (!imported.has(file)) left.delete(file);
  }
  return [...left.keys()];
}
