/** M's populations, data sources and species. Names and defaults: M user guide and files that MTools writes. */
import {
  bool,
  decimal,
  float,
  fraction,
  guid,
  integer,
  notNegative,
  numbers,
  path,
  positive,
  text,
  type FileSchema,
  type ParamTable,
} from './param';

export const refinementParams = {
  NIterations: integer('', '3', 'Sub-iterations of a refinement', notNegative),
  BFactorWeightingThreshold: decimal('', '0.25', 'Weight at which a tilt’s resolution is cut', fraction),
  BatchSize: integer('', '16', 'Particles in a batch of CTF refinement', positive),
  InitialResolutionPercent: integer(
    '%',
    '80',
    'Share of the resolution that the first sub-iteration uses',
    [1, 100],
  ),
  MinParticlesPerItem: integer('', '10', 'Fewest particles of a series that is refined', notNegative),
  UseHostMemory: bool('True', 'Whether particle images are kept in the computer’s memory'),
  DoImageWarp: bool('True', 'Refine the warp of images'),
  ImageWarpWidth: integer('', '3', 'Nodes of the image warp along X', positive),
  ImageWarpHeight: integer('', '3', 'Nodes of the image warp along Y', positive),
  DoVolumeWarp: bool('False', 'Refine the warp of the volume'),
  VolumeWarpWidth: integer('', '3', 'Nodes of the volume warp along X', positive),
  VolumeWarpHeight: integer('', '3', 'Nodes of the volume warp along Y', positive),
  VolumeWarpDepth: integer('', '2', 'Nodes of the volume warp along Z', positive),
  VolumeWarpLength: integer('', '10', 'Nodes of the volume warp over the exposure', positive),
  DoAxisAngles: bool('False', 'Refine stage angles'),
  DoParticlePoses: bool('True', 'Refine positions and orientations of particles'),
  DoMagnification: bool('False', 'Refine anisotropic magnification'),
  DoZernike13: bool('False', 'Refine odd aberrations of orders 1 and 3'),
  DoZernike5: bool('False', 'Refine odd aberrations of order 5'),
  GeometryHighPass: decimal('Å', '20', 'Kept in the file; not used'),
  DoTiltMovies: bool('False', 'Refine the frames of tilt movies'),
  DoDefocus: bool('False', 'Refine defocus'),
  DoAstigmatismDelta: bool('False', 'Refine astigmatism; M sets it as DoDefocus'),
  DoAstigmatismAngle: bool('False', 'Refine the angle of astigmatism; M sets it as DoDefocus'),
  DoPhaseShift: bool('False', 'Refine phase shift'),
  DoCs: bool('False', 'Refine spherical aberration'),
  DoDoming: bool('False', 'Refine doming of frame series'),
  DoZernike2: bool('False', 'Refine even aberrations of order 2'),
  DoZernike4: bool('False', 'Refine even aberrations of order 4'),
  DoDefocusGridSearch: bool('False', 'Search defocus over a grid first'),
  MinimumCTFRefinementResolution: decimal('Å', '7', 'Coarsest species that CTF refinement uses', positive),
  CTFHighPass: decimal('Å', '20', 'Kept in the file; not used'),
} satisfies ParamTable;

const version = {
  GUID: guid('Identity; a population names it'),
  Version: text('', 'Hash of what a refinement changes'),
  PreviousVersion: text('', 'Version before this one'),
  DontVersion: bool('False', 'No copies in the folder `versions`'),
} satisfies ParamTable;

const reference = {
  GUID: guid('GUID inside that file'),
  Path: path('File, from the folder of this one'),
} satisfies ParamTable;

export const populationParams = { Name: text('', 'What people call it') } satisfies ParamTable;

export const populationSchema: FileSchema = {
  root: 'Population',
  title: 'M population',
  elements: {
    Population: {
      meaning: 'Species and data sources that are refined together',
      params: populationParams,
    },
    Species: { meaning: 'A species of the population, or the list of them', attributes: reference },
    Source: { meaning: 'A data source of the population', attributes: reference },
    Sources: { meaning: 'Data sources of the population' },
    LastRefinementOptions: { meaning: 'What the last refinement was set to', params: refinementParams },
  },
};

