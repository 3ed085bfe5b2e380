/**
 * `node dist/test/bench/tables.entry.mjs [count ...]`: what tables of particles cost with so many series of 500 particles each:
 * reading, matching and writing them, and all that a round does with them beside the GPU.
 */
import path from 'node:path';
import { exportParticles } from '../../src/jobs/export/exportParticles';
import { matchParticles } from '../../src/jobs/particles/matchParticles';
import { checkProject } from '../../src/jobs/refinement/checkProject';
import { rowsBySeries, takeRows, withRefinedRows } from '../../src/jobs/refinement/particlesOfSeries';
import { loadProject } from '../../src/jobs/refinement/project';
import { encodeParticles, readParticles } from '../../src/model/particleFile';
import { folderOfProcess } from '../support/temporaryFolder';
import { makeTinyProject } from '../support/tinyProject';
import { multiplySeries } from './multiplySeries';

const particlesPerSeries = 500;
const simulation = { '--particles': '3', '--angles': '-30,0,30', '--image': '70,60', '--volume': '70,60,30' };
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1000];

console.log('| series of 500 particles | part | seconds | µs a row |');
console.log('| --- | --- | --- | --- |');
for (const count of counts) await measure(count);
process.exit(0);

async function measure(count: number): Promise<void> {
  const folder = path.join(folderOfProcess(), `of ${count}`);
  const project = await makeTinyProject(folder, { simulate: { ...simulation, '--box': '24' } });
  await multiplySeries(project, count, particlesPerSeries);
  const { population } = project;
  const file = project.companion('_particles.star');
  const timed = async <Result>(part: string, work: () => Result | Promise<Result>): Promise<Result> => {
    const started = performance.now();
    const result = await work();
    const seconds = (performance.now() - started) / 1000;
    const each = (1e6 * seconds) / (count * particlesPerSeries);
    console.log(`| ${count} | ${part} | ${seconds.toFixed(2)} | ${each.toFixed(2)} |`);
    return result;
  };
  const table = await timed('reading a table', async () => readParticles(file, 1));
  const loaded = await timed('reading the project with all its series', async () => loadProject(population));
  await timed('what is checked before a refinement', async () => checkProject(loaded, 1));
  const rows = await timed('sharing rows out to series', () => rowsBySeries(table, loaded.series));
  const taken = await timed('taking them', () => rows.map((own) => takeRows(table, own)));
  const refined = await timed('putting back what was found of each', () =>
    withRefinedRows(
      table,
      taken.map((particles, i) => ({
        ...{ rows: rows[i], particles, errors: null },
        scores: rows[i].map((row) => row / 7),
      })),
    ),
  );
  await timed('writing a table', () => encodeParticles(refined));
  await timed('matching a table with the series', async () =>
    matchParticles(population, { particles: { format: 'm', path: file } }),
  );
  await timed('exporting it for RELION 5', async () =>
    exportParticles({
      population,
      species: 'particle',
      output: path.join(folder, 'exported', 'p.star'),
      format: 'relion5',
    }),
  );
}
