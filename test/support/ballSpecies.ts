/** A species that is in no file. */
import { newSpecies } from '../../src/model/species';

export const ballSpecies = newSpecies({
  ...{ path: '/p/ball.species', guid: 'g', version: '', previousVersion: '', dontVersion: false },
  ...{ name: 'ball', pixelSize: 2, diameter: 80, symmetry: 'D2', temporalSamples: 1 },
  ...{ helicalUnits: 1, helicalTwist: 0, helicalRise: 0, helicalHeight: 0 },
  ...{ globalResolution: 9, globalBfactor: 0, applyDenoising: false, doEwald: false, ewaldReverse: true },
});
