/** Bytes of an open file, from wherever they are wanted. */
import { Problem } from '../../shared/problem';

/** What is asked of an open file; node's FileHandle has it. */
export interface RandomAccess {
  stat(): Promise<{ readonly size: number }>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/** All of the bytes, in `room` where that is given. Throws Problem when the file ends before. */
export async function readExactly(
  file: RandomAccess,
  position: number,
  length: number,
  path: string,
  room?: Uint8Array,
): Promise<Uint8Array> {
  const bytes = room?.subarray(0, length) ?? new Uint8Array(length);
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
