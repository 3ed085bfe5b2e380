/** The extension's table of contents: makes the stores, then what shows them. */
import * as vscode from 'vscode';
import type { Services } from './providers/commands/command';
import { registerCommands } from './providers/commands/register';
import { useTilts, useTiltsOn } from './providers/commands/useTilts';
import { DensityEditor } from './providers/densityEditor';
import { Engine } from './providers/engine';
import { JobStore } from './providers/jobStore';
import { JobTree } from './providers/jobTree';
import { McpServers } from './providers/mcpServers';
import { nodePlatform } from './providers/language/nodePlatform';
import { registerLanguages } from './providers/language/register';
import { announceEnd } from './providers/notices';
import { RefinementEditor } from './providers/refinementEditor';
import { ProjectContext } from './providers/projectContext';
import { ProjectStore } from './providers/projectStore';
import { ProjectTree } from './providers/projectTree';
import { Reports } from './providers/reportPanel';
import { SeriesPages } from './providers/seriesPanel';
import { StatusBar } from './providers/statusBar';
import { VolumeThread } from './providers/volumeThread';

/** What tests and other extensions may ask of this one. */
export interface MurmurationApi {
  readonly services: Services;
}

export async function activate(context: vscode.ExtensionContext): Promise<MurmurationApi> {
  const own = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const log = own(vscode.window.createOutputChannel('Murmuration', { log: true }));
  const engine = new Engine(context.extensionPath, log);
  const projects = own(new ProjectStore(log));
  const jobs = own(new JobStore(projects, engine));
  const explorer = own(new ProjectTree(projects, jobs));
  const volumes = own(new VolumeThread(context.extensionPath));
  const reports = own(new Reports(context.extensionUri, projects, jobs));
  const series = own(new SeriesPages(context.extensionUri, volumes, useTiltsOn(engine, explorer)));
  let density: DensityEditor;
  const services: Services = {
    extensionUri: context.extensionUri,
    memory: context.workspaceState,
    log,
    engine,
    projects,
    jobs,
    explorer,
    volumes,
    reports,
    series,
    density: () => density,
  };

  own(explorer.onDidTick((tilts) => void useTilts(services, tilts)));
  own(new ProjectContext(projects, jobs));
  own(new McpServers(engine));
  own(new JobTree(jobs));
  own(new StatusBar(jobs));
  density = own(new DensityEditor(services));
  own(new RefinementEditor(services));
  own(registerLanguages(context.extensionUri, nodePlatform(context.extensionPath)));
  own(await registerCommands(services));
  own(jobs.onDidEnd((job) => void announceEnd(job, reports)));

  // Nobody waits for this: the window is there first, then its rows.
  void projects.refresh();
  return { services };
}
