/** Labels of Warp (tilts and picks) and of M (particles and curves). */
import { angstrom, degrees, dose, integer, number, path, text, type LabelFamily } from './label';

export const warp: LabelFamily = {
  title: 'Warp',
  source: 'Warp and M user guide; files that WarpTools 2 writes',
  labels: {
    wrpMovieName: path('Tilt movie, relative to the folder of the tomostar'),
    wrpAngleTilt: degrees('Tilt angle, in Warp’s sign'),
    wrpDose: dose('Exposure before this tilt'),
    wrpAxisAngle: degrees('Tilt axis, from Y of the image'),
    wrpAxisOffsetX: angstrom('Shift of the tilt image along X'),
    wrpAxisOffsetY: angstrom('Shift of the tilt image along Y'),
    wrpAverageIntensity: number('Median intensity of the tilt image; not read back'),
    wrpMaskedFraction: number('Share of the tilt image that is masked, 0 to 1; not read back'),
    wrpNormCoordinateX: number('X as a share of the width, 0 to 1'),
    wrpNormCoordinateY: number('Y as a share of the height, 0 to 1'),
    wrpNormCoordinateZ: number('Z as a share of the depth, 0 to 1'),
  },
};

export const m: LabelFamily = {
  title: 'M',
  source: 'Warp and M user guide; particle tables that M writes',
  labels: {
    wrpCoordinateX1: angstrom('X of the particle, from the corner of the volume'),
    wrpCoordinateY1: angstrom('Y of the particle, from the corner of the volume'),
    wrpCoordinateZ1: angstrom('Z of the particle, from the corner of the volume'),
    wrpAngleRot1: degrees('First Euler angle of the particle in the volume, ZYZ as in RELION'),
    wrpAngleTilt1: degrees('Second Euler angle of the particle'),
    wrpAnglePsi1: degrees('Third Euler angle of the particle'),
    wrpRandomSubset: integer('Half-set, 1 or 2'),
    wrpSourceName: text('Series that the particle belongs to'),
    wrpSourceHash: text('Hash of that series’ raw data; M finds the series by it'),
    wrpResolution: angstrom('Resolution of the shell, or of the bin'),
    wrpFSCUnmasked: number('FSC of the half-maps as they are'),
    wrpFSCMasked: number('FSC of the half-maps inside the mask'),
    wrpFSCRandomized: number('FSC inside the mask after randomizing phases'),
    wrpFSCCorrected: number('FSC corrected for what the mask adds'),
    wrpSamples: number('Voxels of the mask with this local resolution'),
  },
};
