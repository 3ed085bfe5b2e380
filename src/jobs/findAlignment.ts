/** Finds the alignment of a tilt series among the files that IMOD or AreTomo left in a folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../formats/fileProblem';
import { parseAln, parseAngles, parseXf, type AlignedTilt } from '../formats/alignments';
import { Problem } from '../problem';

export interface FoundAlignment {
  readonly path: string;
  readonly tilts: readonly AlignedTilt[];
}

/** In the folder itself or one named after the series; undefined when there is none. Throws Problem for broken files. */
export async function findAlignment(folder: string, series: string): Promise<FoundAlignment | undefined> {
  const stems = [series, `${series}.mrc`, `${series}.st`];
  const places = [join(folder, series), folder].flatMap((place) => stems.map((stem) => join(place, stem)));
  const xf = places.map((stem) => `${stem}.xf`).find(existsSync);
  if (xf !== undefined) return readImod(xf);
  const aln = places.map((stem) => `${stem}.aln`).find(existsSync);
  return aln === undefined ? undefined : { path: aln, tilts: parseAln(await readText(aln), aln) };
}

async function readImod(path: string): Promise<FoundAlignment> {
  const tilts = parseXf(await readText(path), path);
  const stem = path.slice(0, -'.xf'.length);
  await refuseXTilt(`${stem}.xtilt`);
  const list = ['.tlt', '.rawtlt'].map((ending) => stem + ending).find(existsSync);
  if (list === undefined) return { path, tilts };
  const angles = parseAngles(await readText(list), list);
  if (angles.length !== tilts.length)
    throw new Problem(`it has ${angles.length} angles, ${path} has ${tilts.length} images`, {
      where: list,
      remedy: 'give files of the same alignment',
    });
  return { path, tilts: tilts.map((tilt, i) => ({ ...tilt, angle: angles[i] })) };
}

/** Warp's model has no rotation about X that changes from tilt to tilt, so it would be lost without a word. */
async function refuseXTilt(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const angles = parseAngles(await readText(path), path);
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
