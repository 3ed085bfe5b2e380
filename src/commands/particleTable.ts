/** A table of particles from RELION or from M: two options on the command line, a choice and a file in forms. */
import type { FormValues } from '../../shared/protocol/form';
import { Problem } from '../../shared/problem';
import { text } from './formValues';
import { tableUnits } from './sharedFields';

export const particleTable = {
  particlesRelion: {
    kind: 'file',
    files: 'star',
    option: '--particles_relion <file>',
    help: 'particle STAR file or optimisation set from RELION or WarpTools',
  },
  particlesM: {
    kind: 'file',
    files: 'star',
    option: '--particles_m <file>',
    help: 'particle STAR file from M; give this or --particles_relion',
  },
  ...tableUnits({ field: 'particleKind', is: 'relion' }),
} as const;

interface Table {
  readonly path: string;
  readonly format: 'relion' | 'm';
}

/** Throws Problem where not exactly one is given. */
export function theTable(given: {
  readonly particlesRelion: string | undefined;
  readonly particlesM: string | undefined;
}): Table {
  const { particlesRelion: relion, particlesM: m } = given;
  if ((relion === undefined) === (m === undefined))
    throw new Problem('particles come from one table, given with --particles_relion or --particles_m', {
      remedy: 'give exactly one of the two',
    });
  return relion === undefined ? { path: m ?? '', format: 'm' } : { path: relion, format: 'relion' };
}

/** The file of a form as one of the two. @param kind field that chooses */
export function tableOf(values: FormValues, kind: string): { particlesRelion: string; particlesM: string } {
  const file = text(values, 'particles');
  const isM = text(values, kind) === 'm';
  return { particlesRelion: isM ? '' : file, particlesM: isM ? file : '' };
}
