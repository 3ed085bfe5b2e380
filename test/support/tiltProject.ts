/** A Warp project of one series as it is before its alignment: settings, a tomostar, and images where they are wanted. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeMrc } from '../../src/formats/mrc';

/** Unbinned, Å. */
export const tiltPixelSize = 8;

/**
 * @param angles of its tilts, degrees
 * @param image columns and rows of tilt images; none are written without it
 * @returns the settings file
 */
export async function writeTiltProject(
  folder: string,
  angles: readonly number[],
  image?: readonly [number, number],
): Promise<string> {
  const movies = angles.map((_, tilt) => `../warp_frameseries/TS_1_${tilt}.mrc`);
  const rows = movies.map((movie, tilt) => `${movie} ${angles[tilt]} -85 ${4 * tilt}`);
  const labels = ['wrpMovieName', 'wrpAngleTilt', 'wrpAxisAngle', 'wrpDose'].map((label) => `_${label}`);
  const settings = join(folder, 'warp_tiltseries.settings');
  await writeFiles(folder, {
    'warp_tiltseries.settings': settingsText,
    'tomostar/TS_1.tomostar': `data_\nloop_\n${labels.join('\n')}\n${rows.join('\n')}\n`,
  });
  if (image !== undefined) {
    const [width, height] = image;
    const data = Float32Array.from({ length: width * height }, (_, i) => i % 7);
    await mkdir(join(folder, 'warp_frameseries', 'average'), { recursive: true });
    await writeFile(
      join(folder, 'warp_frameseries', 'average', 'TS_1_0.mrc'),
      encodeMrc({ size: [width, height, 1], pixelSize: tiltPixelSize, data }),
    );
  }
  return settings;
}

/** By path from the folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const settingsText = `<Settings>
	<Import>
		<Param Name="DataFolder" Value="tomostar" />
		<Param Name="ProcessingFolder" Value="warp_tiltseries" />
		<Param Name="Extension" Value="*.tomostar" />
		<Param Name="PixelSize" Value="${tiltPixelSize}" />
	</Import>
	<Tomo>
		<Param Name="DimensionsX" Value="300" />
		<Param Name="DimensionsY" Value="400" />
		<Param Name="DimensionsZ" Value="100" />
	</Tomo>
</Settings>`;
