/** Everything that changes a disk, in one interface: nothing else in this program does, so that tests can stop the world anywhere. */
import { constants } from 'node:fs';
import { appendFile, copyFile, link, mkdir, open, rename, rmdir, symlink, unlink } from 'node:fs/promises';

/** Each call is one operation of the system; errors are the system's own. */
export interface Files {
  /** A new file, open for writing. Fails where anything has that name, also a link that leads nowhere. */
  create(path: string): Promise<NewFile>;
  /** A new file with another one's content, which shares its blocks where the file system can do that. */
  copy(from: string, to: string): Promise<void>;
  /** Puts a file's content on the disk, or the names in a folder. */
  flush(path: string): Promise<void>;
  /** More text at the end of a file, for logs. */
  append(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same file. */
  link(from: string, to: string): Promise<void>;
  /** A symbolic link at `path`. @param target as the link has it: absolute, or from the link's folder */
  linkTo(target: string, path: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** An empty one. */
  removeFolder(path: string): Promise<void>;
}

export interface NewFile {
  /** Follows what was written before. */
  write(content: Uint8Array | string): Promise<void>;
  /** Permissions. */
  setMode(mode: number): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

const disk: Files = {
  async create(path) {
    const file = await open(path, 'wx');
    return {
      write: async (content) => file.writeFile(content),
      setMode: async (mode) => file.chmod(mode),
      flush: async () => file.sync(),
      close: async () => file.close(),
    };
  },
  copy: async (from, to) => copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
  async flush(path) {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
  append: async (path, text) => appendFile(path, text),
  rename,
  link,
  linkTo: async (target, path) => symlink(target, path),
  remove: unlink,
  makeFolder: async (path) => mkdir(path),
  removeFolder: rmdir,
};

let current = disk;

/** What the program writes with. */
export function files(): Files {
  return current;
}

/** For tests: others take the disk's place while `work` runs. */
export async function withFiles<T>(others: (disk: Files) => Files, work: () => Promise<T>): Promise<T> {
  const before = current;
  current = others(before);
  try {
    return await work();
  } finally {
    current = before;
  }
}
