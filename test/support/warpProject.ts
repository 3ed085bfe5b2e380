/** A small project as WarpTools leaves it: settings, tomostar files, XML files, averages and raw movies. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeMrc } from '../../src/formats/mrc';

export const projectPixelSize = 10;
export const projectDimensions = [60, 80, 20] as const;

/** Two series of three tilts, images of 32 x 24 pixels; returns the settings file. */
export async function writeWarpProject(folder: string): Promise<string> {
  for (const name of ['tomostar', 'warp_tiltseries', 'warp_frameseries/average', 'frames'])
    await mkdir(join(folder, name), { recursive: true });
  const settings = join(folder, 'warp_tiltseries.settings');
  await writeFile(settings, settingsText);
  let seed = 1;
  for (const series of ['TS_1', 'TS_2']) {
    const movies = [0, 1, 2].map((tilt) => `../warp_frameseries/${series}_00${tilt}.mrc`);
    await writeFile(join(folder, 'tomostar', `${series}.tomostar`), tomostarText(movies));
    await writeFile(join(folder, 'warp_tiltseries', `${series}.xml`), seriesText(movies));
    for (const movie of movies) {
      const name = movie.slice(movie.lastIndexOf('/') + 1, -4);
      const image = Float32Array.from({ length: 32 * 24 }, (_, i) => ((i * seed) % 17) - 8);
      seed += 2;
      const content = { size: [32, 24, 1], pixelSize: projectPixelSize, data: image } as const;
      await writeFile(join(folder, 'frames', `${name}.mrc`), encodeMrc({ ...content, mode: 0 }));
      await writeFile(
        join(folder, 'warp_frameseries/average', `${name}.mrc`),
        encodeMrc({ ...content, mode: 12 }),
      );
      await writeFile(join(folder, 'warp_frameseries', `${name}.xml`), '<Movie DataDirectory="../frames" />');
    }
  }
  return settings;
}

const settingsText = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<Settings>
	<Import>
		<Param Name="DataFolder" Value="tomostar" />
		<Param Name="ProcessingFolder" Value="warp_tiltseries" />
		<Param Name="Extension" Value="*.tomostar" />
		<Param Name="PixelSize" Value="${projectPixelSize}.0" />
		<Param Name="DosePerAngstromFrame" Value="-3.5" />
	</Import>
	<Tomo>
		<Param Name="DimensionsX" Value="${projectDimensions[0]}" />
		<Param Name="DimensionsY" Value="${projectDimensions[1]}" />
		<Param Name="DimensionsZ" Value="${projectDimensions[2]}" />
	</Tomo>
</Settings>`;

function tomostarText(movies: readonly string[]): string {
  const rows = movies.map((movie, tilt) => `  ${movie}  ${(tilt - 1) * 30}.00  -85.6  ${3.5 * tilt}`);
  const labels = ['wrpMovieName', 'wrpAngleTilt', 'wrpAxisAngle', 'wrpDose'];
  return `\ndata_\n\nloop_\n${labels.map((label, i) => `_${label} #${i + 1}\n`).join('')}${rows.join('\n')}\n`;
}

function seriesText(movies: readonly string[]): string {
  return `\ufeff<?xml version="1.0" encoding="utf-8"?>
<TiltSeries DataDirectory="../tomostar" UnselectManual="" Strange="kept &amp; safe">
	<Angles>-30
0
30</Angles>
	<Dose>0
3.5
7</Dose>
	<MoviePath>${movies.join('\n')}</MoviePath>
	<!-- of another program -->
	<Foreign><Deep a='1 "2"'>text</Deep></Foreign>
	<CTF>
		<Param Name="Defocus" Value="3.10" />
	</CTF>
</TiltSeries>`;
}
