/** Ties every command of the palette to its function; a problem in any of them is shown once, here. */
import * as vscode from 'vscode';
import { paletteCommands } from '../../commands/index';
import type { Command as Described } from '../../commands/command';
import { commandId, doing, type PaletteCommand } from '../../commands/palette';
import type { viewCommands } from '../../commands/viewCommands';
import { requireTrust } from '../engine';
import { showProblem } from '../notices';
import { addDataSource } from './addDataSource';
import { cancel } from './cancel';
import { withForm } from './changeSpecies';
import type { Command, Services } from './command';
import { densityCommand } from './density';
import { compareWith } from './compareWith';
import { checkComputer } from './checkComputer';
import { compareWithTruth } from './compareWithTruth';
import { createSample } from './createSample';
import { copyErrorReport } from './copyErrorReport';
import { deleteOldVersions, deleteVersion } from './deleteVersions';
import { diffVersions } from './diffVersions';
import { labelVersion } from './labelVersion';
import { importRelion } from './importRelion';
import { importLane, newLane, showLanes, testLane } from './lanes';
import { copyPath } from './copyPath';
import { manageDataSources, relocateSource, removeSource, rescanSource } from './dataSources';
import { newPopulation } from './newPopulation';
import { newSpecies } from './newSpecies';
import { openAsText } from './openAsText';
import { openMap } from './openMap';
import { openSeries } from './openSeries';
import { reconstructTomogram } from './reconstructTomogram';
import { refine } from './refine';
import { refresh } from './refresh';
import { resume } from './resume';
import { restoreVersion } from './restoreVersion';
import { checkHand, flipHand } from './hand';
import { deselectSeries, selectSeries } from './selectSeries';
import { showInProject } from './showInProject';
import { showLog } from './showLog';
import { showReport } from './showReport';

const viewing: Readonly<Record<keyof typeof viewCommands, Command>> = {
  cancel,
  resume,
  showLog,
  showReport,
  refresh,
  openMap,
  openAsText,
  copyPath,
  showInProject,
  deselectSeries,
  compareWith,
  deleteVersion,
  openSeries,
  manageDataSources,
  mapScreenshot: densityCommand('screenshot'),
  mapCopyChimeraX: densityCommand('copyChimeraX'),
  mapExportSurface: densityCommand('exportSurface'),
  mapOpenElsewhere: densityCommand('openElsewhere'),
  mapAdd: densityCommand('addMap'),
  mapParticles: densityCommand('showParticles'),
  mapMask: densityCommand('maskStudio'),
};

/** Those that ask in another way than by a form about a species. */
const asking: Readonly<Record<string, Command>> = {
  newPopulation,
  addDataSource,
  newSpecies,
  refine,
  restoreVersion,
  labelVersion,
  diffVersions,
  deleteOldVersions,
  reconstructTomogram,
  selectSeries,
  checkHand,
  flipHand,
  rescanSource,
  relocateSource,
  removeSource,
  checkComputer,
  compareWithTruth,
  createSample,
  importRelion,
  copyErrorReport,
  newLane,
  importLane,
  showLanes,
  testLane,
};

export async function registerCommands(services: Services): Promise<vscode.Disposable> {
  return vscode.Disposable.from(
    ...(await paletteCommands()).map((described) => {
      const run = functionOf(described);
      const { trusted } = described.palette;
      return vscode.commands.registerCommand(
        commandId(described),
        async (target?: unknown, selected?: unknown) => {
          try {
            // Menus leave these out; links, keys and other extensions do not.
            if (trusted === true) requireTrust();
            await run(services, target, selected);
          } catch (error) {
            // Not awaited: the command is over when its error is on the screen.
            void showProblem(doing(described), error, services.log);
          }
        },
      );
    }),
  );
}

function functionOf(described: PaletteCommand): Command {
  const { id } = described.palette;
  const own = { ...viewing, ...asking }[id];
  if (own !== undefined) return own;
  const command = described as Partial<Described>;
  if (command.form === undefined || command.target !== 'species') throw new Error(`${id} has no function`);
  return withForm(described as Described);
}
