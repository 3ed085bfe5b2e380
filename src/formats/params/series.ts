/** Warp's XML of a tilt series or a frame series. Names and defaults: files that WarpTools and M write. */
import {
  bool,
  decimal,
  float,
  fraction,
  integer,
  notNegative,
  numbers,
  path,
  positive,
  text,
  type ElementSchema,
  type FileSchema,
  type Param,
  type ParamTable,
} from './param';

const common = {
  PixelSize: decimal('Å/px', '1.35', 'Pixel size of the raw data at processing', positive),
  BinTimes: decimal('', '0', 'Binning as a power of two', [-2, 8]),
  EERGroupFrames: integer('', '10', 'Raw EER frames in a group; negative: minus the number of groups'),
  GainPath: path('Gain reference at processing'),
  GainHash: text('', 'Hash of the gain reference'),
  GainFlipX: bool('False', 'Mirror the gain left to right'),
  GainFlipY: bool('False', 'Mirror the gain top to bottom'),
  GainTranspose: bool('False', 'Swap columns and rows of the gain'),
  DefectsPath: path('Map of defects at processing'),
  DefectsHash: text('', 'Hash of the map of defects'),
  Dimensions: numbers('px', '0,0,0', 'Size of the data', 3),
} satisfies ParamTable;

const dosePerFrame: Param = decimal(
  'e/Å²',
  '0',
  'Exposure of a frame; negative: minus that of a movie or tilt',
);
const gridDims: Param = numbers('', '0,0,0', 'Nodes along X, Y and over time', 3);

const optionsCtf = {
  ...common,
  Window: integer('px', '512', 'Box of the power spectra', positive),
  RangeMin: decimal('Nyquist', '0.1', 'Coarsest resolution of the fit, as a share of Nyquist', fraction),
  RangeMax: decimal('Nyquist', '0.6', 'Finest resolution of the fit, as a share of Nyquist', fraction),
  Voltage: integer('kV', '300', 'Acceleration voltage', positive),
  Cs: decimal('mm', '2.7', 'Spherical aberration', notNegative),
  Cc: decimal('mm', '2.7', 'Chromatic aberration', notNegative),
  Amplitude: decimal('', '0.07', 'Share of amplitude contrast', fraction),
  DoPhase: bool('True', 'Whether a phase shift was fitted'),
  UseMovieSum: bool('False', 'Spectrum of the summed movie'),
  ZMin: decimal('µm', '0', 'Least defocus that was tried'),
  ZMax: decimal('µm', '5', 'Largest defocus that was tried'),
  GridDims: gridDims,
  DosePerAngstromFrame: dosePerFrame,
  // Warp 1 wrote these too.
  PixelSizeX: decimal('Å/px', '1.35', 'Pixel size along X', positive),
  PixelSizeY: decimal('Å/px', '1.35', 'Pixel size along Y', positive),
  DoIce: bool('False', 'Whether a ring of ice was fitted'),
  IllumAngle: decimal('µrad', '30', 'Aperture of the illumination', notNegative),
  EnergySpread: decimal('eV', '0.7', 'Energy spread', notNegative),
  PixelSizeDelta: decimal('Å/px', '0', 'Anisotropy of the pixel size'),
  PixelSizeAngle: decimal('degrees', '0', 'Direction of that anisotropy'),
  Thickness: decimal('nm', '0', 'Thickness of the sample', notNegative),
} satisfies ParamTable;

