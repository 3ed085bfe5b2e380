/** What the WebAssembly module of pairs of maps offers: numbers are bytes of its memory, edges and squares of radii. */
import type { RealRows } from './realRows';

/** Directions of random phases, as the kernel has them. */
export const phaseDirections = 512;
/** Parts of a plane (z, x) of one y; where y is its own mate, both planes are one. */
export type Plane = readonly [re: Float32Array, im: Float32Array];

/** Each plane with its mate; once where it is its own. */
export function bothWays([one, other]: readonly [Plane, Plane]): (readonly [Plane, Plane])[] {
  return one === other
    ? [[one, one]]
    : [
        [one, other],
        [other, one],
      ];
}

export function offsets([re, im]: Plane): [number, number] {
  return [re.byteOffset, im.byteOffset];
}

/** Where a plane and its mate are, their edge, bytes from row to row, and y^2. */
export type Planes = [
  re: number,
  im: number,
  mateRe: number,
  mateIm: number,
  n: number,
  pitch: number,
  start: number,
];

export interface MapPairKernel extends RealRows {
  statistics(from: number, count: number, to: number): void;
  survey(mask: number, n: number, to: number): void;
  multiply(one: number, other: number, count: number, to: number): void;
  correlate(...args: [...Planes, limit: number, sums: number]): void;
  average(
    ...args: [...Planes, limit: number, sums: number, toRe: number, toIm: number, toPitch: number]
  ): void;
  count(n: number, limit: number, planes: number, counts: number): void;
  seed(value: number): void;
  randomize(...args: [...Planes, from: number, directions: number]): void;
  scale(
    re: number,
    im: number,
    pitch: number,
    n: number,
    width: number,
    start: number,
    factors: number,
    toRe: number,
    toIm: number,
    toPitch: number,
  ): void;
  spreadRows(re: number, im: number, n: number, count: number, map: number): void;
}
