/** The settings of the last refinement as M keeps them in a population (`LastRefinementOptions`), so that each program finds the other's. */
import { child, element, param, withChild, withParams } from '../../formats/xmlEdit';
import { parseBool, parseNumber } from '../../formats/xmlNumbers';
import type { Population } from '../../model/population';
import type { RefinementOptions } from '../refinement/refinePopulation';
import { valueProblem } from './check';
import { defaultSettings, settingFields, type RefinementSettings, type SettingKey } from './fields';

const elementName = 'LastRefinementOptions';

/** M's Param of each setting; a grid has one an axis. What M has no name for is in the settings file alone. */
export const paramsOfM: Readonly<Partial<Record<SettingKey, readonly string[]>>> = {
  subIterations: ['NIterations'],
  firstResolutionPercent: ['InitialResolutionPercent'],
  minParticles: ['MinParticlesPerItem'],
  imageWarp: ['DoImageWarp'],
  imageWarpGrid: ['ImageWarpWidth', 'ImageWarpHeight'],
  particlePoses: ['DoParticlePoses'],
  magnification: ['DoMagnification'],
  doming: ['DoDoming'],
  stageAngles: ['DoAxisAngles'],
  volumeWarp: ['DoVolumeWarp'],
  volumeWarpGrid: ['VolumeWarpWidth', 'VolumeWarpHeight', 'VolumeWarpDepth', 'VolumeWarpLength'],
  tiltMovies: ['DoTiltMovies'],
  batchSize: ['BatchSize'],
  minimumCtfResolution: ['MinimumCTFRefinementResolution'],
  defocus: ['DoDefocus'],
  defocusGridSearch: ['DoDefocusGridSearch'],
  phaseShift: ['DoPhaseShift'],
  cs: ['DoCs'],
  zernike13: ['DoZernike13'],
  zernike5: ['DoZernike5'],
  zernike2: ['DoZernike2'],
  zernike4: ['DoZernike4'],
  cpuMemory: ['UseHostMemory'],
  weightThreshold: ['BFactorWeightingThreshold'],
};

/** What was asked last, as far as the engine can do it; defaults where the population says nothing. */
export function lastSettings(population: Population): RefinementSettings {
  const last = child(population.xml.root, elementName);
  const settings: Record<string, unknown> = { ...defaultSettings, population: population.path };
  for (const field of settingFields) {
    const texts = (paramsOfM[field.key] ?? []).map((name) => (last === undefined ? '' : param(last, name)));
    if (texts.length === 0) continue;
    const value =
      field.kind === 'switch'
        ? parseBool(texts[0])
        : field.kind === 'grid'
          ? texts.join('x')
          : parseNumber(texts[0]);
    if (value !== undefined && valueProblem(field, value) === null) settings[field.key] = value;
  }
  return settings as unknown as RefinementSettings;
}

/** Sets what was asked now; what M keeps beside it stays. */
export function withLastOptions(population: Population, options: RefinementOptions): Population {
  const { groups } = options;
  const { root } = population.xml;
  const last = child(root, elementName) ?? element(elementName);
  const params = {
    NIterations: options.subIterations,
    InitialResolutionPercent: Math.round(options.firstFraction * 100),
    MinParticlesPerItem: options.minParticles,
    BFactorWeightingThreshold: options.weightThreshold,
    DoImageWarp: groups.imageWarp !== null,
    ...named(['ImageWarpWidth', 'ImageWarpHeight'], groups.imageWarp),
    DoVolumeWarp: groups.volumeWarp !== null,
    ...named(
      ['VolumeWarpWidth', 'VolumeWarpHeight', 'VolumeWarpDepth', 'VolumeWarpLength'],
      groups.volumeWarp,
    ),
    DoAxisAngles: groups.stageAngles,
    DoMagnification: groups.magnification,
    DoParticlePoses: groups.particles,
  };
  const changed = withChild(root, withParams(last, params, 2), () => true);
  return { ...population, xml: { ...population.xml, root: changed } };
}

function named(names: readonly string[], sizes: readonly number[] | null): Record<string, number> {
  return sizes === null ? {} : Object.fromEntries(names.map((name, axis) => [name, sizes[axis]]));
}
