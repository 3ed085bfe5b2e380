/** Warp's processing settings (`*.settings`). Names and defaults: WarpTools user guide and files that WarpTools writes. */
import {
  bool,
  decimal,
  fraction,
  integer,
  notNegative,
  path,
  positive,
  text,
  type FileSchema,
  type ParamTable,
} from './param';

const extensions = ['*.tomostar', '*.mrc', '*.mrcs', '*.tif', '*.tiff', '*.eer', '*.em', '*.dat'];

export const importParams = {
  DataFolder: path('Folder of the data, from the folder of this file'),
  ProcessingFolder: path('Folder for results; empty puts them beside the data'),
  DoRecursiveSearch: bool('False', 'Whether folders inside the data folder are searched too'),
  Extension: text('*.mrc', 'Names of the data files; `*.tomostar` means tilt series', extensions),
  HeaderlessWidth: integer('px', '7676', 'Columns of files without a header', positive),
  HeaderlessHeight: integer('px', '7420', 'Rows of files without a header', positive),
  HeaderlessType: text('int8', 'Values of files without a header', [
    'int8',
    'uint8',
    'int16',
    'uint16',
    'float32',
  ]),
  HeaderlessOffset: integer('bytes', '0', 'Where values begin in files without a header', notNegative),
  PixelSize: decimal('Å/px', '1.35', 'Pixel size of the raw data, before any binning', positive),
  BinTimes: decimal('', '0', 'Binning as a power of two: 1 halves the size', [-2, 8]),
  GainPath: path('Gain reference'),
  DefectsPath: path('Map of defects, in which every value but 0 is one'),
  GainFlipX: bool('False', 'Mirror the gain left to right'),
  GainFlipY: bool('False', 'Mirror the gain top to bottom, after X'),
  GainTranspose: bool('False', 'Swap columns and rows of the gain, after mirroring'),
  CorrectGain: bool('False', 'Whether the gain is used'),
  CorrectDefects: bool('False', 'Whether the map of defects is used'),
  DosePerAngstromFrame: decimal(
    'e/Å²',
    '0',
    'Exposure of a frame; negative: minus that of a whole movie or tilt',
  ),
  EERGroupFrames: integer('', '10', 'Raw EER frames in a group; negative: minus the number of groups'),
} satisfies ParamTable;

const ctf = {
  Window: integer('px', '512', 'Box of the power spectra', positive),
  RangeMin: decimal('Å', '30', 'Coarsest resolution of the fit', positive),
  RangeMax: decimal('Å', '4', 'Finest resolution of the fit', positive),
  MinQuality: decimal('', '0.8', 'Least quality of the fit', fraction),
  Voltage: integer('kV', '300', 'Acceleration voltage', positive),
  Cs: decimal('mm', '2.7', 'Spherical aberration', notNegative),
  Cc: decimal('mm', '2.7', 'Chromatic aberration', notNegative),
  Amplitude: decimal('', '0.07', 'Share of amplitude contrast', fraction),
  IllAperture: decimal('µrad', '30', 'Aperture of the illumination', notNegative),
  DeltaE: decimal('eV', '0.7', 'Energy spread', notNegative),
  Thickness: decimal('nm', '0', 'Thickness of the sample', notNegative),
  DoPhase: bool('True', 'Whether a phase shift is fitted'),
  UseMovieSum: bool('False', 'Spectrum of the summed movie rather than of its frames'),
  ZMin: decimal('µm', '0', 'Least defocus that is tried'),
  ZMax: decimal('µm', '5', 'Largest defocus that is tried'),
} satisfies ParamTable;

const movement = {
  RangeMin: decimal('Å', '500', 'Coarsest resolution of the alignment', positive),
  RangeMax: decimal('Å', '8', 'Finest resolution of the alignment', positive),
  Bfactor: decimal('Å²', '-500', 'B-factor by which high resolution counts less'),
} satisfies ParamTable;

const grids = {
  CTFX: integer('', '5', 'Nodes of the defocus along X', positive),
  CTFY: integer('', '5', 'Nodes of the defocus along Y', positive),
  CTFZ: integer('', '1', 'Nodes of the defocus over time', positive),
  MovementX: integer('', '5', 'Nodes of the motion along X', positive),
  MovementY: integer('', '5', 'Nodes of the motion along Y', positive),
  MovementZ: integer('', '20', 'Nodes of the motion over time', positive),
} satisfies ParamTable;