export const sourceParams = {
  ...version,
  Name: text('New Source', 'What people call it; M names a scratch folder after it'),
  RelativeWeight: float('', '1', 'Weight against other sources, for frame series', notNegative),
  RelativeBFactor: numbers('Å²', '0,0,0', 'B-factor against other sources: mean, anisotropy, its angle', 3),
  PixelSize: decimal('Å/px', '1.35', 'Pixel size of the raw data, before any binning', positive),
  PixelSizeX: decimal('Å/px', '1.35', 'Old name of PixelSize, which wins over it', positive),
  DimensionsX: decimal('px', '3712', 'Tomogram along X, in pixels before binning', positive),
  DimensionsY: decimal('px', '3712', 'Tomogram along Y, in pixels before binning', positive),
  DimensionsZ: decimal('px', '1400', 'Tomogram along Z, in pixels before binning', positive),
  FrameLimit: integer(
    '',
    '-1',
    'Most frames or tilts that are used, those of least dose; -1 without limit. M does not limit tilts',
  ),
  GainFlipX: bool('False', 'Mirror the gain left to right'),
  GainFlipY: bool('False', 'Mirror the gain top to bottom, after X'),
  GainTranspose: bool('False', 'Swap columns and rows of the gain, after mirroring'),
  GainPath: path('Gain reference, from the folder of this file'),
  DefectsPath: path('Map of defects, from the folder of this file'),
  DosePerAngstromFrame: decimal('e/Å²', '0', 'Exposure of a frame; negative: minus that of a movie or tilt'),
  EERGroupFrames: integer('', '10', 'Raw EER frames in a group; negative: minus the number of groups'),
} satisfies ParamTable;

export const sourceSchema: FileSchema = {
  root: 'DataSource',
  title: 'M data source',
  elements: {
    DataSource: {
      meaning: 'Series of one data set',
      params: sourceParams,
    },
    UsedSpecies: { meaning: 'Kept by M; always empty' },
    Files: { meaning: 'Series in the order in which they are refined' },
    File: {
      meaning: 'A series; its XML lies beside this file',
      attributes: {
        Hash: text('', 'Hash of the raw data, by which particles find their series'),
        Name: text('', 'Name of the series’ file, without folder'),
        Weight: float('', '1', 'Copy of the series’ weight; not read', notNegative),
        Bfactor: float('Å²', '0', 'Copy of the series’ B-factor; not read'),
      },
    },
  },
};

export const speciesParams = {
  ...version,
  Name: text('New Species', 'What people call it, and what its files are named after'),
  PixelSize: decimal('Å/px', '1', 'Pixel size of all maps', positive),
  MolecularWeightkDa: decimal('kDa', '100', 'Shown by M; not used', positive),
  DiameterAngstrom: integer('Å', '50', 'Diameter of the particle; the box is twice as wide', positive),
  Symmetry: text('C1', 'Point group, with RELION’s axes', ['C1', 'C2', 'C3', 'C6', 'D2', 'T', 'O', 'I']),
  HelicalUnits: integer('', '1', 'Subunits that are averaged; more than 1 makes it a helix', [1, Infinity]),
  HelicalTwist: decimal('degrees', '0', 'Turn from one subunit to the next, right-handed positive'),
  HelicalRise: decimal('Å', '0', 'Rise from one subunit to the next'),
  HelicalHeight: integer('Å', '0', 'Length of the helix that is averaged', notNegative),
  DoEwald: bool('False', 'Correct for the curvature of the Ewald sphere'),
  EwaldReverse: bool('True', 'Hand of that correction'),
  UseForAlignment: bool('True', 'Kept in the file; not used'),
  TemporalResolutionMovement: integer('', '1', 'Positions of each particle over the exposure', positive),
  TemporalResolutionRotation: integer(
    '',
    '1',
    'Orientations over the exposure; has to equal the positions',
    positive,
  ),
  GlobalResolution: decimal('Å', '-1', 'Resolution of the map; 0 or less is unknown'),
  GlobalBFactor: integer('Å²', '0', 'B-factor fitted for sharpening'),
  DenoisedAtResolution: decimal('Å', '-1', 'Resolution when the denoiser was trained; 0 or less: never'),
  ApplyDenoising: bool('True', 'Denoise references (True), or weight them by their FSC (False)'),
  MaskAutoThreshold: decimal('', '0.02', 'Kept in the file; not used'),
  MaskAutoResolution: decimal('Å', '10', 'Kept in the file; not used'),
  MaskUseManual: bool('True', 'Kept in the file; not used'),
} satisfies ParamTable;

export const speciesSchema: FileSchema = {
  root: 'Species',
  title: 'M species',
  elements: {
    Species: {
      meaning: 'One kind of particle: its maps, mask and particle table lie beside this file',
      params: speciesParams,
    },
    UsedDataSources: { meaning: 'Kept by M; always empty' },
    RefinedWith: { meaning: 'Versions of the data sources that this version was made with; not known to M' },
  },
};
