/** Ties every command id to its function; a problem in any of them is shown once, here. */
import * as vscode from 'vscode';
import { commandIds, trustedCommands, type CommandName } from '../commandIds';
import { requireTrust } from '../engine';
import { showProblem } from '../notices';
import { addDataSource } from './addDataSource';
import { cancel } from './cancel';
import {
  expandSymmetry,
  exportParticles,
  particleSets,
  resampleTrajectories,
  rotateSpecies,
  shiftSpecies,
  updateMask,
} from './changeSpecies';
import type { Command, Services } from './command';
import { densityCommand } from './density';
import { compareWith } from './compareWith';
import { copyPath } from './copyPath';
import { manageDataSources, relocateSource, removeSource, rescanSource } from './dataSources';
import { newPopulation } from './newPopulation';
import { newSpecies } from './newSpecies';
import { openAsText } from './openAsText';
import { openMap } from './openMap';
import { openSeries } from './openSeries';
import { refine } from './refine';
import { refresh } from './refresh';
import { restoreVersion } from './restoreVersion';
import { deselectSeries, selectSeries } from './selectSeries';
import { showInProject } from './showInProject';
import { showLog } from './showLog';
import { showReport } from './showReport';

const commands: Readonly<Record<CommandName, readonly [doing: string, run: Command]>> = {
  newPopulation: ['New population', newPopulation],
  addDataSource: ['Add data source', addDataSource],
  newSpecies: ['New species', newSpecies],
  refine: ['Refine', refine],
  cancel: ['Cancel', cancel],
  showLog: ['Show log', showLog],
  showReport: ['Show report', showReport],
  refresh: ['Refresh', refresh],
  openMap: ['Open map', openMap],
  openAsText: ['Open as text', openAsText],
  copyPath: ['Copy path', copyPath],
  showInProject: ['Show in project', showInProject],
  deselectSeries: ['Deselect series', deselectSeries],
  selectSeries: ['Select series', selectSeries],
  restoreVersion: ['Restore', restoreVersion],
  compareWith: ['Compare', compareWith],
  mapScreenshot: ['Save Picture of Map', densityCommand('screenshot')],
  mapCopyChimeraX: ['Copy ChimeraX Command', densityCommand('copyChimeraX')],
  mapExportSurface: ['Save Surface of Map', densityCommand('exportSurface')],
  mapOpenElsewhere: ['Open Slices at the Same Place', densityCommand('openElsewhere')],
  mapAdd: ['Show Another Map with This One', densityCommand('addMap')],
  mapParticles: ['Show Particles in Map', densityCommand('showParticles')],
  mapMask: ['Make Mask from Map', densityCommand('maskStudio')],
  openSeries: ['Open series', openSeries],
  manageDataSources: ['Manage data sources', manageDataSources],
  rescanSource: ['Re-scan', rescanSource],
  relocateSource: ['Re-locate', relocateSource],
  removeSource: ['Remove data source', removeSource],
  rotateSpecies: ['Rotate', rotateSpecies],
  shiftSpecies: ['Shift centre', shiftSpecies],
  expandSymmetry: ['Expand symmetry', expandSymmetry],
  resampleTrajectories: ['Resample trajectories', resampleTrajectories],
  updateMask: ['Update mask', updateMask],
  particleSets: ['Particle sets', particleSets],
  exportParticles: ['Export particles', exportParticles],
};

export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(commands).map(([name, [doing, run]]) =>
    vscode.commands.registerCommand(
      commandIds[name as CommandName],
      async (target?: unknown, selected?: unknown) => {
        try {
          // Menus leave these out; links, keys and other extensions do not.
          if (trustedCommands.includes(name as CommandName)) requireTrust();
          await run(services, target, selected);
        } catch (error) {
          // Not awaited: the command is over when its error is on the screen.
          void showProblem(doing, error, services.log);
        }
      },
    ),
  );
  return vscode.Disposable.from(...registered);
}
