/** murmur create_source; Add Data Source */
import { command } from './command';
import { onFile, onProject } from './palette';
import { accept, dontVersion } from './sharedFields';

const fromSettings = { shownWhen: { field: 'from', is: 'settings' } } as const;

export const createSource = command({
  name: 'create_source',
  description: 'Add the tilt series that Warp processed to a population, as a data source.',
  target: 'population',
  fields: {
    from: {
      kind: 'choice',
      label: 'Source type',
      choices: [
        { value: 'settings', label: 'Settings of Warp or WarpTools' },
        { value: 'source', label: 'Existing .source file' },
      ],
      start: 'settings',
    },
    settings: {
      kind: 'file',
      files: 'settings',
      option: '-s, --processing_settings <file>',
      required: true,
      help: "Warp's .settings file of the tilt series",
      label: 'Settings file',
      hint: 'Tilt-series settings. Change filter ranges in Warp.',
      ...fromSettings,
    },
    source: {
      kind: 'file',
      files: 'source',
      label: 'Data source file',
      hint: 'A .source of M or of another population: it is taken in as it is, and shared with that one.',
      shownWhen: { field: 'from', is: 'source' },
    },
    name: {
      kind: 'text',
      option: '-n, --name <name>',
      required: true,
      help: 'name of the data source',
      label: 'New source name',
      placeholder: 'tomograms',
      ...fromSettings,
    },
    firstTilts: {
      kind: 'number',
      whole: true,
      option: '--nframes <count>',
      help: 'most tilts of a series to use, those of least dose (default: all)',
      // 0 for all, as in MTools.
      range: [0, 10_000],
      label: 'Use only first N tilts',
      placeholder: 'all',
      hint: 'Those of least dose, in refinements, maps and exports. To leave out single tilts, clear their boxes in the explorer.',
      ...fromSettings,
    },
    files: {
      kind: 'file',
      option: '--files <file>',
      help: 'text or STAR file listing the series to take, one per line (default: all)',
    },
    includeFiltered: {
      kind: 'switch',
      reverse: true,
      option: '--apply_filter',
      help: 'leave out series outside of the filter ranges in the settings (default: take them)',
      label: 'Include items outside of filter ranges',
      ...fromSettings,
    },
    includeDeselected: {
      kind: 'switch',
      option: '--include_deselected',
      help: 'take series that were deselected by hand too (default: leave them out)',
      label: 'Include manually excluded items',
      ...fromSettings,
    },
    accept: { ...accept, hint: 'What it stopped at, by name: doses.', ...fromSettings },
    output: {
      kind: 'file',
      pick: 'save',
      option: '-o, --output <file>',
      help: 'path of the .source (default: NAME.source in the processing folder)',
    },
    dontVersion,
  },
  async run({ firstTilts: frameLimit, includeFiltered, ...options }, { say }) {
    const job = await import('../jobs/sources/createSource');
    const created = await job.createSource({ ...options, frameLimit, applyFilter: !includeFiltered }, say);
    for (const { name, reason } of created.skipped) say(`${name} was left out: ${reason}`);
    for (const { name, hashFrom } of created.withoutRaw)
      say(
        hashFrom.endsWith('.source')
          ? `${name}: its raw movie is gone, its hash is taken from ${hashFrom}`
          : `${name}: its raw movie is gone, its hash is that of ${hashFrom}, by which M will not recognize it`,
      );
    return created;
  },
  json: ({ source, skipped, withoutRaw }) => ({
    source: source.path,
    guid: source.guid,
    name: source.name,
    series: source.files.length,
    pixelSize: source.pixelSize,
    skipped,
    withoutRaw,
  }),
  done: ({ source }) => [`Created ${source.path} with ${source.files.length} tilt series`],
  form: {
    title: 'Add Data Source',
    intro: 'Tilt series that Warp has processed, for {population}. Their files stay where they are.',
    submitLabel: 'Add Data Source',
    busyLabel: 'Reading the series…',
    sections: [
      { title: 'Data source', fields: ['from', 'settings', 'source', 'name'] },
      { title: 'Series', fields: ['includeFiltered', 'includeDeselected', 'firstTilts', 'accept'] },
    ],
    done: (result) => {
      const { name, series } = result as { readonly name: string; readonly series: number };
      return `Added data source ${name} with ${series} series.`;
    },
  },
  palette: {
    id: 'addDataSource',
    title: 'Add Data Source...',
    icon: '$(add)',
    menus: [
      ...onProject('population.*|sources', '2_add@1'),
      ...onProject('sources', 'inline@1'),
      onFile('resourceExtname == .settings && isWorkspaceTrusted', 'murmuration@1'),
    ],
  },
});
