/** Shows a tilt series in an editor tab: its tilts as curves, as images, and with boxes that leave them out. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SeriesDescription, SeriesHost, SeriesView, Thumbnail } from '../../webview/protocol/series';
import { connect } from '../../webview/shared/rpc';
import { readSeriesReport } from '../jobs/report/seriesReport';
import { safeName } from '../formats/paths';
import { readSeriesHead, readSeriesLists } from '../model/seriesSelection';
import { tiltAveragePath } from '../model/tiltSeriesFile';
import { densityViewType } from './densityEditor';
import { plotHost } from './savePlot';
import { thumbnail } from './thumbnail';
import type { VolumeThread } from './volumeThread';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export interface ShownSeries {
  readonly population: string;
  /** Name of its data source. */
  readonly source: string;
  readonly series: string;
  /** Path of its XML. */
  readonly xml: string;
}

/** A file that is rewritten changes several times; wait until it rests, ms. */
const rest = 300;

export function openSeries(
  extensionUri: vscode.Uri,
  volumes: VolumeThread,
  shown: ShownSeries,
  use: SeriesHost['use'],
): void {
  const panel = vscode.window.createWebviewPanel(
    'murmuration.series',
    shown.series,
    vscode.ViewColumn.Active,
    webviewOptions(extensionUri),
  );
  const owned: vscode.Disposable[] = [];
  const reader = volumes.serve();
  owned.push(reader);
  const images = async (): Promise<readonly string[]> => {
    const file = await readSeriesLists(shown.xml);
    return file.moviePaths.map((_, tilt) => tiltAveragePath(file, tilt));
  };
  /** One after the other: a thumbnail means to read a whole image. */
  let queue: Promise<unknown> = Promise.resolve();
  const host: SeriesHost = {
    ...plotHost(vscode.Uri.file(path.dirname(shown.population))),
    describe: () => describeSeries(shown),
    thumbnail: (tilt) => {
      const next = queue.then(async (): Promise<Thumbnail | null> =>
        thumbnail(reader.host, (await images())[tilt - 1]).catch(() => null),
      );
      queue = next;
      return next;
    },
    use,
    openImage: (tilt) =>
      void images().then((files) =>
        vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(files[tilt - 1]), densityViewType),
      ),
  };
  const view = connect<SeriesHost, SeriesView>(webviewPort(panel.webview, owned), host);
  owned.push(watch(shown.xml, () => void view.changed()));
  panel.onDidDispose(() => vscode.Disposable.from(...owned).dispose());
  panel.webview.html = webviewPage(panel.webview, extensionUri, 'series', shown.series);
}

async function describeSeries({ population, source, series, xml }: ShownSeries): Promise<SeriesDescription> {
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
  const folder = path.join(path.dirname(population), 'refinement_temp', safeName(source));
  try {
    const report = JSON.parse(await readFile(path.join(folder, `${series}_refinement.json`), 'utf8')) as {
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
