/** Mean, spread and histogram of all voxels of a file, or of a sample of them where it is very large. */
import type { VolumeLevel, VolumeStatistics } from '../../shared/protocol/volume';
import type { DensityFile } from '../formats/maps/densityFile';
import { readLevelSections, wholeFile } from './levels';

const bins = 2 ** 16;
const voxelsAtOnce = 2 ** 21;

/** Voxels that are no numbers are left out. Throws Problem. */
export async function measureFile(
  file: DensityFile,
  levels: readonly VolumeLevel[],
): Promise<VolumeStatistics> {
  const exact = file.bytes <= wholeFile;
  const level: VolumeLevel = exact
    ? { size: file.header.size, binning: [1, 1, 1], sampled: false }
    : levels[0];
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  let count = 0;
  await eachSlab(file, level, (data) => {
    for (let i = 0; i < data.length; i++) {
      const value = data[i];
      if (!(Math.abs(value) < Infinity)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      count++;
    }
  });
  if (count === 0)
    return { min: 0, max: 0, mean: 0, sigma: 0, count: 0, histogram: new Uint32Array(bins), exact };
  const mean = sum / count;
  const scale = bins / (max - min || 1);
  const histogram = new Uint32Array(bins);
  await eachSlab(file, level, (data) => {
    for (let i = 0; i < data.length; i++) {
      const value = data[i];
      if (!(Math.abs(value) < Infinity)) continue;
      const off = value - mean;
      squares += off * off;
      const bin = ((value - min) * scale) | 0;
      histogram[bin < bins ? bin : bins - 1]++;
    }
  });
  return { min, max, mean, sigma: Math.sqrt(squares / count), count, histogram, exact };
}

async function eachSlab(
  file: DensityFile,
  level: VolumeLevel,
  use: (data: Float32Array) => void,
): Promise<void> {
  const [columns, rows, sections] = level.size;
  const step = Math.max(1, Math.floor(voxelsAtOnce / (columns * rows)));
  for (let first = 0; first < sections; first += step)
    use(await readLevelSections(file, level, first, Math.min(step, sections - first)));
}
