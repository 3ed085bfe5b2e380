/** Bytes of an open file, from wherever they are wanted. */
import { Problem } from '../../shared/problem';

/** What is asked of an open file; node's FileHandle has it. */
export interface RandomAccess {
  stat(): Promise<{ readonly size: number }>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/**
 * All of the bytes. Throws Problem when the file ends before.
 *
 * @param wanted how many, or the array to fill
 */
export async function readExactly(
  file: RandomAccess,
  position: number,
  wanted: number | Uint8Array,
  path: string,
): Promise<Uint8Array> {
  const bytes = typeof wanted === 'number' ? new Uint8Array(wanted) : wanted;
  const { length } = bytes;
  let done = 0;
  while (done < length) {
    // One read call is limited to 2 GiB by the system.
    const chunk = Math.min(length - done, 2 ** 30);
    const { bytesRead } = await file.read(bytes, done, chunk, position + done);
    if (bytesRead === 0) throw new Problem('the file became shorter while it was read', { where: path });
    done += bytesRead;
  }
  return bytes;
}
