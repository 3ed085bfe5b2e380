/** A scale bar of a round length at the lower left of an image. */

/**
 * @param box where the image is drawn, CSS pixels
 * @param extent what its width stands for, Å
 */
export function drawScaleBar(
  context: CanvasRenderingContext2D,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  extent: number,
): void {
  const length = roundLength(extent / 3);
  const width = (length / extent) * box.width;
  const [x, y] = [box.x + 8, box.y + box.height - 10];
  context.lineWidth = 4;
  context.strokeStyle = 'rgb(0 0 0 / 60%)';
  stroke(context, x - 1, y, width + 2);
  context.lineWidth = 2;
  context.strokeStyle = 'white';
  stroke(context, x, y, width);
  context.lineWidth = 1;
  context.font = '11px sans-serif';
  context.fillStyle = 'white';
  context.shadowColor = 'black';
  context.shadowBlur = 3;
  context.fillText(lengthText(length), x, y - 5);
  context.shadowBlur = 0;
}

/** The largest of 1, 2, 5 times a power of ten that is no longer than this. */
export function roundLength(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  return ([5, 2].find((step) => step * power <= longest) ?? 1) * power;
}

function lengthText(length: number): string {
  return length >= 1000 ? `${length / 10} nm` : `${length} Å`;
}

function stroke(context: CanvasRenderingContext2D, x: number, y: number, width: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width, y);
  context.stroke();
}
