/** Of what was asked, everything that changes what the refinement of a series finds: it tells work from other work. */
import type { RefinedGroups } from '../../compute/parameters/refinedParameters';
import { ctfParameters, type CtfSettings } from '../../compute/ctf/ctfParameters';
import type { RefinementOptions } from './refinementOptions';

export interface SeriesSettings {
  /** Those that are refined alone: a version with more parameters takes up what an earlier one began. */
  readonly groups: Partial<RefinedGroups>;
  /** Where something of it is asked for. */
  readonly ctf?: Partial<CtfSettings>;
  readonly subIterations: number;
  readonly firstFraction: number;
  readonly adaptive: boolean;
  readonly localReference: boolean;
  readonly sharedReference: boolean;
  readonly prior: boolean;
  readonly weightThreshold: number;
}

export function seriesSettings(options: RefinementOptions): SeriesSettings {
  const { groups, subIterations, firstFraction, adaptive, prior, weightThreshold } = options;
  const { localReference = false, sharedReference = false, ctf } = options;
  const asked = ctfParameters.flatMap(({ key }) => (ctf?.[key] === true ? [[key, true] as const] : []));
  return {
    groups: Object.fromEntries(Object.entries(groups).filter(([, setting]) => setting !== null)),
    ...(ctf !== undefined &&
      asked.length > 0 && {
        ctf: { ...Object.fromEntries(asked), minimumResolution: ctf.minimumResolution },
      }),
    subIterations,
    firstFraction,
    adaptive,
    localReference,
    sharedReference,
    prior,
    weightThreshold,
  };
}

/** The same as parts of the key of work. */
export function settingParts(options: RefinementOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(seriesSettings(options)).map(([name, value]) => [
      `setting ${name}`,
      JSON.stringify(value),
    ]),
  );
}
