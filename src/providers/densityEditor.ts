/** Opens density files in an editor tab: surfaces, slices, several maps at once. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { DensityAction, DensityHost, DensityView } from '../../shared/protocol/density';
import type { Triple } from '../../shared/protocol/volume';
import { connect, type Remote } from '../../shared/rpc';
import { writeFileAtomically } from '../files/atomicFile';
import { mapFilters, mapStem } from '../formats/mapFormats';
import { Problem } from '../../shared/problem';
import { densityViewType } from './densityViewType';
import { Disposable } from './disposable';
import type { Engine } from './engine';
import { askMap, keptVersions } from './nearbyMaps';
import type { ProjectStore } from './projectStore';
import type { VolumeThread } from './volumeThread';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

/** The same editor for files of other names. */
const anyFileViewType = 'murmuration.densityOfAnyFile';

/** A page that has not asked for its map by then is left to come when it comes, ms. */
const patience = 5000;

/** A file that is rewritten changes several times; wait until it rests, ms. */
const rest = 300;

interface DensityServices {
  readonly extensionUri: vscode.Uri;
  readonly engine: Engine;
  readonly projects: ProjectStore;
  readonly volumes: VolumeThread;
}

export class DensityEditor extends Disposable implements vscode.CustomReadonlyEditorProvider {
  private active: { readonly uri: vscode.Uri; readonly view: Remote<DensityView> } | undefined;
  /** Where the next tab of a file starts, by its uri. */
  private readonly places = new Map<string, Triple>();
  private readonly started = this.register(new vscode.EventEmitter<string>());

  constructor(private readonly services: DensityServices) {
    super();
    for (const viewType of [densityViewType, anyFileViewType])
      this.register(
        vscode.window.registerCustomEditorProvider(viewType, this, {
          supportsMultipleEditorsPerDocument: true,
        }),
      );
  }

  /**
   * Shows two maps side by side. The first page is awaited before the second is made: where VS Code runs in a browser,
   * a page whose place changes while it is made may stay empty.
   */
  async showBeside(left: vscode.Uri, right: vscode.Uri): Promise<void> {
    const asked = this.asksForMap(left);
    await vscode.commands.executeCommand('vscode.openWith', left, densityViewType, { preview: false });
    await asked;
    await vscode.commands.executeCommand('vscode.openWith', right, densityViewType, {
      preview: false,
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  private asksForMap(map: vscode.Uri): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.started.event((uri) => uri === map.toString() && done());
      const timer = setTimeout(done, patience);
      function done(): void {
        clearTimeout(timer);
        waiting.dispose();
        resolve();
      }
    });
  }

  /** Tells the tab in front what a command asks of it. Throws Problem when none is. */
  async act(action: DensityAction): Promise<void> {
    if (this.active === undefined && action === 'showParticles') {
      await this.showParticlesAlone();
      return;
    }
    if (this.active === undefined)
      throw new Problem('no density map is in front', { remedy: 'open one first' });
    await this.active.view.act(action);
  }

  /** Particles in an empty box, where no map is in front. */
  private async showParticlesAlone(): Promise<void> {
    const file = await askParticles(vscode.workspace.workspaceFolders?.[0]?.uri);
    if (file !== undefined) await vscode.commands.executeCommand('vscode.openWith', file, anyFileViewType);
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const owned: vscode.Disposable[] = [];
    const { webview } = panel;
    const { extensionUri, volumes } = this.services;
    const isMap = uri.scheme === 'file' && !/\.star$/i.test(uri.path);
    const served = volumes.serve(isMap ? uri.fsPath : undefined);
    owned.push(served);
    webview.options = webviewOptions(extensionUri);
    const view = connect<DensityHost, DensityView>(webviewPort(webview, owned), {
      ...served.host,
      ...this.host(uri),
    });
    const own = { uri, view };
    const follow = (): void => {
      if (panel.active) this.active = own;
      else if (this.active === own) this.active = undefined;
    };
    owned.push(
      panel.onDidChangeViewState(follow),
      watchFile(uri, () => void view.fileChanged()),
    );
    follow();
    panel.onDidDispose(() => {
      if (this.active === own) this.active = undefined;
      vscode.Disposable.from(...owned).dispose();
    });
    webview.html = webviewPage(webview, extensionUri, 'density', path.basename(uri.path));
  }

  private host(uri: vscode.Uri): Omit<DensityHost, keyof ReturnType<VolumeThread['serve']>['host']> {
    const position = this.places.get(uri.toString()) ?? null;
    this.places.delete(uri.toString());
    return {
      start: () => {
        this.started.fire(uri.toString());
        return { path: pathOf(uri), position, trusted: vscode.workspace.isTrusted };
      },
      pickMap: (question) => askMap(this.services.projects, uri.fsPath, question),
      versions: () => keptVersions(uri.fsPath),
      pickParticles: async () => {
        const file = await askParticles(vscode.Uri.joinPath(uri, '..'));
        return file === undefined ? null : this.services.volumes.particleCloud(file.fsPath);
      },
      particles: (file) => this.services.volumes.particleCloud(file),
      saveMask: async (settings) => {
        const target = await askTarget(uri, `${stemOf(uri)}_mask.mrc`, 'Save as Mask');
        if (target === undefined) return null;
        await this.services.engine.run([
          'create_mask',
          ...['--i', uri.fsPath, '--o', target.fsPath],
          ...(settings.lowPass === null ? [] : ['--lowpass', String(settings.lowPass)]),
          // A negative number must not look like an option.
          `--ini_threshold=${settings.threshold}`,
          `--extend_inimask=${settings.extend}`,
          `--width_soft_edge=${settings.softEdge}`,
        ]);
        return path.basename(target.fsPath);
      },
      saveFile: async (name, content) => {
        const target = await askTarget(uri, name, 'Save');
        if (target === undefined) return null;
        await writeFileAtomically(target.fsPath, content);
        return path.basename(target.fsPath);
      },
      copyText: async (text) => vscode.env.clipboard.writeText(text),
      openElsewhere: async (at) => {
        const other = await askMap(
          this.services.projects,
          uri.fsPath,
          'Show which map at the same place?',
          true,
        );
        if (other === null) return;
        const target = vscode.Uri.file(other);
        this.places.set(target.toString(), at);
        await vscode.commands.executeCommand(
          'vscode.openWith',
          target,
          densityViewType,
          vscode.ViewColumn.Beside,
        );
      },
    };
  }
}

async function askParticles(folder: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    ...(folder === undefined ? {} : { defaultUri: folder }),
    filters: { 'Particles (STAR)': ['star'], 'All files': ['*'] },
    openLabel: 'Show',
  });
  return picked?.[0];
}

async function askTarget(uri: vscode.Uri, name: string, title: string): Promise<vscode.Uri | undefined> {
  const ending = path.extname(name).slice(1);
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(uri, '..', name),
    filters: ending === 'mrc' ? mapFilters() : { [ending.toUpperCase()]: [ending] },
    title,
  });
}

function stemOf(uri: vscode.Uri): string {
  return mapStem(path.basename(uri.path));
}

function pathOf(uri: vscode.Uri): string {
  if (uri.scheme !== 'file')
    throw new Problem('maps are read from a disk only', {
      where: uri.toString(),
      remedy: 'copy the file to the computer that VS Code works on',
    });
  return uri.fsPath;
}

function watchFile(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), path.basename(uri.path));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, rest);
  };
  watcher.onDidChange(soon);
  watcher.onDidCreate(soon);
  return { dispose: () => (clearTimeout(timer), watcher.dispose()) };
}
