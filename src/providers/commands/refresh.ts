/** Refresh: reads the projects from disk again, where file changes were not noticed (network file systems). */
import type { Command } from './command';

export const refresh: Command = async (services) => {
  await services.projects.refresh();
};
