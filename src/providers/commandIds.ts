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
} as const;

export type CommandName = keyof typeof commandIds;
