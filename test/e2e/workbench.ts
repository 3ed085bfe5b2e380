/** A real VS Code for tests: code-server's VS Code and Chromium, with this extension loaded from its folder. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { makeFolder, removeFolder } from '../support/temporaryFolder';

export interface WorkbenchOptions {
  /** User settings beside those every test has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves the extension to whoever opens the window. */
  readonly withoutExtension?: boolean;
  /** A .vsix to install, as a user does, instead of the folder. */
  readonly install?: string;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'window.dialogStyle': 'custom',
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  // What moves is drawn again and again, in software here.
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
};

/** Keeps the server from asking a marketplace. */
const noGallery = {
  serviceUrl: '',
  itemUrl: '',
  resourceUrlTemplate: '',
  controlUrl: '',
  recommendationsUrl: '',
};

const chromiumArguments = [
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-default-browser-check',
  // A page that a test has changed counts as not local, and may then not speak to the local server.
  '--disable-features=Translate,OptimizationHints,MediaRouter,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
  // Pages are put together without WebGL's software driver, which takes several times as long.
  '--disable-gpu-compositing',
  '--disable-gpu-rasterization',
  '--force-prefers-reduced-motion',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

export class Workbench {
  private constructor(
    private readonly server: RunningServer,
    readonly browser: BrowserContext,
    private readonly folder: string,
    private readonly withExtension: boolean,
  ) {}

  static async start(options: WorkbenchOptions = {}): Promise<Workbench> {
    const folder = makeFolder();
    const server = await startServer(path.join(folder, 'server'), options);
    const browser = await chromium.launchPersistentContext(path.join(folder, 'browser'), {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      viewport: { width: 1280, height: 800 },
      chromiumSandbox: false,
      args: chromiumArguments,
    });
    const fromFolder = options.withoutExtension !== true && options.install === undefined;
    return new Workbench(server, browser, folder, fromFolder);
  }

  /** Where the server keeps what was installed. */
  get extensionsFolder(): string {
    return path.join(this.folder, 'server', 'extensions');
  }

  /**
   * Opens a folder in a new window with the extension.
   * @param testsPath a bundle whose `run` the extension host calls
   */
  async open(
    workspace: string,
    testsPath?: string,
    beforeLoading?: (page: Page) => Promise<void>,
  ): Promise<Page> {
    const remote = (file: string) => `vscode-remote://127.0.0.1:${this.server.port}${file}`;
    const payload: string[][] = [];
    if (this.withExtension) payload.push(['extensionDevelopmentPath', remote(extensionFolder())]);
    if (testsPath !== undefined) payload.push(['extensionTestsPath', remote(testsPath)]);
    const address = new URL(`http://127.0.0.1:${this.server.port}/`);
    address.searchParams.set('folder', workspace);
    address.searchParams.set('payload', JSON.stringify(payload));
    const page = await this.browser.newPage();
    // What a test waits for comes, or never: a busy machine only takes longer.
    page.setDefaultTimeout(180_000);
    await beforeLoading?.(page);
    await page.goto(address.href);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    const { child } = this.server;
    if (child.exitCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(timer);
    }
    removeFolder(this.folder);
  }
}

/** The repository, or what the environment says: the folder with package.json and dist. */
export function extensionFolder(): string {
  return process.env.MURMURATION_EXTENSION ?? process.cwd();
}

interface RunningServer {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startServer(
  folder: string,
  { settings = {}, env = {}, install }: WorkbenchOptions,
): Promise<RunningServer> {
  const userFolder = path.join(folder, 'data', 'User');
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(
    path.join(userFolder, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  const require = createRequire(path.join(process.cwd(), 'package.json'));
  const root = path.join(path.dirname(require.resolve('code-server/package.json')), 'lib', 'vscode');
  const main = [
    path.join(root, 'out', 'server-main.js'),
    '--accept-server-license-terms',
    `--server-data-dir=${folder}`,
    '--telemetry-level=off',
  ];
  const environment = { ...cleanEnvironment(), ...env, EXTENSIONS_GALLERY: JSON.stringify(noGallery) };
  if (install !== undefined)
    execFileSync(process.execPath, [...main, '--install-extension', install], {
      env: environment,
      stdio: 'pipe',
    });
  const server = spawn(
    process.execPath,
    [...main, '--host=127.0.0.1', '--port=0', '--without-connection-token'],
    { env: environment },
  );
  const log = createWriteStream(path.join(folder, 'server.log'));
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    const listen = (data: Buffer) => {
      log.write(data);
      said += data.toString();
      const found = /Extension host agent listening on (\d+)/.exec(said);
      if (found !== null) resolve(Number(found[1]));
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the VS Code server ended with code ${code}\n${said}`)));
  });
  return { child: server, port };
}

/** Variables of an outer VS Code or npm make the server behave differently. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|CODE_SERVER_|VSCODE_|NODE_OPTIONS$)/i.test(name)),
  );
}
