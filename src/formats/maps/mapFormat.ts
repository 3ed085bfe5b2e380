/** What a map format is: one file that knows such files by their start and says where their voxels lie, in the list of `mapFormats`. */
import type { MrcHeader } from '../mrcHeader';

export interface MapFormat {
  /** `MRC` */
  readonly name: string;
  readonly endings: readonly MapEnding[];
  /** Bytes from the start that `recognizes` and `parse` need. */
  readonly headerBytes: number;
  /** Null for the format without a mark of its own: files that no other format recognizes count as it. */
  readonly recognizes: ((start: Uint8Array, file: MapFileFacts) => boolean) | null;
  /** Throws Problem for what it is not, and for files too short for the voxels that the header promises. */
  readonly parse: (start: Uint8Array, file: MapFileFacts) => MapLayout;
}

export interface MapEnding {
  /** `mrc`; files may be compressed and have another ending after it. */
  readonly ending: string;
  /** What its files hold by the habit of the programs that write them; null where only the header tells. */
  readonly holds: 'volume' | 'stack' | null;
  /** Files of other kinds have this ending too: they are read when asked for, and never offered. */
  readonly isAmbiguous?: true;
}

export interface MapFileFacts {
  readonly path: string;
  /** Bytes; infinite for compressed files, which do not tell. */
  readonly size: number;
}

/** Where voxels lie: columns fastest, then rows, then sections, without gaps. */
export interface MapLayout {
  /** In the words of MRC, whatever the format. */
  readonly header: MapHeader;
  /** Bytes of one row. */
  readonly rowBytes: number;
  /** Bytes are values as they are in memory: 32-bit floats, low byte first. */
  readonly isPlain: boolean;
  /** Values of whole rows; bytes that fill their buffer may serve as these. Throws Problem for what is no real number. */
  readonly decode: (bytes: Uint8Array, rows: number) => Float32Array;
}

/** Numbers that a format has no place for are 0. */
export interface MapHeader extends MrcHeader {
  /** It says no more than the size and the type of the values. */
  readonly isTerse?: true;
}

/** A header that says no more than the size and the type of the values. @param mode as of MRC */
export function terseHeader(
  size: MapHeader['size'],
  values: Pick<MapHeader, 'mode' | 'littleEndian' | 'dataOffset'>,
): MapHeader {
  return {
    ...{ ...values, size, isTerse: true },
    ...{ pixelSize: [0, 0, 0], origin: [0, 0, 0], start: [0, 0, 0], axes: [1, 2, 3] },
    ...{ min: 0, max: 0, mean: 0, rms: 0 },
    ...{ isVolume: size[2] > 1, volumes: 1, signedBytes: true },
  };
}
