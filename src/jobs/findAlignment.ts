/** Finds the alignment of a tilt series among the files that IMOD or AreTomo left in a folder. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAln, parseAngles, parseXf, type AlignedTilt } from '../formats/alignments';
import { readForeignText } from '../formats/fileProblem';
import { imodList, imodOption, parseImodCommands, type ImodCommand } from '../formats/imodCommands';
import { resolveFrom } from '../formats/paths';
import { parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../problem';

export interface FoundAlignment {
  readonly path: string;
  readonly tilts: readonly AlignedTilt[];
  /** What tilt.com does to the volume besides, for people. */
  readonly notes: readonly string[];
}

/**
 * In the folder itself or one named after the series; a folder of IMOD says in newst.com and tilt.com what its files are
 * called and which views it leaves out. Undefined when there is none. Throws Problem for broken files.
 */
export async function findAlignment(folder: string, series: string): Promise<FoundAlignment | undefined> {
  const stems = [series, `${series}.mrc`, `${series}.st`];
  const own = join(folder, series);
  const places = [own, folder].flatMap((place) => stems.map((stem) => join(place, stem)));
  const tilt = await readCommand(join(own, 'tilt.com'), 'tilt');
  const newstack = await readCommand(join(own, 'newst.com'), 'newstack');
  const named = fileNamedBy(newstack, 'TransformFile');
  const xf = [...places.map((stem) => `${stem}.xf`), ...(named === undefined ? [] : [named])].find(
    existsSync,
  );
  if (xf !== undefined) return readImod(xf, dirname(xf) === own ? tilt : undefined);
  const aln = places.map((stem) => `${stem}.aln`).find(existsSync);
  return aln === undefined
    ? undefined
    : { path: aln, tilts: parseAln(await readForeignText(aln), aln), notes: [] };
}

interface FoundCommand {
  readonly path: string;
  readonly command: ImodCommand;
}

async function readCommand(path: string, program: string): Promise<FoundCommand | undefined> {
  if (!existsSync(path)) return undefined;
  const command = parseImodCommands(await readForeignText(path), path).find(
    (entry) => entry.program === program,
  );
  return command === undefined ? undefined : { path, command };
}

/** The file that an option names, from the folder of the command file. */
function fileNamedBy(found: FoundCommand | undefined, option: string): string | undefined {
  const value = imodOption(found?.command, option);
  return found === undefined || value === undefined || value === ''
    ? undefined
    : resolveFrom(found.path, value);
}

async function readImod(path: string, tilt: FoundCommand | undefined): Promise<FoundAlignment> {
  const tilts = parseXf(await readForeignText(path), path);
  const stem = path.slice(0, -'.xf'.length);
  await refuseXTilt(fileNamedBy(tilt, 'XTILTFILE') ?? `${stem}.xtilt`);
  const lists = [fileNamedBy(tilt, 'TILTFILE'), `${stem}.tlt`, `${stem}.rawtlt`];
  const list = lists.find((file) => file !== undefined && existsSync(file));
  const angles = list === undefined ? undefined : parseAngles(await readForeignText(list), list);
  if (list !== undefined && angles?.length !== tilts.length)
    throw new Problem(`it has ${angles?.length} angles, ${path} has ${tilts.length} images`, {
      where: list,
      remedy: 'give files of the same alignment',
    });
  const excluded = new Set(
    tilt === undefined ? [] : imodList(tilt.command, tilt.path, 'EXCLUDELIST', 'EXCLUDELIST2'),
  );
  return {
    path,
    tilts: tilts
      .map((entry, i) => (angles === undefined ? entry : { ...entry, angle: angles[i] }))
      .filter(({ index }) => !excluded.has(index + 1)),
    notes: tilt === undefined ? [] : notesOf(tilt),
  };
}

/** Turning the whole volume is levelling, which Warp does itself and M keeps apart from the alignment. */
function notesOf({ command }: FoundCommand): readonly string[] {
  const notes: string[] = [];
  const about = (option: string): number =>
    parseNumber(
      imodOption(command, option)
        ?.trim()
        .split(/[\s,]+/)[0],
    ) ?? 0;
  for (const [axis, option] of [
    ['X', 'XAXISTILT'],
    ['Y', 'OFFSET'],
  ] as const)
    if (about(option) !== 0)
      notes.push(
        `tilt.com turns the volume about ${axis} by ${about(option)} degrees, level it with ts_autolevel`,
      );
  if (fileNamedBy({ path: '/', command }, 'LOCALFILE') !== undefined)
    notes.push('its local alignment is not taken over, refine an image warp instead');
  return notes;
}

/** Warp's model has no rotation about X that changes from tilt to tilt, so it would be lost without a word. */
async function refuseXTilt(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const angles = parseAngles(await readForeignText(path), path);
  const turned = angles.findIndex((angle) => angle !== 0);
  if (turned >= 0)
    throw new Problem(
      `image ${turned + 1} is turned about X by ${angles[turned]} degrees, which Warp cannot express`,
      {
        where: path,
        remedy: 'align again without X-axis tilt, and level the sample in Warp',
      },
    );
}
