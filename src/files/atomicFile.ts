/** Writes a file so that a reader, or a crash, sees all of the old content or all of the new. */
import { dirname } from 'node:path';
import { files } from './files';
import {
  flushFolder,
  removeTree,
  temporaryName,
  throughLinks,
  writeDurably,
  type FileContent,
} from './durableFile';
import { fileProblem } from './fileProblem';

/** A file that the user named: where the path is a link, the file that it leads to is replaced. Throws Problem; then the old file is there. */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  await replaceOwnFile(await throughLinks(path), content);
}

/** A file whose name is made by us: a link of that name is replaced and never written through. Throws Problem; then the old file is there. */
export async function replaceOwnFile(path: string, content: FileContent): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeDurably(temporary, content, path);
    await files().rename(temporary, path);
  } catch (error) {
    await removeTree(temporary).catch(() => undefined);
    throw fileProblem(error, path, 'cannot write the file');
  }
  await flushFolder(dirname(path));
}
