/** Where particles may be exported to. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { companion, type Species } from '../../model/species';
import { Problem } from '../../../shared/problem';

/** The absolute path. Throws Problem for what is no STAR file, and for the table that a species of the population lives on. */
export function starOutput(output: string, species: readonly Species[]): string {
  const path = resolve(output);
  if (!path.endsWith('.star'))
    throw new Problem('the file name of particles must end in .star', {
      where: path,
      remedy: 'correct --output',
    });
  const owner = species.find((one) => companion(one, '_particles.star') === path);
  if (owner !== undefined)
    throw new Problem(`this is the table that the species ${owner.name} itself is made of`, {
      where: path,
      remedy: 'choose another --output',
    });
  if (existsSync(path) && statSync(path).isDirectory())
    throw new Problem('a folder of that name is in the way', {
      where: path,
      remedy: 'choose another --output',
    });
  return path;
}
