/** The commands, one file each: the table of contents of the command line and of VS Code. */
import type { Command } from './command';
import type { PaletteCommand } from './palette';

/** Commands with options of their own kind are registered elsewhere; here they have a name. */
export type Listed = Command | (PaletteCommand & { readonly name: string });

/** In the order of the help; what is loaded with one file is needed to describe its command, not to run it. */
export const commandFiles: Readonly<Record<string, () => Promise<Listed>>> = {
  create_population: async () => (await import('./createPopulation')).createPopulation,
  create_source: async () => (await import('./createSource')).createSource,
  create_species: async () => (await import('./createSpecies')).createSpecies,
  create_mask: async () => (await import('./createMask')).createMask,
  update_mask: async () => (await import('./updateMask')).updateMask,
  reconstruct: async () => (await import('./reconstruct')).reconstruct,
  reconstruct_tomogram: async () => (await import('./reconstructTomogram')).reconstructTomogram,
  postprocess: async () => (await import('./postprocess')).postprocess,
  match_particles: async () => (await import('./matchParticles')).matchParticles,
  list_series: async () => (await import('./listSeries')).listSeries,
  list_sources: async () => (await import('./listSources')).listSources,
  list_species: async () => (await import('./listSpecies')).listSpecies,
  refine: async () => (await import('./refine')).refine,
  refine_task: async () => (await import('./refineTask')).refineTask,
  refine_settings: async () => (await import('./refineSettings')).refineSettings,
  eval_model: async () => (await import('./evalModel')).evalModel,
  simulate: async () => (await import('./simulate')).simulate,
  sample: async () => (await import('./sample')).sample,
  score: async () => (await import('./score')).score,
  export_particles: async () => (await import('./exportParticles')).exportParticles,
  import_relion: async () => (await import('./importRelion')).importRelion,
  import_alignments: async () => (await import('./importAlignments')).importAlignments,
  import_defocus: async () => (await import('./importDefocus')).importDefocus,
  info: async () => (await import('./info')).info,
  check: async () => (await import('./check')).check,
  doctor: async () => (await import('./doctor')).doctor,
  error_report: async () => (await import('./errorReport')).errorReport,
  history: async () => (await import('./history')).history,
  restore: async () => (await import('./restore')).restore,
  label_version: async () => (await import('./labelVersion')).labelVersion,
  diff_versions: async () => (await import('./diffVersions')).diffVersions,
  prune_versions: async () => (await import('./pruneVersions')).pruneVersions,
  report: async () => (await import('./report')).report,
  rescan_source: async () => (await import('./rescanSource')).rescanSource,
  relocate_source: async () => (await import('./relocateSource')).relocateSource,
  check_hand: async () => (await import('./checkHand')).checkHand,
  flip_hand: async () => (await import('./flipHand')).flipHand,
  select_tilts: async () => (await import('./selectTilts')).selectTilts,
  select_series: async () => (await import('./selectSeries')).selectSeries,
  rotate_species: async () => (await import('./rotateSpecies')).rotateSpecies,
  shift_species: async () => (await import('./shiftSpecies')).shiftSpecies,
  expand_symmetry: async () => (await import('./expandSymmetry')).expandSymmetry,
  resample_trajectories: async () => (await import('./resampleTrajectories')).resampleTrajectories,
  resample_species: async () => (await import('./resampleSpecies')).resampleSpecies,
  add_species: async () => (await import('./addSpecies')).addSpecies,
  add_source: async () => (await import('./addSource')).addSource,
  remove_species: async () => (await import('./removeSpecies')).removeSpecies,
  remove_source: async () => (await import('./removeSource')).removeSource,
  lane_list: async () => (await import('./laneList')).laneList,
  lane_create: async () => (await import('./laneCreate')).laneCreate,
  lane_import: async () => (await import('./laneImport')).laneImport,
  lane_test: async () => (await import('./laneTest')).laneTest,
  lane_probe: async () => (await import('./laneProbe')).laneProbe,
  mcp: async () => (await import('./mcp')).mcp,
  particles: async () => (await import('./particles')).particles,
};

export async function allCommands(files = commandFiles): Promise<readonly Listed[]> {
  return Promise.all(Object.values(files).map((load) => load()));
}

/** Those that VS Code's palette and menus have, beside the language part's. */
export async function paletteCommands(files = commandFiles): Promise<readonly PaletteCommand[]> {
  const [commands, { viewCommands }] = await Promise.all([allCommands(files), import('./viewCommands')]);
  return [...commands.filter(isInPalette), ...Object.values(viewCommands)];
}

function isInPalette(command: Listed): command is Listed & PaletteCommand {
  return command.palette !== undefined;
}
