/** What the form New Species means: its fields as options of create_species, of create_mask and of match_particles. */
import path from 'node:path';
import type { FormValues } from '../../shared/protocol/form';
import { safeName } from '../formats/paths';
import { particleFormat } from '../model/particleFormats';
import { argumentsOf } from './arguments';
import { createMask } from './createMask';
import { flag, text } from './formValues';
import { matchParticles } from './matchParticles';
import { tableOf } from './particleTable';
import { usedSources } from './sourceBoxes';

export const pages = ['Parameters', 'Half-Maps', 'Mask', 'Particles'] as const;

/** Options of create_species that follow from several fields. @param population its file */
export function givenSpecies(values: FormValues, population: string) {
  const same = text(values, 'half2Kind') === 'same';
  const helix = Number(text(values, 'helicalUnits')) > 1;
  return {
    symmetry: symmetryOf(values),
    half2: text(values, same ? 'half1' : 'half2'),
    lowpass: text(values, same ? 'sameLowpass' : 'lowpass'),
    mask: isAverage(values) ? maskPath(path.dirname(population), values) : text(values, 'mask'),
    ...(helix ? {} : { helicalUnits: '', helicalTwist: '', helicalRise: '', helicalHeight: '' }),
    ...tableOf(values, 'particleKind'),
  };
}

/** The command that makes the mask, null where there is one already. @param folder where it goes */
export function maskArguments(folder: string, values: FormValues): string[] | null {
  if (!isAverage(values)) return null;
  return argumentsOf(createMask, {
    input: text(values, 'half1'),
    second: text(values, 'half2Kind') === 'file' ? text(values, 'half2') : '',
    output: maskPath(folder, values),
    pixelSize: text(values, 'pixelSize'),
    lowPass: text(values, 'maskLowpass'),
    threshold: text(values, 'maskThreshold'),
    extend: text(values, 'maskExtend'),
  });
}

/** The command that matches particles to series. */
export function matchArguments(population: string, values: FormValues): string[] {
  const { hasUnits } = particleFormat(text(values, 'particleKind'));
  return argumentsOf(matchParticles, {
    population,
    ...tableOf(values, 'particleKind'),
    ...(hasUnits && {
      coordinatePixel: text(values, 'coordinatePixel'),
      shiftPixel: text(values, 'shiftPixel'),
      anySizes: flag(values, 'anySizes'),
      nameMap: text(values, 'nameMap'),
    }),
    sources: usedSources(values),
  });
}

/** `D7`, `T`, `I3H` */
function symmetryOf(values: FormValues): string {
  return text(values, 'symmetryGroup').replace('n', text(values, 'symmetryOrder'));
}

function isAverage(values: FormValues): boolean {
  return text(values, 'maskKind') === 'average';
}

function maskPath(folder: string, values: FormValues): string {
  return path.join(folder, `${safeName(text(values, 'name'))}_mask.mrc`);
}
