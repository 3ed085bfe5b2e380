/** Where the language's worker starts in a browser. */
import { languageWorker, type LanguageWorker } from '../../language/languageWorker';
import { connect } from '../../../shared/rpc';

connect<LanguageWorker, object>(
  {
    send: (message) => postMessage(message),
    listen: (receive) => addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
  },
  languageWorker((path) => Promise.reject(new Error(`${path}: a browser's worker reads no files`))),
);
