/** What the phases of images say of the optics that made them: in events, in reports, on disk. */

/** A number and its standard error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

export interface Aberrations {
  /** Along x and y of the images, mrad; null where the spherical aberration is 0. In RELION's sense. */
  readonly beamTilt: readonly [Estimate, Estimate] | null;
  /** Phase at the highest frequency, rad: of cos 3 azimuth, and of sin. */
  readonly trefoil: readonly [Estimate, Estimate];
  /** What the true defocus is more, µm, underfocus positive. */
  readonly defocus: Estimate;
  /** What the true astigmatism is more, µm: the part along x minus y, and along the diagonals. */
  readonly astigmatism: readonly [Estimate, Estimate];
  /** What the true spherical aberration is more, mm; null where the resolution cannot tell it from the defocus. */
  readonly cs: Estimate | null;
}

/** How the phases of images differ from those of the references: what the optics in the files do not explain. */
export interface PhaseResiduals {
  readonly images: number;
  /** Of the pictures, pixels: their half planes have kx from 0 to radius, and rows of ky from -radius to radius. */
  readonly radius: number;
  /** 1/Å from pixel to pixel. */
  readonly step: number;
  /** 1/Å, up to which images were compared. */
  readonly highest: number;
  readonly antisymmetric: PhasePicture;
  readonly symmetric: PhasePicture;
  readonly aberrations: Aberrations;
}

export interface PhasePicture {
  /** (ky, kx) rad; null where there is nothing. */
  readonly phase: readonly (number | null)[];
  /** (ky, kx) how many standard deviations of the noise the phase stands on. */
  readonly confidence: readonly number[];
}
