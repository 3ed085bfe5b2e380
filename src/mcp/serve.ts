/** Serves one client over standard input and output until it closes them; standard output belongs to the protocol alone. */
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { openFolder } from './folder';
import { Plans } from './plans';
import { makeServer } from './server';

/** @param folder absolute or relative to the current one. Throws Problem where there is none. */
export async function serve(folder: string): Promise<void> {
  const surroundings = {
    folder: await openFolder(folder),
    plans: new Plans(),
    murmur: { command: [process.execPath, process.argv[1]], env: process.env },
  };
  const handle = serveStdio(() => makeServer(surroundings));
  await new Promise<void>((resolve) => process.stdin.once('close', resolve));
  await handle.close();
}
