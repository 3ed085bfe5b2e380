/** The phase residuals of a series as files: pictures for any viewer of maps, under the name that M gives them, and numbers. */
import { encodeMrc } from '../../formats/mrc';
import { safeName } from '../../formats/paths';
import { residualsSuffix } from '../report/diagnosticFiles';
import type { PhasePicture, PhaseResiduals } from '../../../shared/records/aberrations';
import type { SpeciesResiduals } from '../../../shared/records/report';

/**
 * By the end of their names. The MRC files have four sections, frequency 0 in their middle: antisymmetric phase (rad)
 * and its confidence (standard deviations of the noise), symmetric phase and its confidence.
 * @param species their names; one alone is not named in the file's name, as M does not
 */
export function residualFiles(
  species: readonly string[],
  residuals: readonly (PhaseResiduals | null)[],
): ReadonlyMap<string, Uint8Array | string> {
  const found: SpeciesResiduals[] = species.flatMap((name, i) => {
    const one = residuals[i];
    return one === null ? [] : [{ species: name, residuals: one }];
  });
  const files = new Map<string, Uint8Array | string>();
  if (found.length === 0) return files;
  files.set(residualsSuffix, `${JSON.stringify(found)}\n`);
  for (const one of found) {
    const stem = species.length === 1 ? '' : `_${safeName(one.species)}`;
    files.set(`${stem}_phaseresiduals.mrc`, encodePictures(one.residuals));
  }
  return files;
}

function encodePictures({ radius, step, antisymmetric, symmetric }: PhaseResiduals): Uint8Array {
  const edge = 2 * radius + 1;
  const sections = [
    wholePlane(radius, (at) => antisymmetric.phase[at] ?? 0, -1),
    wholePlane(radius, (at) => antisymmetric.confidence[at], 1),
    wholePlane(radius, (at) => symmetric.phase[at] ?? 0, 1),
    wholePlane(radius, (at) => symmetric.confidence[at], 1),
  ];
  const data = new Float32Array(edge * edge * sections.length);
  sections.forEach((section, i) => data.set(section, i * section.length));
  return encodeMrc({ size: [edge, edge, sections.length], pixelSize: 1 / (edge * step), data });
}

/** @param mate what the value of the opposite frequency is of a frequency's own */
function wholePlane(
  radius: number,
  value: (at: number) => PhasePicture['confidence'][number],
  mate: 1 | -1,
): Float32Array {
  const edge = 2 * radius + 1;
  const plane = new Float32Array(edge * edge);
  for (let ky = -radius; ky <= radius; ky++)
    for (let kx = -radius; kx <= radius; kx++) {
      const at = (kx < 0 ? -ky + radius : ky + radius) * (radius + 1) + Math.abs(kx);
      plane[(ky + radius) * edge + kx + radius] = (kx < 0 ? mate : 1) * value(at);
    }
  return plane;
}