export const tomoParams = {
  DimensionsX: decimal('px', '3712', 'Tomogram along X, in pixels before binning', positive),
  DimensionsY: decimal(
    'px',
    '3712',
    'Tomogram along Y, where the tilt axis lies, in pixels before binning',
    positive,
  ),
  DimensionsZ: decimal('px', '1400', 'Tomogram along Z, in pixels before binning', positive),
} satisfies ParamTable;

const picking = {
  ModelPath: path('Trained network for picking'),
  DataStyle: text('cryo', 'Kind of images', ['cryo', 'negstain']),
  Diameter: integer('Å', '200', 'Diameter of the particle', positive),
  MinimumScore: decimal('', '0.95', 'Least score of a pick', fraction),
  MinimumMaskDistance: decimal('Å', '0', 'Least distance to masked regions', notNegative),
  DoExport: bool('False', 'Whether picks are exported'),
  BoxSize: integer('px', '128', 'Box of exported particles', positive),
  DoResample: bool('False', 'Whether exported particles are resampled'),
  BoxSizeResample: integer('px', '128', 'Box after resampling', positive),
  BoxMiniSize: integer('px', '-1', 'Box of small previews; -1 for none'),
  Invert: bool('True', 'Whether contrast is inverted'),
  Normalize: bool('True', 'Whether particles are normalized'),
  DoRunningWindow: bool('True', 'Whether a list of the latest particles is kept'),
  RunningWindowLength: integer('', '10000', 'Particles in that list', positive),
} satisfies ParamTable;

const exporting = {
  DoAverage: bool('True', 'Write averages'),
  DoStack: bool('False', 'Write stacks of aligned frames'),
  DoDeconvolve: bool('False', 'Write deconvolved averages'),
  DoDenoise: bool('False', 'Write what denoising needs'),
  DeconvolutionStrength: decimal('', '1', 'Strength of the deconvolution', notNegative),
  DeconvolutionFalloff: decimal('', '1', 'How fast signal falls off in the deconvolution', notNegative),
  StackGroupSize: integer('', '1', 'Frames summed into one', positive),
  SkipFirstN: integer('', '0', 'Frames left out at the start', notNegative),
  SkipLastN: integer('', '0', 'Frames left out at the end', notNegative),
} satisfies ParamTable;

export const filterParams = {
  AstigmatismMax: decimal('σ', '3', 'Largest astigmatism, in deviations', notNegative),
  DefocusMin: decimal('µm', '0', 'Least defocus'),
  DefocusMax: decimal('µm', '5', 'Largest defocus'),
  PhaseMin: decimal('π', '0', 'Least phase shift'),
  PhaseMax: decimal('π', '1', 'Largest phase shift'),
  ResolutionMax: decimal('Å', '5', 'Coarsest estimated resolution', notNegative),
  MotionMax: decimal('Å', '5', 'Largest mean motion between frames', notNegative),
  ParticlesSuffix: text('', 'Ending of the particle lists that are counted'),
  ParticlesMin: integer('', '1', 'Fewest particles', notNegative),
  MaskPercentage: decimal('%', '10', 'Largest masked share', [0, 100]),
} satisfies ParamTable;

export const rootParams = {
  ProcessCTF: bool('True', 'Whether the contrast transfer is fitted'),
  ProcessMovement: bool('True', 'Whether motion is corrected'),
  ProcessPicking: bool('False', 'Whether particles are picked'),
  PixelSizeX: decimal('Å/px', '1.35', 'Old name of PixelSize in Import, which wins over it', positive),
} satisfies ParamTable;

export const settingsSchema: FileSchema = {
  root: 'Settings',
  title: 'Warp settings',
  elements: {
    Settings: {
      meaning: 'How Warp processes a data set',
      params: rootParams,
    },
    Import: { meaning: 'Where the data are, and what they are', params: importParams },
    CTF: { meaning: 'How the contrast transfer is fitted', params: ctf },
    Movement: { meaning: 'How motion is corrected', params: movement },
    Grids: { meaning: 'How finely models of defocus and motion are divided', params: grids },
    Tomo: { meaning: 'Size of tomograms', params: tomoParams },
    Picking: { meaning: 'How particles are picked', params: picking },
    Export: { meaning: 'What is written for each movie', params: exporting },
    Filter: { meaning: 'Which items count as good', params: filterParams },
    Tasks: { meaning: 'What the dialogs of desktop Warp were set to' },
  },
};
