/** Independent random streams from one seed, so that changing one part of a simulation leaves the others as they were. */
import { seededNormal, seededUniform } from '../../../shared/math/random';

export interface Streams {
  /** Numbers in [0, 1) for the purpose named. */
  uniform(...purpose: readonly (string | number)[]): () => number;
  /** Standard normal numbers for the purpose named. */
  normal(...purpose: readonly (string | number)[]): () => number;
}

export function streams(seed: number): Streams {
  const derive = (purpose: readonly (string | number)[]): number => hash(`${seed}/${purpose.join('/')}`);
  return {
    uniform: (...purpose) => seededUniform(derive(purpose)),
    normal: (...purpose) => seededNormal(derive(purpose)),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
