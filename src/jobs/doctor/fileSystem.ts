/** What kind of file system a folder is on, by the number that Linux has for it. */

interface FileSystem {
  readonly name: string;
  /** Other computers see it, too. */
  readonly isShared: boolean;
}

const shared = (name: string): FileSystem => ({ name, isShared: true });
const own = (name: string): FileSystem => ({ name, isShared: false });

const kinds: Readonly<Record<number, FileSystem>> = {
  0x6969: shared('NFS'),
  0x0bd00bd0: shared('Lustre'),
  0x47504653: shared('GPFS (Spectrum Scale)'),
  0x19830326: shared('BeeGFS'),
  0x00c36400: shared('CephFS'),
  0xaad7aaea: shared('Panasas'),
  0xff534d42: shared('SMB'),
  0xfe534d42: shared('SMB'),
  0x5346414f: shared('AFS'),
  0x01021997: shared('9P'),
  0x65735546: shared('FUSE'),
  0xef53: own('ext4'),
  0x58465342: own('XFS'),
  0x9123683e: own('Btrfs'),
  0x2fc12fc1: own('ZFS'),
  0x01021994: own('memory (tmpfs)'),
  0x794c7630: own('overlay of a container'),
};

/** @param type of statfs @returns null where it is not known, or the system numbers them in another way */
export function fileSystemOf(type: number, platform = process.platform): FileSystem | null {
  return platform === 'linux' ? (kinds[type >>> 0] ?? null) : null;
}
