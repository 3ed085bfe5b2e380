/** The maps that lie beside a species, in the order to show them. */
import { isAccessible } from '../files/isAccessible';
import { companion, type Species } from '../model/species';

export interface MapFile {
  readonly label: string;
  readonly path: string;
}

const names = [
  ['_half1.mrc', 'Half-map 1'],
  ['_half2.mrc', 'Half-map 2'],
  ['_filt.mrc', 'Filtered map'],
  ['_filtsharp.mrc', 'Sharpened map'],
  ['_filtlocal.mrc', 'Locally filtered map'],
  ['_filtanisotropic.mrc', 'Directionally filtered map'],
  ['_denoised.mrc', 'Denoised map'],
  ['_localres.mrc', 'Local resolution'],
  ['_mask.mrc', 'Mask'],
] as const;

/** Those that exist; none is opened. */
export async function mapFiles(species: Species): Promise<readonly MapFile[]> {
  const maps = names.map(([suffix, label]) => ({ label, path: companion(species, suffix) }));
  const present = await Promise.all(maps.map((map) => isAccessible(map.path)));
  return maps.filter((_, index) => present[index]);
}
