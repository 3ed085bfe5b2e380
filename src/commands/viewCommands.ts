/** Commands of VS Code alone: they show something, or end a refinement. */
import { onEditor, onFile, onJobs, onProject, onView, type PaletteCommand } from './palette';

const onMap = 'activeCustomEditorId =~ /^murmuration.density/';
const inMap = { enablement: onMap, inPalette: onMap } as const;

export const viewCommands = {
  cancel: {
    palette: {
      id: 'cancel',
      title: 'Cancel Refinement',
      icon: '$(debug-stop)',
      trusted: true,
      menus: [
        ...onProject('population.refining', 'inline@1', '1_run@1'),
        ...onJobs('job.(queued|running)', 'inline@2', '1_run@1'),
      ],
    },
  },
  resume: {
    palette: {
      id: 'resume',
      title: 'Resume Refinement',
      icon: '$(debug-continue)',
      trusted: true,
      menus: onJobs('job.(failed|cancelled|stopped|lost)', 'inline@3', '1_run@1'),
    },
  },
  showLog: {
    palette: {
      id: 'showLog',
      title: 'Show Log',
      icon: '$(output)',
      menus: onJobs('job.*', 'inline@1', '2_log@1'),
    },
  },
  showReport: {
    palette: {
      id: 'showReport',
      title: 'Show Report',
      icon: '$(graph)',
      menus: [
        ...onProject('species', 'inline@1'),
        ...onProject('population.*|species', '1_open@2'),
        ...onJobs('job.*', 'inline@0', '2_log@0'),
      ],
    },
  },
  refresh: {
    palette: {
      id: 'refresh',
      title: 'Refresh',
      icon: '$(refresh)',
      menus: [onView('view == murmuration.project', 'navigation@2')],
    },
  },
  openMap: {
    palette: { id: 'openMap', title: 'Open Map', icon: '$(eye)', menus: onProject('map|tilt', '1_open@1') },
  },
  openAsText: {
    palette: {
      id: 'openAsText',
      title: 'Open as Text',
      icon: '$(go-to-file)',
      inPalette: 'false',
      menus: onProject('population.*|source|series.*|species|particles|fsc|version.*|broken', '3_open@1'),
    },
  },
  copyPath: {
    palette: {
      id: 'copyPath',
      title: 'Copy Path',
      icon: '$(copy)',
      inPalette: 'false',
      menus: onProject(
        'population.*|source|series.*|tilt|species|map|particles|fsc|version.*|broken',
        '4_copy@1',
      ),
    },
  },
  showInProject: {
    palette: {
      id: 'showInProject',
      title: 'Show in Project',
      icon: '$(list-tree)',
      menus: [
        onEditor('activeCustomEditorId == murmuration.density && workspaceFolderCount > 0', '1_project'),
        onFile('resourceExtname =~ /^\\.(mrc|source|species|population)$/', 'murmuration@2'),
      ],
    },
  },
  deselectSeries: {
    palette: {
      id: 'deselectSeries',
      title: 'Deselect Series',
      icon: '$(circle-slash)',
      trusted: true,
      menus: onProject('series(\\.filtered)?', '5_select@1'),
    },
  },
  compareWith: {
    palette: {
      id: 'compareWith',
      title: 'Compare With...',
      icon: '$(compare-changes)',
      menus: onProject('species|version.*|map|particles|fsc', '6_versions@2'),
    },
  },
  deleteVersion: {
    palette: {
      id: 'deleteVersion',
      title: 'Delete Version...',
      icon: '$(trash)',
      trusted: true,
      menus: onProject('version', '6_versions@5'),
    },
  },
  openSeries: {
    palette: {
      id: 'openSeries',
      title: 'Open Series',
      icon: '$(layers)',
      menus: onProject('series.*', '1_open@1'),
    },
  },
  manageDataSources: {
    palette: {
      id: 'manageDataSources',
      title: 'Manage Data Sources...',
      icon: '$(settings-gear)',
      trusted: true,
      menus: [...onProject('population.*|sources', '2_add@3'), ...onProject('sources', 'inline@2')],
    },
  },
  mapScreenshot: {
    palette: {
      id: 'mapScreenshot',
      title: 'Save Picture of Map...',
      icon: '$(device-camera)',
      ...inMap,
      menus: [onEditor(onMap, 'navigation@3')],
    },
  },
  mapCopyChimeraX: {
    palette: {
      id: 'mapCopyChimeraX',
      title: 'Copy ChimeraX Command',
      icon: '$(copy)',
      ...inMap,
      menus: [onEditor(onMap, '2_save@2')],
    },
  },
  mapExportSurface: {
    palette: {
      id: 'mapExportSurface',
      title: 'Save Surface of Map...',
      icon: '$(export)',
      ...inMap,
      menus: [onEditor(onMap, '2_save@1')],
    },
  },
  mapOpenElsewhere: {
    palette: {
      id: 'mapOpenElsewhere',
      title: 'Open Linked Slices...',
      icon: '$(split-horizontal)',
      ...inMap,
      menus: [onEditor(onMap, '1_map@2')],
    },
  },
  mapAdd: {
    palette: {
      id: 'mapAdd',
      title: 'Show Another Map with This One...',
      icon: '$(add)',
      ...inMap,
      menus: [onEditor(onMap, 'navigation@1')],
    },
  },
  mapParticles: {
    palette: {
      id: 'mapParticles',
      title: 'Show Particles in Map...',
      icon: '$(symbol-misc)',
      menus: [onEditor(onMap, '1_map@1')],
    },
  },
  mapMask: {
    palette: {
      id: 'mapMask',
      title: 'Make Mask from Map',
      icon: '$(circle-large-outline)',
      ...inMap,
      menus: [onEditor(onMap, 'navigation@2')],
    },
  },
} as const satisfies Readonly<Record<string, PaletteCommand>>;
