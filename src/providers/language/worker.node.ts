/** Where the language's worker starts in Node.js. */
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { languageWorker, type LanguageWorker } from '../../language/languageWorker';
import { connect } from '../../../shared/rpc';

connect<LanguageWorker, object>(
  {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
    send: (message) => parentPort?.postMessage(message),
    listen: (receive) => parentPort?.on('message', receive),
  },
  languageWorker(readFile),
);
