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
} as const;

export type CommandName = keyof typeof commandIds;
