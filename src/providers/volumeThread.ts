/** The thread that reads volumes for all webviews: started by the first one, ended after the last was closed. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import type { VolumeHost } from '../../webview/protocol/volume';
import { connect, type Remote } from '../../webview/shared/rpc';
import { Problem } from '../problem';
import type { VolumeReader } from '../volumes/volumeReader';
import type { ParticleCloud } from '../../webview/protocol/density';

/** How long the thread waits for another map, ms. */
const patience = 2000;

export class VolumeThread implements vscode.Disposable {
  private worker: Worker | undefined;
  private reader: Remote<VolumeReader> | undefined;
  private readonly waiting = new Set<(error: Error) => void>();
  private users = 0;
  private ending: NodeJS.Timeout | undefined;

  constructor(private readonly extensionPath: string) {}

  /** What one webview is served with; its maps are closed when it is disposed. */
  serve(): { readonly host: VolumeHost; dispose(): void } {
    const open = new Set<number>();
    this.users++;
    clearTimeout(this.ending);
    const ask = <Result>(call: (reader: Remote<VolumeReader>) => Promise<Result>) => this.ask(call);
    const host: VolumeHost = {
      async openVolume(file) {
        const info = await ask((reader) => reader.openVolume(file));
        open.add(info.handle);
        return info;
      },
      volumeSections: (...args) => ask((reader) => reader.volumeSections(...args)),
      volumePacked: (...args) => ask((reader) => reader.volumePacked(...args)),
      volumeSlice: (...args) => ask((reader) => reader.volumeSlice(...args)),
      volumeStatistics: (handle) => ask((reader) => reader.volumeStatistics(handle)),
      closeVolume: (handle) => {
        open.delete(handle);
        return ask((reader) => reader.closeVolume(handle));
      },
    };
    let disposed = false;
    return {
      host,
      dispose: () => {
        if (disposed) return;
        disposed = true;
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
