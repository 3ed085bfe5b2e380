/** All that a refinement can refine, one file each, in the order of forms; what knows of parameters walks this list. */
import { defocusOffset } from './defocusOffset';
import { imageWarp } from './imageWarp';
import { levelAngles } from './levelAngles';
import { magnification } from './magnification';
import type { RefinedParameter } from './parameter';
import { particlePoses } from './particlePoses';
import { stageAngles } from './stageAngles';
import { volumeWarp } from './volumeWarp';

const list = [
  imageWarp,
  particlePoses,
  magnification,
  stageAngles,
  levelAngles,
  volumeWarp,
  defocusOffset,
] as const;

type Listed = (typeof list)[number];
export type ParameterKey = Listed['key'];
type SettingOf<Parameter extends Listed> =
  Parameters<Parameter['groups']> extends readonly [infer Setting, ...unknown[]] ? Setting : true;

/** Of the settings that are grids. */
export type GridKey = `${Extract<Listed, { readonly grid: object }>['key']}Grid`;

/** What is refined, and with what: nodes along each axis of a grid, or `true`; null leaves a parameter alone. */
export type RefinedGroups = {
  readonly [Parameter in Listed as Parameter['key']]: SettingOf<Parameter> | null;
};

/** Each with the setting of its own key. */
export const refinedParameters: readonly RefinedParameter<ParameterKey>[] = list;

export const nothingRefined = Object.fromEntries(
  refinedParameters.map(({ key }) => [key, null]),
) as RefinedGroups;

/** Those that are refined, with their settings, which are of their own kind. */
export function refinedOf(
  groups: RefinedGroups,
): readonly { readonly parameter: RefinedParameter<ParameterKey>; readonly setting: never }[] {
  return refinedParameters.flatMap((parameter) => {
    const setting = groups[parameter.key];
    return setting === null ? [] : [{ parameter, setting: setting as never }];
  });
}