export const ctfParams = {
  PixelSize: decimal('Å/px', '1.0', 'Pixel size of the fit', positive),
  PixelSizeDeltaPercent: decimal('', '0', 'Anisotropy of the pixel size, as a fraction'),
  PixelSizeAngle: decimal('degrees', '0', 'Direction of that anisotropy'),
  Distortion: numbers('', '1, 0, 0, 1', 'Matrix of the distortion, column by column', 4),
  Cs: decimal('mm', '2.7', 'Spherical aberration'),
  Cc: decimal('mm', '2.7', 'Chromatic aberration'),
  Voltage: decimal('kV', '300.0', 'Acceleration voltage', positive),
  Defocus: decimal('µm', '1.0', 'Defocus, underfocus positive'),
  DefocusDelta: decimal('µm', '0', 'Astigmatism: defocus U minus V'),
  DefocusAngle: decimal('degrees', '0', 'Direction of defocus U'),
  Amplitude: decimal('', '0.07', 'Share of amplitude contrast', fraction),
  Bfactor: decimal('Å²', '0', 'B-factor of the envelope; negative damps'),
  BfactorDelta: decimal('Å²', '0', 'Anisotropy of the B-factor'),
  BfactorAngle: decimal('degrees', '0', 'Direction of that anisotropy'),
  Scale: decimal('', '1.0', 'Factor on amplitudes'),
  PhaseShift: decimal('π', '0', 'Phase shift of a phase plate'),
  BeamTilt: numbers('mrad', '0,0', 'Beam tilt, as old versions wrote it', 2),
  BeamTilt2: numbers('', '1,0,1', 'Kept for old versions', 3),
  ZernikeCoeffsOdd: numbers('', '', 'Antisymmetric aberrations, radians times powers of Å'),
  ZernikeCoeffsEven: numbers('', '', 'Symmetric aberrations, radians times powers of Å'),
  Thickness: decimal('nm', '0', 'Thickness of the sample', notNegative),
  // Warp 1 wrote these too.
  IllumAngle: decimal('µrad', '30', 'Aperture of the illumination', notNegative),
  EnergySpread: decimal('eV', '0.7', 'Energy spread', notNegative),
  IceOffset: numbers('', '', 'Where the ring of ice lies'),
  IceIntensity: decimal('', '0', 'Strength of the ring of ice'),
  IceStd: numbers('', '', 'Width of the ring of ice'),
} satisfies ParamTable;

const unselectManual: Param = {
  kind: 'three-state',
  unit: '',
  missing: '',
  meaning: 'True: left out by hand; False: kept by hand; empty: neither',
};

const shared = {
  DataDirectory: path('Folder of the raw data; empty is this one'),
  UnselectFilter: bool('False', 'Written, never read'),
  UnselectManual: unselectManual,
  CTFResolutionEstimate: decimal('Å', '0', 'Resolution of the CTF fit; 0: it was never fitted', notNegative),
  Bfactor: float('Å²', '0', 'B-factor of the whole item'),
  Weight: float('', '1', 'Weight of the whole item', notNegative),
  MagnificationCorrection: {
    ...numbers('', '1, 0, 0, 1', 'Matrix on Fourier coordinates: m11, m21, m12, m22', 4),
    oldCount: 3,
  },
} satisfies ParamTable;

export const tiltSeriesAttributes = {
  ...shared,
  AreAnglesInverted: bool('False', 'Hand of the defocus: whether it grows the other way along Z'),
  PlaneNormal: numbers('', '0,0,0', 'Normal of the sample, from the CTF fit', 3),
  LevelAngleX: float('degrees', '0', 'Leveling of the sample about X'),
  LevelAngleY: float('degrees', '0', 'Leveling of the sample about Y'),
  ImageDimensionsAngstrom: numbers('Å', '0,0', 'Size of the tilt images; M works it out anew', 2),
  VolumeDimensionsAngstrom: numbers('Å', '0,0,0', 'Size of the volume; M takes the source’s', 3),
} satisfies ParamTable;

const tiltSeries: ElementSchema = {
  meaning: 'A tilt series as Warp and M know it',
  attributes: tiltSeriesAttributes,
};

const movie: ElementSchema = {
  meaning: 'A frame series as Warp and M know it',
  attributes: {
    ...shared,
    MeanFrameMovement: decimal('Å', '0', 'Mean motion between frames', notNegative),
    MaskPercentage: decimal('%', '-1', 'Masked share of the average; -1: unknown'),
  },
};

