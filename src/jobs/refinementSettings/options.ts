/** What a refinement is asked for, from its settings. */
import {
  refinedParameters,
  type ParameterKey,
  type RefinedGroups,
} from '../../compute/parameters/refinedParameters';
import { ctfParameters, type CtfKey, type CtfSettings } from '../../compute/ctf/ctfParameters';
import { Problem } from '../../../shared/problem';
import { acceptedDoubts } from './doubtNames';
import type { RefinementOptions } from '../refinement/refinementOptions';
import { checkSettings } from './check';
import { gridNodes, type RefinementSettings } from './fields';

const gibibyte = 2 ** 30;
/** Bytes, where images wait in main memory. */
const leastMemory = 2 ** 26;

/**
 * Throws Problem for settings that exclude each other, and where there is no population.
 *
 * @param file that the settings are from; undefined where there is none
 */
export function optionsOf(settings: RefinementSettings, file?: string): RefinementOptions {
  const place = file === undefined ? {} : { where: file };
  if (settings.population === '')
    throw new Problem('a refinement needs a population', {
      ...place,
      remedy: 'give --population FILE, or name it in the settings file',
    });
  const [wrong] = Object.values(checkSettings({ ...settings }).errors);
  if (wrong !== undefined) {
    const [what, remedy] = wrong.replace(/\.$/, '').split('; ');
    throw new Problem(what, { ...place, ...(remedy !== undefined && { remedy }) });
  }
  const { population, prior, adaptive, localReference, sharedReference, adapter, workers } = settings;
  const { subIterations, rounds, minParticles, weightThreshold, memory, cpuMemory } = settings;
  return {
    ...{ population, prior, adaptive, localReference, sharedReference },
    ...{ subIterations, rounds, minParticles, weightThreshold },
    groups: groupsOf(settings),
    ctf: ctfOf(settings),
    firstFraction: settings.firstResolutionPercent / 100,
    memory: cpuMemory ? leastMemory : memory === 0 ? null : memory * gibibyte,
    accept: acceptedDoubts(settings.accept),
    adapters: adapter.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])),
    workers,
  };
}

function ctfOf(settings: RefinementSettings): CtfSettings {
  // A search alone would be refined from, too.
  const isAsked = (key: string): boolean => {
    const { of } = ctfParameters.find((one) => one.key === key) ?? {};
    const values: Readonly<Record<string, unknown>> = { ...settings };
    return values[key] === true && (of === undefined || values[of] === true);
  };
  return {
    ...(Object.fromEntries(ctfParameters.map(({ key }) => [key, isAsked(key)])) as Record<CtfKey, boolean>),
    minimumResolution: settings.minimumCtfResolution,
    batch: settings.batchSize,
  };
}

function groupsOf(settings: RefinementSettings): RefinedGroups {
  const values: Readonly<Record<string, unknown>> = { ...settings };
  const setting = ({ key, grid }: (typeof refinedParameters)[number]): unknown =>
    values[key] !== true ? null : grid === undefined ? true : gridNodes(String(values[`${key}Grid`]));
  return Object.fromEntries(
    refinedParameters.map((parameter): [ParameterKey, unknown] => [parameter.key, setting(parameter)]),
  ) as unknown as RefinedGroups;
}
