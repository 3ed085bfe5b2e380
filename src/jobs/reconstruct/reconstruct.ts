/** Reconstructs a map file from the particle images that a STAR file of RELION lists. */
import { planBackProjection, type BackProjection } from '../../compute/maps/backProjection';
import { symmetryOperators } from '../../../shared/math/symmetry';
import { readText } from '../../files/fileProblem';
import { writeMrc } from '../../formats/mrc';
import { Problem } from '../../../shared/problem';
import { eachImage, imageSize } from './imageStacks';
import { premultipliedLabel, projectionGeometry, type TransferOptions } from './projectionGeometry';
import { readProjectionTable, type ProjectionTable } from './projectionTable';
import { checkAllIsUsed } from './unusedColumns';

export interface ReconstructOptions {
  readonly input: string;
  readonly output: string;
  /** Å; undefined takes the table's. */
  readonly pixelSize?: number | undefined;
  readonly symmetry: string;
  readonly padding: number;
  /** Å; undefined takes all up to Nyquist. */
  readonly resolution?: number | undefined;
  /** 1 or 2; undefined takes all particles. */
  readonly subset?: number | undefined;
  readonly transfer: TransferOptions;
}

export interface Reconstructed {
  readonly map: string;
  readonly images: number;
  readonly size: number;
  /** Å */
  readonly pixelSize: number;
  readonly warnings: readonly string[];
}

/** Throws Problem; then nothing has been written. */
export async function reconstruct(
  options: ReconstructOptions,
  report: (done: number, of: number) => void,
): Promise<Reconstructed> {
  const { input, padding, resolution, subset } = options;
  if (!(padding >= 1 && padding <= 4))
    throw new Problem(`the padding factor is 1 to 4, not ${padding}`, { remedy: 'give --pad 2' });
  if (subset !== undefined && subset !== 1 && subset !== 2)
    throw new Problem(`half-sets are 1 and 2, not ${subset}`, { remedy: 'give --subset 1 or 2' });
  const operators = symmetryOperators(options.symmetry);
  const table = readProjectionTable(await readText(input), input, subset);
  const { images } = table;
  if (images.length === 0)
    throw new Problem(
      subset === undefined ? 'it lists no images' : `it has no images of half-set ${subset}`,
      { where: input, remedy: 'check the table, and --subset' },
    );
  const size = await imageSize(images);
  const pixelSizes = pixelSizesOf(table);
  checkAllIsUsed(table, input, pixelSizes);
  const pixelSize = options.pixelSize ?? pixelSizes?.[0];
  if (pixelSize === undefined || !(pixelSize > 0))
    throw new Problem('it does not say the pixel size', { where: input, remedy: 'give it with --angpix' });
  if (resolution !== undefined && !(resolution > 0))
    throw new Problem(`a resolution of ${resolution} Å is not possible`, { remedy: 'give --maxres in Å' });
  const reach =
    resolution === undefined ? size / 2 : Math.min(size / 2, Math.ceil((size * pixelSize) / resolution));
  const edge = { size, extent: size * pixelSize };
  const geometry = projectionGeometry(table, operators, edge, options.transfer);
  const projection = planned(size, padding, reach);
  let done = 0;
  await eachImage(images, size, (i, image) => {
    if (!projection.insert({ image, ...geometry(i) }))
      throw new Problem(`image ${images[i].section + 1} holds pixels that are no finite numbers`, {
        where: images[i].path,
        remedy: 'extract it again, or take it out of the table',
      });
    if (++done % 500 === 0) report(done, images.length);
  });
  await writeMrc(options.output, { size: [size, size, size], pixelSize, data: projection.finish() });
  const isLeft = !options.transfer.correct && table.numbers(premultipliedLabel)?.includes(1) === true;
  return {
    map: options.output,
    images: images.length,
    size,
    pixelSize,
    warnings: isLeft
      ? [
          `images are multiplied with their transfer function (${premultipliedLabel}), and so is the map without --ctf`,
        ]
      : [],
  };
}

function planned(size: number, padding: number, reach: number): BackProjection {
  try {
    return planBackProjection(size, padding, reach);
  } catch (error) {
    // All of it lies in one memory of WebAssembly, which ends at 4 GB.
    if (!(error instanceof RangeError)) throw error;
    throw new Problem(`a map of ${size} voxels padded ${padding} times does not fit into 4 GB of memory`, {
      remedy: 'give --pad 1, or a coarser --maxres, or images that are binned',
    });
  }
}

/** Å, one per image. */
function pixelSizesOf(table: ProjectionTable): Float64Array | undefined {
  const image = table.numbers('rlnImagePixelSize') ?? table.numbers('rlnPixelSize');
  const detector = table.numbers('rlnDetectorPixelSize');
  const magnification = table.numbers('rlnMagnification');
  if (image !== undefined || detector === undefined || magnification === undefined) return image;
  return detector.map((value, i) => (value * 1e4) / magnification[i]);
}
