/** What images say of the hand, in words: the same on the command line, in checks, in the log of a refinement and in VS Code. */
import type { HandSlope } from '../records/hand';

/** `right (slope 0.04 ± 0.08; 0 is right, 2 is wrong)` */
export function handText({ slope, error, verdict, moreImages, height }: HandSlope): string {
  const number = Number.isFinite(error)
    ? `slope ${slope.toFixed(2)} ± ${error.toFixed(2)}; 0 is right, 2 is wrong`
    : 'the images say nothing';
  const need =
    verdict !== 'cannot tell'
      ? ''
      : height < 100
        ? '; all particles are at one height: tilted images, or particles at other heights, would tell'
        : moreImages === null
          ? '; finer detail or particles at other heights would tell'
          : `; some ${Math.max(2, Math.ceil(moreImages))} times the particles would tell`;
  return `${verdict} (${number}${need})`;
}
