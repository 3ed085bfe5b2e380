/** What a format of alignments is: one file that finds and reads those of one program, in the list of `findAlignment`. */
import type { AlignedTilt } from '../../formats/alignments';
import type { PlacedImages, SeriesTilts } from './placeImages';

export interface AlignmentFormat {
  /** Of the program. */
  readonly name: string;
  /** `xf`, of the file that has the alignment of a series. */
  readonly ending: string;
  /** Of files that belong to it: `tlt`. */
  readonly beside: readonly string[];
  /** The alignment of a series; undefined where there is none. Throws Problem for broken files. */
  readonly find: (search: AlignmentSearch) => Promise<AlignmentFiles | undefined>;
  /** What the file says by itself; images that it leaves out are missing. Throws Problem. */
  readonly parse: (text: string, path: string) => readonly AlignedTilt[];
}

export interface AlignmentSearch {
  /** As it was given, with the files of many series. */
  readonly folder: string;
  readonly series: string;
  /** That are there: the series' own ones and the given one, the likeliest first. */
  readonly folders: readonly string[];
  /** What programs call the files of the series, without the ending. */
  readonly stems: readonly string[];
}

export interface AlignmentFiles {
  readonly path: string;
  /** @param invert take all tilt angles with the opposite sign */
  readonly read: (invert: boolean) => Promise<FoundAlignment>;
}

export interface FoundAlignment {
  readonly path: string;
  /** Images of the stack that it keeps, degrees and pixels. */
  readonly tilts: readonly AlignedTilt[];
  /** The file that has the angles; the alignment itself where none has. */
  readonly anglesFrom: string;
  /** Which tilt of the series each of them is. Throws Problem. */
  readonly place: (series: SeriesTilts) => PlacedImages;
  /** Of the images that were aligned, pixels, where the files say so; `turned` where columns may be rows. */
  readonly imageSize: { readonly size: readonly [number, number]; readonly turned: boolean } | undefined;
  /** What its files do besides, or lack, human-readable. */
  readonly notes: readonly string[];
}
