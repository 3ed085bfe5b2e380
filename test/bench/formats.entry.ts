/** Times the largest files that people have: `node dist/test/bench/formats.entry.mjs`, after `npm run build`. */
import { mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededUniform } from '../../shared/math/random';
import { readText } from '../../src/files/fileProblem';
import { writeFileAtomically } from '../../src/files/atomicFile';
import { encodeMrc, readMrcHeader, readMrcSections } from '../../src/formats/mrc';
import { encodeStar, parseStar } from '../../src/formats/star';

const folder = await mkdtemp(join(tmpdir(), 'murmur-bench-'));
try {
  await mapRates(join(folder, 'large.mrc'));
  await starRates(join(folder, 'large.star'));
} finally {
  await rm(folder, { recursive: true });
}

/** Opening and one section of a map of 4 GB that takes no room on the disk. */
async function mapRates(path: string): Promise<void> {
  const [width, sections] = [2048, 256];
  const header = Buffer.from(encodeMrc({ size: [1, 1, 1], pixelSize: 1, data: new Float32Array(1) }));
  [width, width, sections].forEach((edge, axis) => {
    header.writeInt32LE(edge, 4 * axis);
    header.writeInt32LE(edge, 28 + 4 * axis);
    header.writeFloatLE(edge, 40 + 4 * axis);
  });
  await writeFile(path, header);
  await truncate(path, 1024 + 4 * width * width * sections);
  const size = (await stat(path)).size / 2 ** 30;
  const opened = await milliseconds(() => readMrcHeader(path));
  console.log(`| open an MRC of ${size.toFixed(1)} GB | ${opened.toFixed(1)} ms |`);
  const section = await milliseconds(() => readMrcSections(path, sections >> 1, 1));
  console.log(`| read one of its sections, ${width} x ${width} | ${section.toFixed(1)} ms |`);
}

/** A particle table of 500,000 rows and 40 columns. */
async function starRates(path: string): Promise<void> {
  await writeTable(path);
  let tables: ReturnType<typeof parseStar> = [];
  const read = await milliseconds(async () => {
    tables = parseStar(await readText(path), path);
  });
  const memory = process.resourceUsage().maxRSS / 1024 ** 2;
  const { rows, columns } = tables[0];
  console.log(
    `| read a STAR of ${rows.length} x ${columns.length} | ${(read / 1000).toFixed(1)} s, ${memory.toFixed(2)} GB |`,
  );
  const write = await milliseconds(() => writeFileAtomically(path, encodeStar(tables)));
  console.log(`| write it | ${(write / 1000).toFixed(1)} s |`);
}

async function writeTable(path: string): Promise<void> {
  const uniform = seededUniform(1);
  const file = await open(path, 'w');
  const labels = Array.from({ length: 40 }, (_, i) => `_rlnColumn${i} #${i + 1}\n`);
  await file.write(`\ndata_particles\n\nloop_\n${labels.join('')}`);
  for (let block = 0; block < 500; block++) {
    const rows = Array.from({ length: 1000 }, (_, row) => {
      const values = Array.from({ length: 39 }, () => (5000 * uniform()).toFixed(6).padStart(12));
      return `  TS_${(block * 1000 + row) % 200}.tomostar  ${values.join('  ')}\n`;
    });
    await file.write(rows.join(''));
  }
  await file.close();
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
