/** What the folder of a project is good for. */
import { error, gigabytes, ok, warning, type DoctorItem } from './item';
import type { FolderFacts } from './probeFolder';

export function folderItems(facts: FolderFacts): readonly DoctorItem[] {
  const { folder, free, fileSystem, isShared, flushTime, renameTime } = facts;
  const room = `${gigabytes(free)} free in ${folder}`;
  const about = 'Folder';
  const system = fileSystem === null ? 'a file system that the system has no name for' : fileSystem;
  return [
    free < 1e9
      ? error('Disk', room, 'free some space: every round writes maps, and versions of them')
      : free < 20e9
        ? warning('Disk', room, 'free some space: every round writes maps, and versions of them')
        : ok('Disk', room),
    ok(about, isShared ? `${system}, which other computers may see, too` : system),
    ...(facts.renameIsSeen
      ? []
      : [
          error(
            about,
            'a file that was renamed is not seen at once under its new name',
            'switch off caching of names where it is mounted (NFS: actimeo=0, lookupcache=none), or choose another folder',
          ),
        ]),
    ...(facts.hardLinks
      ? []
      : [
          warning(
            about,
            'a file cannot have two names here',
            'it works, but what is replaced is copied first: choose another folder if that takes long',
          ),
        ]),
    flushTime > 100 || renameTime > 100
      ? warning(
          about,
          `slow: ${timesText(facts)}`,
          'every save takes some ten of these for each tilt series: choose a faster disk',
        )
      : ok(about, timesText(facts)),
  ];
}

function timesText({ flushTime, renameTime }: FolderFacts): string {
  return `a small file is on the disk after ${flushTime.toFixed(1)} ms, renamed in ${renameTime.toFixed(1)} ms`;
}
