/** murmur score */
import { Problem } from '../../shared/problem';
import type { Scores, ScoreRequest } from '../jobs/simulate/score';
import { command } from './command';

export const score = command({
  name: 'score',
  description: 'Compare a refinement of a simulated project with its truth.',
  target: 'none',
  fields: {
    truth: {
      kind: 'file',
      pick: 'folder',
      option: '--truth <folder>',
      required: true,
      help: 'the truth that murmur simulate wrote',
    },
    population: {
      kind: 'file',
      option: '-p, --population <file>',
      help: 'the .population file: particles, half-maps and series are those of its species',
    },
    species: {
      kind: 'text',
      option: '-s, --species <species>',
      help: 'path, GUID or name of the species (default: the only one); needs --population',
    },
    particles: {
      kind: 'file',
      files: 'star',
      option: '--particles <file>',
      help: 'particle table of the species; needs --xml',
    },
    xml: {
      kind: 'file',
      pick: 'folder',
      option: '--xml <folder>',
      help: "XML files of the tilt series (Warp's processing folder); needs --particles",
    },
    half1: { kind: 'file', files: 'map', option: '--half1 <file>', help: 'half-map 1; needs --half2' },
    half2: { kind: 'file', files: 'map', option: '--half2 <file>', help: 'half-map 2; needs --half1' },
  },
  async run({ truth, population, species, ...single }) {
    const job = await import('../jobs/simulate/score');
    if (population === undefined) return job.score(requestOf(truth, species, single));
    if (Object.values(single).some((value) => value !== undefined))
      throw new Problem('--population names all files, --particles, --xml, --half1 and --half2 single ones', {
        remedy: 'leave out either',
      });
    const { filesOf } = await import('../jobs/simulate/scoredFiles');
    return job.score({ truth, ...(await filesOf(population, species)) });
  },
  jsonUnits: 'Å, degrees, µm, mm, radians, Å²; phase shifts in pi',
  done: scoreLines,
  palette: { id: 'compareWithTruth', title: 'Compare with Truth...', icon: '$(verified)' },
});

interface SingleFiles {
  readonly particles: string | undefined;
  readonly xml: string | undefined;
  readonly half1: string | undefined;
  readonly half2: string | undefined;
}

function requestOf(
  truth: string,
  species: string | undefined,
  { particles, xml, half1, half2 }: SingleFiles,
): ScoreRequest {
  if (species !== undefined)
    throw new Problem('--species belongs to --population, which was not given', { remedy: 'give both' });
  if ((particles === undefined) !== (xml === undefined))
    throw new Problem('--particles and --xml belong together, give both');
  if ((half1 === undefined) !== (half2 === undefined))
    throw new Problem('--half1 and --half2 belong together, give both');
  if (particles === undefined && half1 === undefined)
    throw new Problem('there is nothing to score', {
      remedy: 'give --population, --particles and --xml, or --half1 and --half2',
    });
  return {
    truth,
    ...(particles !== undefined && { particles }),
    ...(xml !== undefined && { xml }),
    ...(half1 !== undefined && { half1 }),
    ...(half2 !== undefined && { half2 }),
  };
}

/** One line a quantity, one column a state: start, refined, ideal. */
export function scoreLines(scores: Scores): string[] {
  const states = (['start', 'refined', 'ideal'] as const).filter((state) => scores[state] !== undefined);
  const line = (label: string, cells: readonly string[]): string =>
    label.padEnd(36) + cells.map((cell) => cell.padStart(10)).join('');
  const rows = (
    [
      ['Positions in the images, Å rms', 'position_A', 1],
      ['Orientations, degrees rms', 'angle_deg', 2],
      ['Defocus, µm rms', 'defocus_um', 3],
      ['Astigmatism, µm rms', 'astigmatism_um', 3],
      ['Phase shift, pi rms', 'phase_shift_pi', 3],
      ['Spherical aberration, mm rms', 'cs_mm', 3],
      ['Phase of the CTF, radians rms', 'ctf_phase_rad', 3],
      ['Odd aberrations, radians rms', 'odd_phase_rad', 3],
      ['B-factors of tilts, Å² rms', 'bfactor_A2', 0],
      ['Logarithm of weights, rms', 'scale', 3],
      ['Positions within a standard error', 'position_within', 2],
      ['Orientations within one', 'angle_within', 2],
      ['Positions, times their bound', 'position_over_bound', 2],
      ['Orientations, times their bound', 'angle_over_bound', 2],
      ['Half-maps, FSC 0.143, Å', 'half_fsc143_A', 1],
      ['Map against the truth, FSC 0.5, Å', 'truth_fsc05_A', 1],
      ['Mean FSC with the truth', 'mean_truth_fsc', 3],
    ] as const
  ).flatMap(([label, key, digits]) => {
    const values = states.map((state) => scores[state]?.[key]);
    return values.every((value) => value === undefined)
      ? []
      : [
          line(
            label,
            values.map((value) => value?.toFixed(digits) ?? '-'),
          ),
        ];
  });
  return [line('', states), ...rows];
}
