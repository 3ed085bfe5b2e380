/** murmur postprocess */
import { Problem } from '../../shared/problem';
import { command } from './command';

export const postprocess = command({
  name: 'postprocess',
  description:
    'Measure the resolution of half-maps, weight, sharpen and filter their average, as relion_postprocess does.',
  target: 'map',
  usesGpu: true,
  fields: {
    half1: { kind: 'file', files: 'map', option: '--i <file>', required: true, help: 'half-map 1' },
    half2: {
      kind: 'file',
      files: 'map',
      option: '--i2 <file>',
      help: "half-map 2 (default: half-map 1's name with half2 for half1)",
    },
    output: {
      kind: 'text',
      option: '--o <root>',
      help: 'what the names of all results start with',
      default: 'postprocess',
    },
    mask: {
      kind: 'file',
      files: 'map',
      option: '--mask <file>',
      help: 'soft mask, 0 to 1 (default: none, and nothing to correct)',
    },
    pixelSize: {
      kind: 'number',
      positive: true,
      option: '--angpix <angstrom>',
      help: "pixel size, Å (default: the header's)",
    },
    molecularWeight: {
      kind: 'number',
      positive: true,
      option: '--molweight <kDa>',
      help: 'molecular weight of what is ordered (default: by the mask)',
    },
    halfMaps: {
      kind: 'switch',
      option: '--half_maps',
      help: 'write the half-maps, filtered the same way, too',
    },
    forceMask: {
      kind: 'switch',
      option: '--force_mask',
      help: 'keep the masked FSC even where it gives a worse resolution than the unmasked one',
    },
    fitBfactor: { kind: 'switch', option: '--auto_bfac', help: 'fit the B-factor to the Guinier plot' },
    coarsest: {
      kind: 'number',
      positive: true,
      option: '--autob_lowres <angstrom>',
      help: 'lowest resolution of the fit, Å',
      default: 10,
    },
    finest: {
      kind: 'number',
      option: '--autob_highres <angstrom>',
      help: 'highest resolution of the fit, Å; 0 for all',
      default: 0,
    },
    bfactor: {
      kind: 'number',
      option: '--adhoc_bfac <A2>',
      help: 'sharpen by this B-factor, Å^2: negative sharpens',
    },
    skipWeighting: {
      kind: 'switch',
      option: '--skip_fsc_weighting',
      help: 'do not weight by sqrt(2 FSC / (1 + FSC))',
    },
    lowPass: {
      kind: 'number',
      option: '--low_pass <angstrom>',
      help: 'low-pass the map, Å; negative for the final resolution',
    },
    randomizeBelow: {
      kind: 'number',
      option: '--randomize_at_fsc <fsc>',
      help: 'randomize phases from where the unmasked FSC falls below this',
      default: 0.8,
    },
    randomizeFrom: {
      kind: 'number',
      option: '--randomize_at_A <angstrom>',
      help: 'randomize phases from this resolution, Å',
    },
    seed: {
      kind: 'number',
      whole: true,
      option: '--random_seed <number>',
      help: 'of the random phases',
      default: 0,
    },
    local: {
      kind: 'switch',
      option: '--locres',
      help: 'resolution at every voxel and the map filtered to it, too, on a GPU',
    },
    adapter: {
      kind: 'text',
      option: '--adapter <name>',
      help: 'part of the name of that adapter; "software", "llvmpipe" or "lavapipe" for Mesa’s',
    },
  },
  async run({ local, adapter, molecularWeight = null, ...options }, { say }) {
    if (adapter !== undefined && !local)
      throw new Problem('--adapter is for --locres, everything else needs no GPU', {
        remedy: 'give --locres, or leave out --adapter',
      });
    const { half1, half2, mask, output, pixelSize, halfMaps, forceMask, seed } = options;
    const { randomizeFrom = 0, randomizeBelow } = options;
    const sharpen = sharpening(options);
    const { postprocessFiles } = await import('../jobs/maps/postprocess');
    const result = await postprocessFiles({
      ...{ half1, half2, mask, output, pixelSize, halfMaps, forceMask, molecularWeight, sharpen, seed },
      weighByFsc: !options.skipWeighting,
      lowPass: lowPass(options.lowPass ?? 0),
      randomize: randomizeFrom > 0 ? { from: randomizeFrom } : { below: randomizeBelow },
      local: local ? { adapter } : null,
    });
    for (const message of result.warnings) say(`warning: ${message}`);
    return result;
  },
  done: ({ resolution, interpolatedResolution, bfactor, files }) => [
    `Final resolution ${resolution.toFixed(2)} Å, interpolated between shells ${interpolatedResolution.toFixed(2)} Å`,
    ...(bfactor === 0 ? [] : [`B-factor ${bfactor.toFixed(1)} Å^2`]),
    ...files.map((file) => `  ${file}`),
  ],
});

function sharpening({
  fitBfactor,
  bfactor,
  coarsest,
  finest,
}: {
  readonly fitBfactor: boolean;
  readonly bfactor: number | undefined;
  readonly coarsest: number;
  readonly finest: number;
}): { coarsest: number; finest: number } | { bfactor: number } | null {
  if (fitBfactor && bfactor !== undefined)
    throw new Problem('--auto_bfac and --adhoc_bfac exclude each other', { remedy: 'give one of them' });
  if (fitBfactor) return { coarsest, finest };
  return bfactor === undefined ? null : { bfactor };
}

function lowPass(value: number): number | 'resolution' | null {
  if (value === 0) return null;
  return value < 0 ? 'resolution' : value;
}
