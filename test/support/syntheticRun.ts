/** A refinement of any size as its files tell it, with numbers that are made up but for their kinds. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { seededUniform } from '../../shared/math/random';
import type { RefinementEvent, SpeciesResult } from '../../shared/records/events';
import { createJob } from '../../src/jobs/runs/jobFolder';
import { diagnosticPath, residualsSuffix } from '../../src/jobs/report/diagnosticFiles';
import type { PhaseResiduals } from '../../shared/records/aberrations';
import { jobOptions } from './job';

export interface SyntheticRun {
  readonly population: string;
  readonly populationName: string;
  readonly species: readonly SpeciesResult[];
  readonly source: string;
  /** Names, in the order of the source. */
  readonly series: readonly string[];
  readonly tilts: number;
  readonly rounds: number;
  /** Of which series the phase residuals are kept too. */
  readonly residualsOf: readonly string[];
}

/** Writes the directory of a job that has come to its end. */
export async function writeSyntheticRun(run: SyntheticRun): Promise<void> {
  const { population, populationName, residualsOf, source, species } = run;
  const created = '2026-01-02T03:04:05.000Z';
  const job = await createJob({ ...jobOptions(population), populationName, created });
  const events = [...syntheticEvents(run)];
  await writeFile(job.events, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await writeFile(job.log, 'done\n');
  for (const series of residualsOf) {
    const file = diagnosticPath(population, { source, series }, residualsSuffix);
    await mkdir(path.dirname(file), { recursive: true });
    const rows = species.map(({ name }) => ({ species: name, residuals: syntheticResiduals(1) }));
    await writeFile(file, JSON.stringify(rows));
  }
}

export function* syntheticEvents(run: SyntheticRun): Generator<RefinementEvent> {
  const { population, species, source, series, tilts, rounds } = run;
  const random = seededUniform(7);
  const better = (round: number): SpeciesResult[] =>
    species.map((one) => ({ ...one, resolution: (one.resolution ?? 30) / (1 + round / 4) }));
  const sources = [{ guid: 's', name: source, series: series.length }];
  const adapter = 'a made-up card';
  yield { event: 'start', population, species, sources, rounds, adapter, processId: 1, localReference: true };
  for (let round = 1; round <= rounds; round++) {
    for (const name of series) {
      const scoreBefore = 1000 * random();
      const gain = (200 * random()) / round;
      const moved = (4 * random()) / round;
      yield {
        event: 'series',
        ...{ round, source, series: name, particles: 10 + Math.floor(40 * random()) },
        ...{ scoreBefore, scoreAfter: scoreBefore + gain },
        ...{ movedPosition: moved, movedAngle: moved / 2, furthestPosition: 3 * moved, furthestAngle: moved },
        parameters: { 'image warp': 18 * tilts, poses: 144 },
        evaluations: 12,
        stages: [1, 2, 3].map((stage) => ({ before: scoreBefore, after: scoreBefore + (gain * stage) / 3 })),
        tiltScores: species.map(() => Array.from({ length: tilts }, () => 20 * random() - 2)),
        tiltMovement: Array.from({ length: tilts }, () => 2 * moved * random()),
        movedCounts: Array.from({ length: 40 }, () => Math.floor(3 * random())),
      };
    }
    yield { event: 'skipped', round, source, series: 'TS_none', reason: 'it has no particles' };
    for (const { name } of species)
      yield {
        event: 'residuals',
        ...{ round, source, species: name, series: series.length },
        residuals: syntheticResiduals(round),
      };
    yield { event: 'round', round, species: better(round) };
  }
  yield { event: 'done', species: better(rounds), seconds: 3723 };
}

/** A beam tilt and some noise. */
function syntheticResiduals(seed: number): PhaseResiduals {
  const random = seededUniform(seed);
  const radius = 16;
  const width = radius + 1;
  const pixels = Array.from({ length: width * (2 * radius + 1) }, (_, i) => {
    const [kx, ky] = [i % width, Math.floor(i / width) - radius];
    const k = Math.hypot(kx, ky);
    return k === 0 || k > radius ? null : { kx, k };
  });
  const picture = (phase: (at: { kx: number; k: number }) => number): PhaseResiduals['symmetric'] => ({
    phase: pixels.map((at) => (at === null ? null : phase(at) + 0.1 * (random() - 0.5))),
    confidence: pixels.map((at) => (at === null ? 0 : 12 / (1 + at.k / 4))),
  });
  const estimate = (value: number, error: number): { value: number; error: number } => ({ value, error });
  return {
    ...{ images: 432, radius, step: 0.0025, highest: 0.04 },
    antisymmetric: picture(({ kx, k }) => 0.5 * (kx / radius) * (k / radius) ** 2),
    symmetric: picture(() => 0),
    aberrations: {
      beamTilt: [estimate(1.2, 0.1), estimate(0.05, 0.1)],
      trefoil: [estimate(0.02, 0.05), estimate(-0.03, 0.05)],
      defocus: estimate(0.004, 0.01),
      astigmatism: [estimate(0.001, 0.01), estimate(0.02, 0.01)],
      cs: null,
    },
  };
}
