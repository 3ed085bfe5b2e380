/** All checks of the self-test; together they run every kernel, each way through it. */
import type { KernelCheck } from './check';
import { ctfSums } from './checks/ctfSums';
import { fourierTransforms } from './checks/fourierTransforms';
import { insertion } from './checks/insertion';
import { localBands } from './checks/localBands';
import { mapTransforms } from './checks/mapTransforms';
import { particleBoxes } from './checks/particleBoxes';
import { phaseResiduals } from './checks/phaseResiduals';
import { scores } from './checks/scores';
import { slicesSums } from './checks/slicesSums';
import { tiltImages } from './checks/tiltImages';

export const kernelChecks: readonly KernelCheck[] = [
  fourierTransforms,
  mapTransforms,
  tiltImages,
  particleBoxes,
  scores,
  phaseResiduals,
  ctfSums,
  insertion,
  slicesSums,
  localBands,
];
