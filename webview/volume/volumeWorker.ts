/** The page's one worker for surfaces and masks, whatever number of views it has. */
import { connect, type Remote } from '../../shared/rpc';
import type { VolumeWorker } from './worker';

let started: Promise<Remote<VolumeWorker>> | undefined;

export function volumeWorker(): Promise<Remote<VolumeWorker>> {
  started ??= start();
  return started;
}

/** A page of another origin may not start a worker from its address, but from its text it may. */
async function start(): Promise<Remote<VolumeWorker>> {
  const answer = await fetch(new URL('../volume/worker.js', import.meta.url));
  const address = URL.createObjectURL(new Blob([await answer.text()], { type: 'text/javascript' }));
  const worker = new Worker(address, { type: 'module' });
  return connect<object, VolumeWorker>(
    {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's, not a window's
      send: (message) => worker.postMessage(message),
      listen: (receive) =>
        worker.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
    },
    {},
  );
}
