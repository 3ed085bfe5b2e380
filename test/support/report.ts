/** A small report of one species and a run of a few series. */
import type { PhaseResiduals } from '../../shared/records/aberrations';
import type { RunReport, SeriesRow, SpeciesReport } from '../../shared/records/report';

const fsc = {
  frequency: [0, 0.1],
  masked: [1, 0.9],
  unmasked: [1, 0.7],
  randomised: [1, 0.1],
  corrected: [1, 0.8],
};
const version = {
  version: 'abc',
  label: '',
  date: '2026-01-01T00:00:00.000Z',
  current: false,
  resolution: 30,
  fsc,
};
export const species: SpeciesReport = {
  guid: 'g',
  name: 'ball',
  symmetry: 'C1',
  versions: [version, { ...version, fsc: null }, { ...version, current: true, resolution: null }],
};

export function row(series: string, round: number, more: Partial<SeriesRow> = {}): SeriesRow {
  return {
    round,
    source: 'a',
    series,
    particles: 10,
    scoreBefore: 100,
    scoreAfter: 300,
    movedPosition: 1,
    movedAngle: 2,
    furthestPosition: 3,
    furthestAngle: 4,
    parameters: { poses: 60, 'image warp': 8 },
    evaluations: 5,
    ...more,
  };
}

export function run(series: readonly SeriesRow[]): RunReport {
  const resolution = (round: number, value: number | null) => ({
    round,
    species: [{ guid: 'g', name: 'ball', resolution: value }],
  });
  return {
    adapter: null,
    localReference: false,
    roundsPlanned: 2,
    rounds: [resolution(0, null), resolution(1, 20)],
    series,
    skipped: [],
    warnings: [],
    residuals: [],
    seconds: null,
    error: null,
  };
}

const estimate = (value: number, error: number) => ({ value, error });
export const residuals: PhaseResiduals = {
  images: 100,
  radius: 1,
  step: 0.05,
  highest: 0.05,
  // Rows of ky = -1, 0, 1; columns kx = 0, 1.
  antisymmetric: { phase: [-0.4, null, null, 0.2, 0.4, null], confidence: [9, 0, 0, 8, 9, 0] },
  symmetric: { phase: [0.3, null, null, 0.1, 0.3, null], confidence: [9, 0, 0, 8, 9, 0] },
  aberrations: {
    beamTilt: [estimate(8, 0.3), estimate(-0.1, 0.3)],
    trefoil: [estimate(0, 0.1), estimate(0.1, 0.1)],
    defocus: estimate(0.01, 0.01),
    astigmatism: [estimate(0, 0.01), estimate(0, 0.01)],
    cs: null,
  },
};
