/** Shows a tilt series in an editor tab: its tilts as curves, as images, and with boxes that leave them out. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type {
  SeriesDescription,
  SeriesHost,
  SeriesState,
  SeriesView,
  Thumbnail,
} from '../../shared/protocol/series';
import { connect } from '../../shared/rpc';
import { readSeriesReport } from '../jobs/report/seriesReport';
import { diagnosticsFolder } from '../model/refinementFolder';
import { readSeriesHead, readSeriesLists } from '../model/seriesSelection';
import { tiltAveragePath } from '../model/tiltSeriesFile';
import { densityViewType } from './densityViewType';
import { Disposable } from './disposable';
import { plotHost } from './savePlot';
import { thumbnail } from './thumbnail';
import type { VolumeThread } from './volumeThread';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export const seriesViewType = 'murmuration.series';

/** A file that is rewritten changes several times; wait until it rests, ms. */
const rest = 300;

/** Takes tilts of a series into refinements or leaves them out. */
export type TiltsUse = (shown: SeriesState, tilts: readonly number[], used: boolean) => Promise<void>;

/** All open pages; one that was open when the window was closed comes back with it. */
export class SeriesPages extends Disposable implements vscode.WebviewPanelSerializer {
  /** By the series' XML. */
  private readonly open = new Map<string, vscode.WebviewPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly volumes: VolumeThread,
    private readonly use: TiltsUse,
  ) {
    super();
    this.register(vscode.window.registerWebviewPanelSerializer(seriesViewType, this));
    this.register({ dispose: () => this.open.forEach((panel) => panel.dispose()) });
  }

  /** The page that is open already, or a new one. */
  show(shown: SeriesState): void {
    const known = this.open.get(shown.xml);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const { series } = shown;
    const options = webviewOptions(this.extensionUri);
    this.fill(
      vscode.window.createWebviewPanel(seriesViewType, series, vscode.ViewColumn.Active, options),
      shown,
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    // A page that was closed before it had loaded knows nothing of itself.
    if (isSeriesState(state)) this.fill(panel, state);
    else panel.dispose();
  }

  private fill(panel: vscode.WebviewPanel, shown: SeriesState): void {
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'resources', 'icon.png');
    panel.webview.options = webviewOptions(this.extensionUri);
    const owned: vscode.Disposable[] = [];
    const reader = this.volumes.serve();
    owned.push(reader);
    const host = seriesHost(shown, reader.host, (tilts, used) => this.use(shown, tilts, used));
    const view = connect<SeriesHost, SeriesView>(webviewPort(panel.webview, owned), host);
    owned.push(watch(shown.xml, () => void view.changed()));
    this.open.set(shown.xml, panel);
    panel.onDidDispose(() => {
      this.open.delete(shown.xml);
      vscode.Disposable.from(...owned).dispose();
    });
    panel.webview.html = webviewPage(panel.webview, this.extensionUri, 'series', shown.series);
  }
}

function seriesHost(
  shown: SeriesState,
  volumes: ReturnType<VolumeThread['serve']>['host'],
  use: SeriesHost['use'],
): SeriesHost {
  const images = async (): Promise<readonly string[]> => {
    const file = await readSeriesLists(shown.xml);
    return file.moviePaths.map((_, tilt) => tiltAveragePath(file, tilt));
  };
  /** One after the other: a thumbnail means to read a whole image. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    ...plotHost(vscode.Uri.file(path.dirname(shown.population))),
    state: () => shown,
    describe: () => describeSeries(shown),
    thumbnail: (tilt) => {
      // One that cannot be had must not keep those after it from being asked for.
      const next = queue.then(async (): Promise<Thumbnail | null> => {
        try {
          return await thumbnail(volumes, (await images())[tilt - 1]);
        } catch {
          return null;
        }
      });
      queue = next;
      return next;
    },
    use,
    openImage: (tilt) =>
      void images().then((files) =>
        vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(files[tilt - 1]), densityViewType),
      ),
    reconstruct: () => {
      const { population, owner, series } = shown;
      const row = { kind: 'series', population, owner, label: series };
      void vscode.commands.executeCommand('murmuration.reconstructTomogram', row);
    },
  };
}

async function describeSeries({ population, source, series, xml }: SeriesState): Promise<SeriesDescription> {
  const [report, head, file, scores] = await Promise.all([
    readSeriesReport(population, source, series),
    readSeriesHead(xml),
    readSeriesLists(xml),
    readScores(population, source, series),
  ]);
  return {
    name: series,
    source,
    state: head.selection === 'deselected' ? 'deselected' : '',
    canChange: vscode.workspace.isTrusted,
    tilts: report.tilts.map(({ angle, dose, defocus, weight, used }, tilt) => ({
      number: tilt + 1,
      angle,
      dose,
      defocus,
      weight,
      score: scores?.[tilt] ?? null,
      isUsed: used,
      image: path.basename(tiltAveragePath(file, tilt)),
    })),
  };
}

/** The mean over species of what the last refinement left beside the population; undefined where there was none. */
async function readScores(
  population: string,
  source: string,
  series: string,
): Promise<readonly number[] | undefined> {
  const file = path.join(diagnosticsFolder(population, source), `${series}_refinement.json`);
  try {
    const report = JSON.parse(await readFile(file, 'utf8')) as {
      readonly species?: readonly { readonly perTilt: readonly number[] }[];
    };
    const all = report.species?.map(({ perTilt }) => perTilt) ?? [];
    return all.at(0)?.map((_, tilt) => all.reduce((sum, scores) => sum + scores[tilt], 0) / all.length);
  } catch {
    return undefined;
  }
}

function watch(file: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file)),
  );
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, rest);
  };
  watcher.onDidChange(soon);
  watcher.onDidCreate(soon);
  return { dispose: () => (clearTimeout(timer), watcher.dispose()) };
}

function isSeriesState(state: unknown): state is SeriesState {
  return (
    typeof state === 'object' &&
    state !== null &&
    ['population', 'source', 'owner', 'series', 'xml'].every(
      (name) => typeof (state as Record<string, unknown>)[name] === 'string',
    )
  );
}
