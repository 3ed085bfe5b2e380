/** Where the images of a tilt lie: Warp finds the raw movie through the movie's own XML, the average beside it. */
import { dirname, join } from 'node:path';
import { isAccessible } from '../files/isAccessible';
import { errorCode, readBytes } from '../files/fileProblem';
import { readImageSize } from '../formats/imageFormats';
import { readMrcHeader } from '../formats/mrc';
import { fileName, resolveFrom, rootName } from '../formats/paths';
import { decodeXml, parseXml } from '../formats/xml';
import { attribute } from '../formats/xmlEdit';
import { Problem } from '../../shared/problem';

/** @param moviePath absolute path of the movie in the frame-series processing folder (where no raw file need be) */
export function averagePath(moviePath: string): string {
  return join(dirname(moviePath), 'average', `${rootName(moviePath)}.mrc`);
}

/** Averages of the even or the odd frames, which some programs train denoisers with. */
export function halfAveragePath(moviePath: string, half: 'even' | 'odd'): string {
  return join(dirname(moviePath), 'average', half, `${rootName(moviePath)}.mrc`);
}

export function movieXmlPath(moviePath: string): string {
  return join(dirname(moviePath), `${rootName(moviePath)}.xml`);
}

/** The raw movie: in the folder that its XML names, else where the path says. The file need not exist. */
export async function rawMoviePath(moviePath: string): Promise<string> {
  const xmlPath = movieXmlPath(moviePath);
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(xmlPath);
  } catch (error) {
    if (error instanceof Problem && errorCode(error.cause) === 'ENOENT') return moviePath;
    throw error;
  }
  const folder = attribute(parseXml(decodeXml(bytes), xmlPath, 'Movie').root, 'DataDirectory') ?? '';
  return folder === '' ? moviePath : join(resolveFrom(xmlPath, folder), fileName(moviePath));
}

/**
 * Physical size of a tilt image, Å: as M, from the raw movie's header; where raw data are gone, from the average.
 * Throws Problem when there is neither.
 *
 * @param pixelSize of raw data, Å
 */
export async function physicalImageSize(
  moviePath: string,
  pixelSize: number,
  series: string,
): Promise<readonly [number, number]> {
  const raw = await rawMoviePath(moviePath);
  if (await isAccessible(raw)) {
    const [width, height] = await readImageSize(raw);
    return [width * pixelSize, height * pixelSize];
  }
  const average = averagePath(moviePath);
  if (!(await isAccessible(average)))
    throw new Problem(`neither the raw movie ${raw} nor the tilt image ${average} can be found`, {
      where: series,
      remedy: 'restore one of them or fix DataDirectory in the XML files',
    });
  const header = await readMrcHeader(average);
  const [pixelX, pixelY] = header.pixelSize.map((pixel) => (pixel > 0 ? pixel : pixelSize));
  return [header.size[0] * pixelX, header.size[1] * pixelY];
}

/** physicalImageSize of the first movie that has an image; undefined where none has. Throws Problem for broken images. */
export async function imageSizeIfThere(
  moviePaths: readonly string[],
  pixelSize: number,
): Promise<readonly [number, number] | undefined> {
  for (const movie of moviePaths)
    if ((await isAccessible(await rawMoviePath(movie))) || (await isAccessible(averagePath(movie))))
      return physicalImageSize(movie, pixelSize, movie);
  return undefined;
}
