/** The thread that reads volumes for all webviews: started by the first one, ended after the last was closed. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import type { PackedSections, VolumeHost, VolumeInfo } from '../../shared/protocol/volume';
import { connect, type Remote } from '../../shared/rpc';
import { Problem } from '../../shared/problem';
import type { VolumeReader } from '../volumes/volumeReader';
import type { ParticleCloud } from '../../shared/protocol/density';

/** How long the thread waits for another map, ms. */
const patience = 2000;

/** A map that is read before its page asks. */
interface Prepared {
  readonly file: string;
  readonly info: Promise<VolumeInfo>;
  /** The coarsest level; null where images are shown one by one. */
  readonly coarse: Promise<{ readonly count: number; readonly sections: PackedSections } | null>;
  taken: boolean;
}

export class VolumeThread implements vscode.Disposable {
  private worker: Worker | undefined;
  private reader: Remote<VolumeReader> | undefined;
  private readonly waiting = new Set<(error: Error) => void>();
  private users = 0;
  private ending: NodeJS.Timeout | undefined;

  constructor(private readonly extensionPath: string) {}

  /**
   * What one webview is served with; its maps are closed when it is disposed.
   * @param ahead the map that it will ask for first: read while VS Code still makes the page
   */
  serve(ahead?: string): { readonly host: VolumeHost; dispose(): void } {
    const open = new Set<number>();
    this.users++;
    clearTimeout(this.ending);
    const ask = <Result>(call: (reader: Remote<VolumeReader>) => Promise<Result>) => this.ask(call);
    let disposed = false;
    const openVolume = async (file: string): Promise<VolumeInfo> => {
      const info = await ask((reader) => reader.openVolume(file));
      // The tab may have been closed meanwhile.
      if (disposed) void ask((reader) => reader.closeVolume(info.handle)).catch(() => undefined);
      else open.add(info.handle);
      return info;
    };
    let prepared = ahead === undefined ? undefined : this.prepare(ahead, openVolume(ahead));
    const host: VolumeHost = {
      openVolume(file) {
        // Once: a file that is asked for again has changed.
        const info = prepared?.file === file && !prepared.taken ? prepared.info : undefined;
        if (prepared !== undefined) prepared.taken = true;
        return info ?? openVolume(file);
      },
      volumeSections: (...args) => ask((reader) => reader.volumeSections(...args)),
      async volumePacked(...args) {
        const first = prepared;
        const [handle, level] = args;
        if (first !== undefined && level === 0 && (await first.info).handle === handle) {
          prepared = undefined;
          const come = await first.coarse;
          if (come !== null && come.count === args[3] && args[2] === 0) return come.sections;
        }
        return ask((reader) => reader.volumePacked(...args));
      },
      volumeSlice: (...args) => ask((reader) => reader.volumeSlice(...args)),
      volumeStatistics: (handle) => ask((reader) => reader.volumeStatistics(handle)),
      closeVolume: (handle) => {
        open.delete(handle);
        return ask((reader) => reader.closeVolume(handle));
      },
    };
    return {
      host,
      dispose: () => {
        if (disposed) return;
        disposed = true;
        prepared = undefined;
        for (const handle of open) void ask((reader) => reader.closeVolume(handle)).catch(() => undefined);
        this.users--;
        if (this.users === 0) this.ending = setTimeout(() => this.end(), patience);
      },
    };
  }

  /** The particles of a STAR file. Rejects with one sentence. */
  particleCloud(file: string): Promise<ParticleCloud> {
    return this.ask((reader) => reader.particleCloud(file));
  }

  dispose(): void {
    clearTimeout(this.ending);
    this.end();
  }

  /** Reads what the page's first picture is made of, and then the statistics, which the reader keeps. */
  private prepare(file: string, info: Promise<VolumeInfo>): Prepared {
    const coarse = info.then(async ({ handle, isVolume, levels: [level] }) => {
      if (!isVolume) return null;
      const count = level.size[2];
      return { count, sections: await this.ask((reader) => reader.volumePacked(handle, 0, 0, count)) };
    });
    // What went wrong is told when the page asks.
    void Promise.all([info, coarse]).then(
      ([{ handle }]) => this.ask((reader) => reader.volumeStatistics(handle)).catch(() => undefined),
      () => undefined,
    );
    return { file, info, coarse, taken: false };
  }

  /** A thread that dies answers nobody, so its end is an answer too. */
  private ask<Result>(call: (reader: Remote<VolumeReader>) => Promise<Result>): Promise<Result> {
    const reader = this.start();
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      call(reader)
        .then(resolve, reject)
        .finally(() => this.waiting.delete(reject));
    });
  }

  private start(): Remote<VolumeReader> {
    if (this.reader !== undefined) return this.reader;
    const worker = new Worker(path.join(this.extensionPath, 'dist', 'volumes', 'worker.node.cjs'));
    worker.on('error', (error) => this.ended(worker, error));
    worker.on('exit', () => this.ended(worker, new Problem('reading maps was stopped')));
    this.worker = worker;
    this.reader = connect<object, VolumeReader>(
      {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
        send: (message) => worker.postMessage(message),
        listen: (receive) => worker.on('message', receive),
      },
      {},
    );
    return this.reader;
  }

  private end(): void {
    void this.worker?.terminate();
    this.worker = undefined;
    this.reader = undefined;
  }

  private ended(worker: Worker, error: Error): void {
    for (const reject of this.waiting) reject(error);
    if (this.worker === worker) this.end();
  }
}
