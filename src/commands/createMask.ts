/** murmur create_mask */
import type { CombineRule } from '../../shared/masks/planMask';
import { Problem } from '../../shared/problem';
import { command } from './command';

const rules = ['and', 'or', 'and_not', 'or_not', 'sub'] as const;

const map = { kind: 'file', files: 'map' } as const;

export const createMask = command({
  name: 'create_mask',
  description: 'Make a mask from a map: low-pass, binarize, extend, soften, as relion_mask_create does.',
  target: 'map',
  fields: {
    input: { ...map, option: '--i <file>', required: true, help: 'the map' },
    second: {
      ...map,
      option: '--i2 <file>',
      help: 'a second map, such as the other half-map: the mask is made from the average of both',
    },
    output: {
      kind: 'file',
      pick: 'save',
      option: '--o <file>',
      help: 'the mask that is written',
      default: 'mask.mrc',
    },
    pixelSize: {
      kind: 'number',
      positive: true,
      option: '--angpix <angstrom>',
      help: "pixel size, Å (default: the header's)",
    },
    lowPass: {
      kind: 'number',
      positive: true,
      option: '--lowpass <angstrom>',
      help: 'low-pass the map to this resolution first, Å',
    },
    threshold: {
      kind: 'number',
      option: '--ini_threshold <density>',
      help: 'density at and above which a voxel belongs to the mask (default: by --molweight, or else by the histogram)',
    },
    molecularWeight: {
      kind: 'number',
      positive: true,
      option: '--molweight <kDa>',
      help: 'molecular weight: suggests the threshold that encloses it, at 0.81 Da per cubic Å',
    },
    extend: {
      kind: 'number',
      option: '--extend_inimask <voxels>',
      help: 'extend the binary mask, or shrink it if negative',
      default: 0,
    },
    softEdge: {
      kind: 'number',
      option: '--width_soft_edge <voxels>',
      help: 'raised cosine around it; 0 stays binary',
      default: 0,
    },
    invert: { kind: 'switch', option: '--invert', help: '1 - mask' },
    and: {
      ...map,
      option: '--and <file>',
      help: 'a voxel belongs to the mask where this map is above the threshold, too',
    },
    or: {
      ...map,
      option: '--or <file>',
      help: 'a voxel belongs to the mask also where this map is above the threshold',
    },
    and_not: {
      ...map,
      option: '--and_not <file>',
      help: 'a voxel belongs to the mask only where this map is below the threshold',
    },
    or_not: {
      ...map,
      option: '--or_not <file>',
      help: 'a voxel belongs to the mask also where this map is below the threshold',
    },
    sub: { ...map, option: '--sub <file>', help: 'takes this map off: --and_not' },
  },
  async run({ and, or, and_not, or_not, sub, ...options }) {
    const combine = combination({ and, or, and_not, or_not, sub });
    const { createMaskFile } = await import('../jobs/maps/createMask');
    return createMaskFile({ ...options, combine });
  },
  done: ({ mask, threshold, suggested, voxels, kiloDalton }) => {
    const size = kiloDalton === null ? '' : `, the volume of ${kiloDalton.toFixed(0)} kDa of protein`;
    return [
      `Made ${mask} at a threshold of ${number(threshold)}: ${voxels} voxels${size}`,
      ...(suggested.histogram === undefined ? [] : [`  by the histogram: ${number(suggested.histogram)}`]),
      ...(suggested.molecularWeight === undefined
        ? []
        : [`  by the molecular weight: ${number(suggested.molecularWeight)}`]),
    ];
  },
});

function combination(
  given: Readonly<Record<(typeof rules)[number], string | undefined>>,
): { rule: CombineRule; path: string } | undefined {
  const asked = rules.flatMap((rule) => {
    const path = given[rule];
    return path === undefined ? [] : [{ rule: rule === 'sub' ? 'and_not' : rule, path } as const];
  });
  if (asked.length > 1)
    throw new Problem('only one of --and, --or, --and_not, --or_not and --sub is possible', {
      remedy: 'apply the second one to the mask that the first one made',
    });
  return asked.at(0);
}

function number(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
