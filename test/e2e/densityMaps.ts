/** Maps that look like something: a ball, a complex of lobes with noise of its own for each half, a local resolution. */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { seededNormal } from '../../shared/math/random';
import { writeMrc } from '../../src/formats/mrc';

/** A smooth ball, brightest in its middle. */
export function ball(edge: number, radius: number): Float32Array {
  return filled(edge, (x, y, z) => Math.max(0, 1 - Math.hypot(x, y, z) / radius));
}

/** A barrel of two rings of seven lobes each. */
export function complex(edge: number, seed: number): Float32Array {
  const noise = seededNormal(seed);
  const unit = edge / 72;
  const lobes = Array.from({ length: 14 }, (_, i) => {
    const angle = (2 * Math.PI * (i % 7)) / 7 + (i < 7 ? 0 : 0.25);
    return [15 * unit * Math.cos(angle), 15 * unit * Math.sin(angle), (i < 7 ? -9 : 9) * unit] as const;
  });
  const width = 2 * (4.6 * unit) ** 2;
  return filled(edge, (x, y, z) => {
    let density = 0;
    for (const [a, b, c] of lobes) {
      const distance = (x - a) ** 2 + (y - b) ** 2 + 0.55 * (z - c) ** 2;
      density += Math.exp(-distance / width);
      density +=
        0.5 * Math.exp(-((x - 1.35 * a) ** 2 + (y - 1.35 * b) ** 2 + (z - 1.5 * c) ** 2) / (width / 3));
    }
    return density + 0.03 * noise();
  });
}

/** Å: finest in the middle, as in most real maps. */
export function localResolution(edge: number): Float32Array {
  return filled(edge, (x, y, z) => 3.2 + 9 * (Math.hypot(x, y, 1.3 * z) / edge) ** 1.5);
}

function filled(edge: number, value: (x: number, y: number, z: number) => number): Float32Array {
  const data = new Float32Array(edge ** 3);
  const center = edge / 2;
  for (let z = 0, index = 0; z < edge; z++)
    for (let y = 0; y < edge; y++)
      for (let x = 0; x < edge; x++) data[index++] = value(x - center, y - center, z - center);
  return data;
}

/** Particles on a sphere that point outwards, with M's columns. @param extent Å of the box */
export async function particleStar(file: string, count: number, extent: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => {
    const tilt = Math.acos(1 - (2 * (i + 0.5)) / count);
    const rot = i * Math.PI * (3 - Math.sqrt(5));
    const direction = [Math.cos(rot) * Math.sin(tilt), Math.sin(rot) * Math.sin(tilt), Math.cos(tilt)];
    const place = direction.map((value) => ((0.5 + 0.44 * value) * extent).toFixed(2));
    const degrees = [rot, tilt, 0].map((angle) => (((angle * 180) / Math.PI) % 360).toFixed(2));
    return [...place, ...degrees, 'half1', (100 * Math.cos(tilt)).toFixed(2), String(1 + (i % 2))].join('\t');
  });
  const labels = [
    ...['wrpCoordinateX1', 'wrpCoordinateY1', 'wrpCoordinateZ1'],
    ...['wrpAngleRot1', 'wrpAngleTilt1', 'wrpAnglePsi1', 'wrpSourceName', 'wrpScore', 'wrpRandomSubset'],
  ];
  const header = labels.map((label, index) => `_${label} #${index + 1}`).join('\n');
  await writeFile(file, `\ndata_\n\nloop_\n${header}\n${rows.join('\n')}\n`);
}

/** `aged.mrc` of a species with two kept versions: a ball of radius 6 voxels, then one of 12. */
export async function speciesVersions(folder: string): Promise<void> {
  const size = [32, 32, 32] as const;
  const species = (previous: string) =>
    `<Species><Param Name="PreviousVersion" Value="${previous}" /></Species>\n`;
  for (const [index, [name, previous]] of [
    ['aaaa', ''],
    ['bbbb', 'aaaa'],
  ].entries()) {
    const kept = path.join(folder, 'versions', name);
    await mkdir(kept, { recursive: true });
    await writeFile(path.join(kept, 'aged.species'), species(previous));
    const date = new Date(Date.UTC(2026, 0, 1 + index));
    await utimes(path.join(kept, 'aged.species'), date, date);
    await writeMrc(path.join(kept, 'aged.mrc'), { size, pixelSize: 4, data: solidBall(32, 6 * (1 + index)) });
  }
  await writeFile(path.join(folder, 'aged.species'), species('bbbb'));
  await writeMrc(path.join(folder, 'aged.mrc'), { size, pixelSize: 4, data: solidBall(32, 12) });
}

/** One inside, zero outside, with an edge of a voxel. */
function solidBall(edge: number, radius: number): Float32Array {
  return filled(edge, (x, y, z) => Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y, z))));
}
