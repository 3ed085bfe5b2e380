/** A project of the size that facilities have, with small files: many series, many tilts, many species, several versions. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LargeProject {
  readonly series: number;
  readonly tilts: number;
  readonly species: number;
  readonly particles: number;
  readonly versions: number;
}

/** Returns the population. Maps are headers alone: whoever reads one fails. */
export async function writeLargeProject(folder: string, size: LargeProject): Promise<string> {
  const processing = join(folder, 'warp_tiltseries');
  await mkdir(processing, { recursive: true });
  const names = Array.from({ length: size.series }, (_, i) => `TS_${i + 1}`);
  for (const [i, name] of names.entries())
    await writeFile(join(processing, `${name}.xml`), seriesText(name, size.tilts, i % 50 === 7));
  const source = guid(1);
  await writeFile(
    join(processing, 'all.source'),
    `<DataSource>\n\t<Param Name="GUID" Value="${source}" />\n\t<Param Name="Name" Value="all" />\n\t<Param Name="PixelSize" Value="1.5" />\n\t<UsedSpecies />\n\t<Files>\n${names
      .map((name) => `\t\t<File Hash="${name}" Name="${name}.tomostar" />\n`)
      .join('')}\t</Files>\n</DataSource>`,
  );
  const references: string[] = [];
  for (let i = 0; i < size.species; i++) {
    const name = `species${i}`;
    const home = join(folder, 'species', name);
    await mkdir(home, { recursive: true });
    for (const suffix of ['half1', 'half2', 'filt', 'filtsharp', 'mask'])
      await writeFile(join(home, `${name}_${suffix}.mrc`), 'no map');
    await writeFile(join(home, `${name}_fsc.star`), 'data_\n');
    await writeFile(join(home, `${name}_particles.star`), particlesText(size.particles));
    for (let version = 0; version <= size.versions; version++) {
      const at = version === 0 ? home : join(home, 'versions', `v${version}`);
      await mkdir(at, { recursive: true });
      await writeFile(join(at, `${name}.species`), speciesText(guid(10 + i), name, 30 - version));
    }
    references.push(`\t\t<Species GUID="${guid(10 + i)}" Path="species/${name}/${name}.species" />\n`);
  }
  const population = join(folder, 'large.population');
  await writeFile(
    population,
    `<Population>\n\t<Param Name="Name" Value="large" />\n\t<Species>\n${references.join('')}\t</Species>\n\t<Sources>\n\t\t<Source GUID="${source}" Path="warp_tiltseries/all.source" />\n\t</Sources>\n</Population>`,
  );
  return population;
}

function seriesText(name: string, tilts: number, deselected: boolean): string {
  const list = (element: string, value: (tilt: number) => string): string =>
    `\t<${element}>${Array.from({ length: tilts }, (_, tilt) => value(tilt)).join('\n')}</${element}>\n`;
  const grid = Array.from(
    { length: tilts },
    (_, tilt) => `\t\t<Node X="0" Y="0" Z="${tilt}" Value="3.${tilt}" />\n`,
  );
  return `<TiltSeries DataDirectory="../tomostar" UnselectManual="${deselected ? 'True' : ''}" CTFResolutionEstimate="7.5">\n${list(
    'Angles',
    (tilt) => String(2 * tilt - tilts),
  )}${list('Dose', (tilt) => String(3 * tilt))}${list('UseTilt', () => 'True')}${list(
    'MoviePath',
    (tilt) => `../warp_frameseries/${name}_${tilt}.tif`,
  )}\t<GridCTF Width="1" Height="1" Depth="${tilts}">\n${grid.join('')}\t</GridCTF>\n</TiltSeries>`;
}

function particlesText(count: number): string {
  const labels = ['X', 'Y', 'Z', 'Rot', 'Tilt', 'Psi'].map((label, i) => `_wrp${label} #${i + 1}\n`);
  const rows = Array.from(
    { length: count },
    (_, i) => `${i}.123456  ${i}.234567  ${i}.345678  12.345  23.456  34.567  VXYAdzdQV8LlVdf5vecBhTZuSX8\n`,
  );
  return `\ndata_\n\nloop_\n${labels.join('')}_wrpSourceHash #7\n${rows.join('')}`;
}

function speciesText(id: string, name: string, resolution: number): string {
  return `<Species>\n\t<Param Name="GUID" Value="${id}" />\n\t<Param Name="Version" Value="v1" />\n\t<Param Name="Name" Value="${name}" />\n\t<Param Name="PixelSize" Value="1.5" />\n\t<Param Name="GlobalResolution" Value="${resolution}" />\n</Species>`;
}

function guid(number: number): string {
  return `0b1c2d3e-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
