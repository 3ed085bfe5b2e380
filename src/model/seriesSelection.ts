/** Whether a tilt series takes part: by hand or by Warp's filters, told from the start of its XML, changed in the whole. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileProblem } from '../files/fileProblem';
import { unreadable } from '../formats/params/readParams';
import { decodeXml, formatXml } from '../formats/xml';
import { withAttribute } from '../formats/xmlEdit';
import { parseBool, parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../../shared/problem';
import { unselectedByHand } from './manualSelection';
import { readTiltSeries, type TiltSeriesFile } from './tiltSeriesFile';

/** `automatic`: nobody has decided, Warp's filters may. */
export type Selection = 'deselected' | 'selected' | 'automatic';

export interface SeriesHead {
  readonly selection: Selection;
  /** Outside of Warp's filter ranges when it was last written. M does not read this. */
  readonly filtered: boolean;
  /** Å; null where no CTF was fitted. */
  readonly ctfResolution: number | null;
}

/** The root element's tag ends within this many bytes in whatever Warp and M write. */
const headBytes = 8192;

/**
 * Reads the start of the file only: a source can have hundreds of series of half a megabyte.
 * Throws Problem for a file that is missing or starts with no `<TiltSeries ...>`.
 */
export async function readSeriesHead(xmlPath: string): Promise<SeriesHead> {
  const path = resolve(xmlPath);
  const tag = /<TiltSeries\b((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/.exec(
    decodeXml(await startOf(path)),
  );
  if (tag === null) throw new Problem('it does not start with <TiltSeries ...>', { where: path });
  const value = (name: string): string | undefined => {
    const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag[1]);
    return found?.[1] ?? found?.[2];
  };
  const estimate = value('CTFResolutionEstimate');
  const resolution = parseNumber(estimate ?? '0');
  if (resolution === undefined) throw unreadable('CTFResolutionEstimate', estimate ?? '', 'number', path);
  return {
    selection: selectionFrom(value('UnselectManual'), path),
    filtered: parseBool(value('UnselectFilter')) ?? false,
    ctfResolution: resolution > 0 ? resolution : null,
  };
}

/** Throws Problem for what is no decision. */
export function selectionFrom(value: string | undefined, where: string): Selection {
  const unselected = unselectedByHand(value, where);
  return unselected === undefined ? 'automatic' : unselected ? 'deselected' : 'selected';
}

/** Text of the XML with the decision in place and everything else as it was. */
export function formatSelection(file: TiltSeriesFile, selection: Selection): string {
  const value = { deselected: 'True', selected: 'False', automatic: '' }[selection];
  return formatXml({ ...file.xml, root: withAttribute(file.xml.root, 'UnselectManual', value) });
}

/** For what needs neither sizes nor images: lists of tilts, selection, the XML itself. */
export async function readSeriesLists(xmlPath: string): Promise<TiltSeriesFile> {
  return readTiltSeries(xmlPath, { pixelSize: 1, dimensions: [1, 1, 1], imageSize: [1, 1] });
}

async function startOf(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array(headBytes);
      const { bytesRead } = await file.read(bytes, 0, headBytes, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  }
}
