/** The populations of the open folders as they are on disk, read again when their files change. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { readPopulation, type Population } from '../model/population';
import { readSource, type DataSource } from '../model/source';
import { companion, readSpecies, type Species } from '../model/species';
import { Disposable } from './disposable';
import { countParticles } from './particleCount';

/** A file that was read, or the sentence that says why it could not be. */
export type Read<Content> = { readonly path: string } & (
  | { readonly content: Content; readonly problem?: undefined }
  | { readonly content?: undefined; readonly problem: string }
);

export interface SpeciesFiles {
  readonly species: Species;
  /** Null when there is no particle file. */
  readonly particles: number | null;
  /** Those that exist, in the order to show them. */
  readonly maps: readonly { readonly label: string; readonly path: string }[];
  readonly fsc: string | null;
}

export interface PopulationFiles {
  readonly population: Population;
  readonly sources: readonly Read<DataSource>[];
  readonly species: readonly Read<SpeciesFiles>[];
}

export type Project = Read<PopulationFiles>;

const mapNames = [
  ['_half1.mrc', 'Half-map 1'],
  ['_half2.mrc', 'Half-map 2'],
  ['_filt.mrc', 'Filtered map'],
  ['_filtsharp.mrc', 'Sharpened map'],
  ['_filtlocal.mrc', 'Locally filtered map'],
  ['_filtanisotropic.mrc', 'Directionally filtered map'],
  ['_denoised.mrc', 'Denoised map'],
  ['_localres.mrc', 'Local resolution'],
  ['_mask.mrc', 'Mask'],
] as const;

const skipped = '**/{node_modules,versions,refinement_temp,.git}/**';
const watched = '**/*.{population,source,species}';

export class ProjectStore extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private current: readonly Project[] = [];
  private reading: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly log: vscode.LogOutputChannel) {
    super();
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(watched));
    const soon = (uri: vscode.Uri) => {
      if (!/[/\\](versions|refinement_temp)[/\\]/.test(uri.fsPath)) this.refreshSoon();
    };
    this.register(watcher.onDidChange(soon));
    this.register(watcher.onDidCreate(soon));
    this.register(watcher.onDidDelete(soon));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.refreshSoon()));
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  get projects(): readonly Project[] {
    return this.current;
  }

  /** Reads everything anew; calls while it reads are answered by one more reading. */
  async refresh(): Promise<void> {
    if (this.reading !== null) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.readUntilQuiet();
    try {
      await this.reading;
    } finally {
      this.reading = null;
    }
  }

  /** Several files change together when a command writes; wait for the last. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), 200);
  }

  private async readUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      const found = await vscode.workspace.findFiles('**/*.population', skipped);
      const paths = found.filter((uri) => uri.scheme === 'file').map((uri) => uri.fsPath);
      this.current = await Promise.all(paths.sort().map((file) => readSafely(file, readProject)));
      for (const project of this.current) if (project.problem !== undefined) this.log.warn(project.problem);
      this.changed.fire();
    } while (this.again);
  }
}

async function readProject(file: string): Promise<PopulationFiles> {
  const population = await readPopulation(file);
  const [sources, species] = await Promise.all([
    Promise.all(population.sources.map((source) => readSafely(source.path, readSource))),
    Promise.all(population.species.map((one) => readSafely(one.path, readSpeciesFiles))),
  ]);
  return { population, sources, species };
}

async function readSpeciesFiles(file: string): Promise<SpeciesFiles> {
  const species = await readSpecies(file);
  const maps = mapNames.map(([suffix, label]) => ({ label, path: companion(species, suffix) }));
  const present = await Promise.all(maps.map((map) => exists(map.path)));
  const fsc = companion(species, '_fsc.star');
  return {
    species,
    particles: await countParticles(companion(species, '_particles.star')),
    maps: maps.filter((_, index) => present[index]),
    fsc: (await exists(fsc)) ? fsc : null,
  };
}

async function readSafely<Content>(
  file: string,
  read: (file: string) => Promise<Content>,
): Promise<Read<Content>> {
  try {
    return { path: file, content: await read(file) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path: file, problem: reason.includes(path.basename(file)) ? reason : `${file}: ${reason}` };
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
