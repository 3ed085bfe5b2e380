/** The density editor's page: starts it, and says in one sentence when the file cannot be shown. */
import type { DensityHost, DensityView } from '../../shared/protocol/density';
import { hostPort } from '../shared/host';
import { connect } from '../../shared/rpc';
import { volumeWorker } from '../volume/volumeWorker';
import './density.css';
import { Editor } from './editor';
import { ParticleBox } from './particleBox';

let editor: Editor | ParticleBox | undefined;
const host = connect<DensityView, DensityHost>(hostPort, {
  fileChanged: () => void start(),
  act: (action) => {
    if (editor instanceof Editor) void editor.act(action);
  },
});
// Its file comes while the map is read.
void volumeWorker();
await start();

/** A file that is written anew is loaded into the same page, which keeps what was chosen. */
async function start(): Promise<void> {
  try {
    const begin = await host.start();
    editor ??= /\.star$/i.test(begin.path) ? new ParticleBox(host, begin.path) : new Editor(host, begin);
    await editor.load();
  } catch (error) {
    editor?.dispose();
    editor = undefined;
    showFailure(error instanceof Error ? error.message : String(error));
  }
}

function showFailure(message: string): void {
  const page = document.createElement('main');
  page.className = 'message failed';
  const status = document.createElement('p');
  status.className = 'status';
  status.setAttribute('role', 'alert');
  status.textContent = message;
  page.append(status);
  document.body.replaceChildren(page);
}
