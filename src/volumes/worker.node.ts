/** Where the reader of volumes starts as a thread. */
import { parentPort } from 'node:worker_threads';
import { buffersOf, connect } from '../../shared/rpc';
import { volumeReader, type VolumeReader } from './volumeReader';

connect<VolumeReader, object>(
  {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
    send: (message) => parentPort?.postMessage(message, buffersOf(message)),
    listen: (receive) => parentPort?.on('message', receive),
  },
  volumeReader(),
);
