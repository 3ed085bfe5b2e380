/** murmur: the table of contents of the command line. */
import type { Command } from 'commander';

type Load = () => Promise<(program: Command) => void>;

/** Several commands of one file. */
const populationMembers: Load = async () => (await import('./populationMembers')).registerPopulationMembers;

/** In the order of the help. */
export const commands: Readonly<Record<string, Load>> = {
  create_population: async () => (await import('./createPopulation')).registerCreatePopulation,
  create_source: async () => (await import('./createSource')).registerCreateSource,
  create_species: async () => (await import('./createSpecies')).registerCreateSpecies,
  create_mask: async () => (await import('./createMask')).registerCreateMask,
  update_mask: async () => (await import('./updateMask')).registerUpdateMask,
  reconstruct: async () => (await import('./reconstruct')).registerReconstruct,
  postprocess: async () => (await import('./postprocess')).registerPostprocess,
  match_particles: async () => (await import('./matchParticles')).registerMatchParticles,
  list_series: async () => (await import('./listSeries')).registerListSeries,
  list_sources: async () => (await import('./listSources')).registerListSources,
  list_species: async () => (await import('./listSpecies')).registerListSpecies,
  refine: async () => (await import('./refine')).registerRefine,
  refine_settings: async () => (await import('./refineSettings')).registerRefineSettings,
  eval_model: async () => (await import('./evalModel')).registerEvalModel,
  simulate: async () => (await import('./simulate')).registerSimulate,
  score: async () => (await import('./score')).registerScore,
  export_particles: async () => (await import('./exportParticles')).registerExportParticles,
  import_alignments: async () => (await import('./importAlignments')).registerImportAlignments,
  import_defocus: async () => (await import('./importDefocus')).registerImportDefocus,
  info: async () => (await import('./info')).registerInfo,
  check: async () => (await import('./check')).registerCheck,
  history: async () => (await import('./history')).registerHistory,
  restore: async () => (await import('./restore')).registerRestore,
  report: async () => (await import('./report')).registerReport,
  rescan_source: async () => (await import('./rescanSource')).registerRescanSource,
  relocate_source: async () => (await import('./relocateSource')).registerRelocateSource,
  select_tilts: async () => (await import('./selectTilts')).registerSelectTilts,
  select_series: async () => (await import('./selectSeries')).registerSelectSeries,
  rotate_species: async () => (await import('./rotateSpecies')).registerRotateSpecies,
  shift_species: async () => (await import('./shiftSpecies')).registerShiftSpecies,
  expand_symmetry: async () => (await import('./expandSymmetry')).registerExpandSymmetry,
  resample_trajectories: async () => (await import('./resampleTrajectories')).registerResampleTrajectories,
  add_species: populationMembers,
  add_source: populationMembers,
  remove_species: populationMembers,
  remove_source: populationMembers,
  particles: async () => (await import('./particles')).registerParticles,
};

/** Loads only the command that was asked for, which then starts sooner and takes less memory; all where help is needed. */
export async function registerCommands(program: Command, asked: string | undefined): Promise<void> {
  const name = asked?.replaceAll('-', '_') ?? '';
  const wanted = Object.hasOwn(commands, name) ? [commands[name]] : new Set(Object.values(commands));
  for (const register of await Promise.all(Array.from(wanted, (load) => load()))) register(program);
}
