/** What relion_postprocess leaves beside its maps: a STAR file that RELION's tools read, and the FSC for deposition. */
import type { Postprocessed } from '../../compute/maps/postprocess';
import { formatStar, formatStarValues } from '../../formats/star';

export interface PostprocessNames {
  readonly half1: string;
  readonly half2: string;
  readonly mask: string | null;
}

/** @param boxLength Å */
export function postprocessStar(result: Postprocessed, names: PostprocessNames, boxLength: number): string {
  const { resolution, bfactor, solventFraction, weightFraction, randomisedFrom, fit } = result;
  const general: [string, string][] = [
    ['rlnFinalResolution', number(resolution)],
    ['rlnBfactorUsedForSharpening', number(bfactor)],
    ['rlnUnfilteredMapHalf1', names.half1],
    ['rlnUnfilteredMapHalf2', names.half2],
  ];
  if (weightFraction !== null)
    general.push(['rlnParticleBoxFractionMolecularWeight', number(weightFraction)]);
  if (solventFraction !== null) general.push(['rlnParticleBoxFractionSolventMask', number(solventFraction)]);
  if (names.mask !== null) general.push(['rlnMaskName', names.mask]);
  if (randomisedFrom !== null) general.push(['rlnRandomiseFrom', number(randomisedFrom)]);
  if (fit !== null)
    general.push(
      ['rlnFittedSlopeGuinierPlot', number(fit.slope)],
      ['rlnFittedInterceptGuinierPlot', number(fit.intercept)],
      ['rlnCorrelationFitGuinierPlot', number(fit.correlation)],
    );
  const tables = [fscTable(result, boxLength), guinierTable(result, boxLength)];
  return `${formatStarValues('general', general)}\n${formatStar(tables)}`;
}

function fscTable({ curves }: Postprocessed, boxLength: number): Parameters<typeof formatStar>[0][number] {
  const columns: (readonly [string, Float64Array])[] = [
    ['rlnFourierShellCorrelationCorrected', curves.corrected],
    ['rlnFourierShellCorrelationParticleMaskFraction', curves.particleFraction],
    ...(curves.particleWeight === null
      ? []
      : [['rlnFourierShellCorrelationParticleMolWeight', curves.particleWeight] as const]),
    ['rlnFourierShellCorrelationUnmaskedMaps', curves.unmasked],
    ['rlnFourierShellCorrelationMaskedMaps', curves.masked],
    ['rlnCorrectedFourierShellCorrelationPhaseRandomizedMaskedMaps', curves.randomised],
  ];
  return {
    name: 'fsc',
    columns: [
      'rlnSpectralIndex',
      'rlnResolution',
      'rlnAngstromResolution',
      ...columns.map(([label]) => label),
    ],
    rows: Array.from(curves.corrected, (_, shell) => [
      `${shell}`,
      number(inverseResolution(shell, boxLength)),
      number(shell === 0 ? 999 : boxLength / shell),
      ...columns.map(([, curve]) => number(curve[shell])),
    ]),
  };
}

function guinierTable(
  { guinier, fit }: Postprocessed,
  boxLength: number,
): Parameters<typeof formatStar>[0][number] {
  const columns: [string, (shell: number) => number][] = [
    ['rlnResolutionSquared', (shell) => (shell / boxLength) ** 2],
    ['rlnLogAmplitudesOriginal', (shell) => guinier.original[shell]],
  ];
  const { weighted, sharpened } = guinier;
  if (weighted !== null) columns.push(['rlnLogAmplitudesWeighted', (shell) => weighted[shell]]);
  if (sharpened !== null) columns.push(['rlnLogAmplitudesSharpened', (shell) => sharpened[shell]]);
  if (fit !== null) columns.push(['rlnLogAmplitudesIntercept', () => fit.intercept]);
  return {
    name: 'guinier',
    columns: columns.map(([label]) => label),
    rows: Array.from(guinier.original, (_, shell) => columns.map(([, value]) => number(value(shell)))),
  };
}

/** The corrected curve in the form that EMDB takes. */
export function fscXml({ curves }: Postprocessed, boxLength: number): string {
  const points = Array.from(
    curves.corrected,
    (value, shell) =>
      `  <coordinate>\n    <x>${number(inverseResolution(shell, boxLength))}</x>\n    <y>${number(value)}</y>\n  </coordinate>\n`,
  );
  const attributes =
    'title="RELION masked-corrected FSC" xaxis="Resolution (A-1)" yaxis="Correlation Coefficient"';
  return `<fsc ${attributes}>\n${points.join('')}</fsc>\n`;
}

/** RELION writes 1/999 Å, not 0, for the origin. */
function inverseResolution(shell: number, boxLength: number): number {
  return shell === 0 ? 1 / 999 : shell / boxLength;
}

function number(value: number): string {
  return Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential(6) : value.toFixed(6);
}
