/** Every command's id, once; package.json names the same ones. */
export const commandIds = {
  newPopulation: 'murmuration.newPopulation',
  addDataSource: 'murmuration.addDataSource',
  newSpecies: 'murmuration.newSpecies',
  refine: 'murmuration.refine',
  cancel: 'murmuration.cancel',
  showLog: 'murmuration.showLog',
  showReport: 'murmuration.showReport',
  refresh: 'murmuration.refresh',
  openMap: 'murmuration.openMap',
  openAsText: 'murmuration.openAsText',
  copyPath: 'murmuration.copyPath',
  showInProject: 'murmuration.showInProject',
  deselectSeries: 'murmuration.deselectSeries',
  selectSeries: 'murmuration.selectSeries',
  restoreVersion: 'murmuration.restoreVersion',
  compareWith: 'murmuration.compareWith',
  mapScreenshot: 'murmuration.mapScreenshot',
  mapCopyChimeraX: 'murmuration.mapCopyChimeraX',
  mapExportSurface: 'murmuration.mapExportSurface',
  mapOpenElsewhere: 'murmuration.mapOpenElsewhere',
  mapAdd: 'murmuration.mapAdd',
  mapParticles: 'murmuration.mapParticles',
  mapMask: 'murmuration.mapMask',
  openSeries: 'murmuration.openSeries',
  manageDataSources: 'murmuration.manageDataSources',
  rescanSource: 'murmuration.rescanSource',
  relocateSource: 'murmuration.relocateSource',
  removeSource: 'murmuration.removeSource',
  rotateSpecies: 'murmuration.rotateSpecies',
  shiftSpecies: 'murmuration.shiftSpecies',
  expandSymmetry: 'murmuration.expandSymmetry',
  resampleTrajectories: 'murmuration.resampleTrajectories',
  updateMask: 'murmuration.updateMask',
  particleSets: 'murmuration.particleSets',
  exportParticles: 'murmuration.exportParticles',
} as const;

export type CommandName = keyof typeof commandIds;

/** Those that start the engine or change files: only in a folder that is trusted, by whatever way they are called. */
export const trustedCommands: readonly CommandName[] = [
  ...(['newPopulation', 'addDataSource', 'newSpecies', 'refine', 'cancel', 'restoreVersion'] as const),
  ...(['deselectSeries', 'selectSeries'] as const),
  ...(['manageDataSources', 'rescanSource', 'relocateSource', 'removeSource'] as const),
  ...(['rotateSpecies', 'shiftSpecies', 'expandSymmetry', 'resampleTrajectories', 'updateMask'] as const),
  ...(['particleSets', 'exportParticles'] as const),
];
