/** What a refinement would take is counted from the files, and timed by what earlier runs left. */
import assert from 'node:assert/strict';
import { nothingRefined } from '../../../src/compute/parameters/refinedParameters';
import { appendFile, writeFile } from 'node:fs/promises';
import { estimateRefinement } from '../../../src/jobs/refinement/estimate';
import type { RefinementOptions } from '../../../src/jobs/refinement/refinementOptions';
import { createJob } from '../../../src/jobs/runs/jobFolder';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { seriesXmlPath } from '../../../src/model/source';
import { jobOptions } from '../../support/job';
import { writeCenteredPopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('the estimate of a refinement', () => {
  const inFolder = useTemporaryFolder();
  const options = (population: string): RefinementOptions => ({
    population,
    groups: { ...nothingRefined, imageWarp: [6, 4], magnification: true, particlePoses: true },
    subIterations: 2,
    rounds: 3,
    firstFraction: 1,
    adaptive: false,
    prior: true,
    minParticles: 1,
    weightThreshold: 0.05,
    memory: 2 ** 30,
    adapters: [],
    workers: 1,
  });

  it('counts the parameters and particle images of every series', async () => {
    const { path: population, source } = await writeCenteredPopulation(inFolder());
    const { series } = await readTiltSeries(seriesXmlPath(source, source.files[0].name), source);
    const { series: estimated } = await estimateRefinement(options(population));
    assert.equal(estimated.length, 2);
    const [first] = estimated;
    // Two of the four particles, each with a position and an orientation at two times; a node's shift has two parts.
    assert.deepEqual(first.parameters, {
      'image warp': 6 * 4 * 2 * series.tiltCount,
      magnification: 4,
      'particle poses': 2 * 2 * 6,
    });
    assert.equal(first.particles, 2);
    assert.equal(first.images, 2 * series.tiltCount);
    const count = Object.values(first.parameters).reduce((sum, number) => sum + number, 0);
    assert.equal(first.imagesPerParameter, first.images / count);
  });

  it('says which series are left out, and why', async () => {
    const { path: population } = await writeCenteredPopulation(inFolder());
    const { series, images } = await estimateRefinement({ ...options(population), minParticles: 3 });
    assert.deepEqual(
      series.map(({ skipped }) => skipped),
      ['2 particles, fewer than 3', '2 particles, fewer than 3'],
    );
    assert.equal(images, 0);
  });

  it('has images wait in main memory when the adapter may not hold them', async () => {
    const { path: population } = await writeCenteredPopulation(inFolder());
    const roomy = await estimateRefinement(options(population));
    const tight = await estimateRefinement({ ...options(population), memory: 1000 });
    assert.equal(roomy.waitingBytes, 0);
    assert.equal(tight.waitingBytes, roomy.series[0].imageBytes - 1000);
    assert.equal(roomy.adapterBytes - tight.adapterBytes, tight.waitingBytes);
  });

  it('takes the time from the last finished run, and says that it knows none before', async () => {
    const { path: population } = await writeCenteredPopulation(inFolder());
    assert.equal((await estimateRefinement(options(population))).seconds, null);
    const job = await createJob(jobOptions(population, { subIterations: 4 }));
    const said = [
      { event: 'start', adapter: 'Some card', species: [], sources: [], rounds: 1 },
      { event: 'series', particles: 10, evaluations: 12 },
      { event: 'series', particles: 10, evaluations: 18 },
    ];
    await writeFile(job.events, said.map((event) => `${JSON.stringify(event)}\n`).join(''));
    assert.equal((await estimateRefinement(options(population))).seconds, null);
    await appendFile(job.events, `${JSON.stringify({ event: 'done', species: [], seconds: 40 })}\n`);
    const { seconds, passes, basis } = await estimateRefinement(options(population));
    // Half a second a particle and sub-iteration, for 4 particles, 2 sub-iterations and 3 rounds.
    assert.equal(seconds, 0.5 * 4 * 2 * 3);
    assert.equal(passes, 15);
    assert.equal(basis?.adapter, 'Some card');
    const later = await createJob({ ...jobOptions(population), created: '2026-01-02T03:05:05.000Z' });
    const [start, ...rest] = said;
    const events = [{ ...start, subIterations: 5 }, ...rest, { event: 'done', species: [], seconds: 100 }];
    await writeFile(later.events, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    assert.equal((await estimateRefinement(options(population))).seconds, 1 * 4 * 2 * 3);
  });
});