export const gridAttributes = {
  Width: integer('', '1', 'Nodes along X', positive),
  Height: integer('', '1', 'Nodes along Y', positive),
  Depth: integer('', '1', 'Nodes along Z, or over tilts or frames', positive),
  Duration: integer('', '1', 'Nodes over the exposure', positive),
  MarginX: float('', '0', 'Distance of the first node from the edge along X, as a share', [0, 0.5]),
  MarginY: float('', '0', 'Distance of the first node from the edge along Y, as a share', [0, 0.5]),
  MarginZ: float('', '0', 'Distance of the first node from the edge along Z, as a share', [0, 0.5]),
} satisfies ParamTable;

const list = (meaning: string): ElementSchema => ({ meaning: `${meaning}; one line per tilt` });
const grid = (meaning: string): ElementSchema => ({
  meaning,
  attributes: gridAttributes,
});

const elements: Readonly<Record<string, ElementSchema>> = {
  Angles: list('Tilt angles, degrees'),
  Dose: list('Exposure before each tilt, e/Å²'),
  UseTilt: list('Whether a tilt counts'),
  AxisAngle: list('Tilt axis from Y of the image, degrees'),
  AxisOffsetX: list('Shift of the tilt image along X, Å'),
  AxisOffsetY: list('Shift of the tilt image along Y, Å'),
  MoviePath: list('Tilt movies, from the folder of the raw data'),
  FOVFraction: list('Share of the volume that the tilt sees'),
  OptionsCTF: { meaning: 'What the CTF fit was set to', params: optionsCtf },
  CTF: { meaning: 'Contrast transfer', params: ctfParams },
  OptionsMovement: { meaning: 'What motion correction was set to' },
  OptionsMovieExport: { meaning: 'What the export of averages was set to' },
  OptionsParticlesExport: { meaning: 'What the export of particles was set to' },
  OptionsBoxNet: { meaning: 'What picking was set to' },
  GridCTF: grid('Defocus, µm'),
  GridCTFDefocusDelta: grid('Astigmatism, µm; taken node by node'),
  GridCTFDefocusAngle: grid('Angle of astigmatism, degrees; taken node by node'),
  GridCTFPhase: grid('Phase shift, π; taken node by node'),
  GridCTFCs: grid('Spherical aberration, mm'),
  GridCTFDoming: grid('Defocus of doming, µm'),
  GridMovementX: grid('Image warp along X, Å; subtracted from the projected position'),
  GridMovementY: grid('Image warp along Y, Å; subtracted from the projected position'),
  GridLocalMovementX: grid('Local motion along X, Å'),
  GridLocalMovementY: grid('Local motion along Y, Å'),
  PyramidShiftX: grid('A level of M’s motion model along X, Å'),
  PyramidShiftY: grid('A level of M’s motion model along Y, Å'),
  GridVolumeWarpX: grid('Volume warp along X, Å; added before the rotation'),
  GridVolumeWarpY: grid('Volume warp along Y, Å; added before the rotation'),
  GridVolumeWarpZ: grid('Volume warp along Z, Å; added before the rotation'),
  GridAngleX: grid('Stage angle about X, degrees; applied after the tilt'),
  GridAngleY: grid('Stage angle about Y, degrees; applied after the tilt'),
  GridAngleZ: grid('Stage angle about Z, degrees; applied after the tilt'),
  GridDoseBfacs: grid('B-factor of each tilt or frame, Å²'),
  GridDoseBfacsDelta: grid('Anisotropy of those B-factors, Å²'),
  GridDoseBfacsAngle: grid('Direction of that anisotropy, degrees'),
  GridDoseWeights: grid('Weight of each tilt or frame'),
  GridLocationBfacs: grid('B-factor over the image, Å²'),
  GridLocationWeights: grid('Weight over the image'),
};

export const tiltSeriesSchema: FileSchema = {
  root: 'TiltSeries',
  title: 'Warp tilt series',
  elements: { TiltSeries: tiltSeries, ...elements },
};

export const frameSeriesSchema: FileSchema = {
  root: 'Movie',
  title: 'Warp frame series',
  elements: { Movie: movie, ...elements },
};
