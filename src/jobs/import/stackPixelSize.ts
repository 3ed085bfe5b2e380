/** The pixel size of a stack that was aligned: given, or that of the raw images if it has as many pixels as they. */
import { Problem } from '../../../shared/problem';

/** Columns or rows that making a stack rounds off, pixels. */
const rounding = 4;

/**
 * @param stack pixels of its images; columns may be rows where it is `turned`
 * @param image size of a tilt image, Å
 * @param pixelSize as given or by default, Å
 * Throws Problem with the pixel size that would fit.
 */
export function checkStackPixelSize(
  stack: { readonly size: readonly [number, number]; readonly turned: boolean },
  image: readonly [number, number],
  pixelSize: number,
  where: string,
): void {
  const [width, height] = image.map((size) => size / pixelSize);
  const fits = (columns: number, rows: number, factor: number): boolean =>
    Math.abs(columns * factor - width) <= Math.max(rounding * factor, 0.01 * width) &&
    Math.abs(rows * factor - height) <= Math.max(rounding * factor, 0.01 * height);
  const shapes = [stack.size, ...(stack.turned ? [[stack.size[1], stack.size[0]] as const] : [])];
  if (shapes.some(([columns, rows]) => fits(columns, rows, 1))) return;
  const binned = shapes.find(([columns, rows]) => fits(columns, rows, width / columns));
  const shown = `${stack.size[0]} x ${stack.size[1]} pixels`;
  const series = `${image.map((size) => Number(size.toFixed(0))).join(' x ')} Å`;
  if (binned === undefined)
    throw new Problem(`it is of images of ${shown}, those of the series are ${series}, another shape`, {
      where,
      remedy: 'give the alignment of this series',
    });
  throw new Problem(
    `it is of images of ${shown}, which at ${pixelSize} Å per pixel are not the ${series} of the series`,
    {
      where,
      remedy: `give the pixel size of the stack with --alignment_angpix, probably ${Number((image[0] / binned[0]).toPrecision(4))}`,
    },
  );
}
