/** murmur import_relion; Import RELION Project */
import type { ImportedRelion } from '../jobs/import/relion/importRelion';
import { command } from './command';
import { counted } from './counted';
import { pathProblem, text } from './formValues';
import { onView } from './palette';
import { parseDimensions } from './parse';

export const importRelion = command({
  name: 'import_relion',
  description:
    'Take over tomograms of RELION 4 or 5 with alignment, defocus, doses and hand: into a new project, or into one that has the same series.',
  target: 'none',
  fields: {
    tomograms: {
      kind: 'file',
      files: 'star',
      option: '-t, --tomograms <file>',
      required: true,
      help: "RELION's tomograms.star, or an optimisation set that names one; with it aberrations are taken over, too",
      label: 'Tomograms',
      hint: "RELION's tomograms.star, or an optimisation set: with one, aberrations are taken over, too.",
    },
    output: {
      kind: 'file',
      pick: 'folder',
      option: '-o, --output <folder>',
      help: 'folder for a new project, missing or empty',
      label: 'Folder of the new project',
      placeholder: 'missing or empty',
    },
    settings: {
      kind: 'file',
      files: 'settings',
      option: '-s, --settings <file>',
      help: "Warp's .settings file of a project that has these series: takes over what RELION refined of them, instead of a new project",
      label: 'Settings of a project to update',
      placeholder: 'none: make a new project',
      hint: 'Of a project that has these series: takes over what RELION refined of them.',
    },
    project: {
      kind: 'file',
      pick: 'folder',
      option: '--relion_project <folder>',
      help: 'folder that RELION was started in (default: the one above the table in which its files are found)',
      label: 'RELION project',
      placeholder: 'found above the table',
    },
    series: {
      kind: 'names',
      option: '--series <names...>',
      help: 'names of tomograms to take: TS_1 TS_2 (default: all)',
      label: 'Tomograms to take',
      placeholder: 'all',
    },
    dimensions: {
      kind: 'parsed',
      parse: parseDimensions,
      option: '--tomo_dimensions <pixels>',
      help: 'size of the volumes in pixels of the tilt images, like 4000x4000x2000 (default: from the table)',
      label: 'Size of the volumes (pixels)',
      placeholder: 'from the table',
      hint: 'In pixels of the tilt images, like 4000x4000x2000.',
    },
    anySizes: {
      kind: 'switch',
      option: '--any_sizes',
      help: 'take pixel sizes and volumes that are not those of the images or of the project (default: stop)',
      label: 'Take sizes that contradict the images or the project',
    },
    overwrite: {
      kind: 'switch',
      option: '--overwrite',
      help: 'discard deformations that M refined where the alignment changes (default: stop)',
      label: 'Discard refined deformations where the alignment changes',
    },
    dryRun: { kind: 'switch', option: '--dry_run', help: 'say what would come of it, and write nothing' },
  },
  async run(options) {
    const job = await import('../jobs/import/relion/importRelion');
    return job.importRelion(options);
  },
  done: (imported, { dryRun }) => [
    ...imported.series.flatMap(({ series, tilts, notes }) => [
      `${series}: ${tilts} tilts`,
      ...notes.map((note) => `  ${note}`),
    ]),
    ...(dryRun ? ['nothing written'] : lastLines(imported)),
  ],
  form: {
    title: 'Import RELION Project',
    intro:
      "Tomograms of RELION 4 or 5 become tilt series as Warp leaves them, with links to the tilt images; volumes, positions and angles keep RELION's frame.",
    submitLabel: 'Import',
    busyLabel: 'Importing…',
    sections: [
      { title: 'From RELION', fields: ['tomograms', 'project', 'series'] },
      { title: 'To', fields: ['output', 'settings'] },
      { title: 'More', closed: true, fields: ['dimensions', 'anySizes', 'overwrite'] },
    ],
    preview: (values) =>
      text(values, 'tomograms') === ''
        ? null
        : {
            given: {},
            options: ['--dry_run'],
            findings: (result) => ({ errors: {}, notes: { tomograms: previewOf(result as ImportedRelion) } }),
            field: 'tomograms',
          },
    problems: (values) => {
      const [output, settings] = [text(values, 'output'), text(values, 'settings')];
      return {
        tomograms: pathProblem(text(values, 'tomograms'), "RELION's table"),
        output:
          output === '' && settings === ''
            ? 'A folder for a new project is needed, or the settings of one to update.'
            : output !== '' && settings !== ''
              ? 'Either a new project or one to update: leave one of the two empty.'
              : null,
        dimensions: dimensionsProblem(text(values, 'dimensions')),
      };
    },
  },
  palette: {
    id: 'importRelion',
    title: 'Import RELION Project...',
    enablement: 'workspaceFolderCount > 0',
    menus: [onView('view == murmuration.project', '2_import@1')],
  },
});

function lastLines(imported: ImportedRelion): readonly string[] {
  if (imported.made === 'update') return [`Updated series of ${imported.settings}`];
  return [
    `Made ${imported.settings}: volumes of ${imported.dimensions.join(' x ')} pixels of ${imported.pixelSize} Å`,
    'Tilt angles have the opposite sign of those in RELION: that keeps its volumes and positions as they are.',
    `Go on:   murmur create_population -d FOLDER -n NAME, then murmur create_source -p FOLDER/NAME.population -s ${imported.settings} -n NAME`,
  ];
}

/** What the form says below the table. */
function previewOf({ series }: ImportedRelion): string {
  const tilts = series.reduce((sum, one) => sum + one.tilts, 0);
  const notes = series.flatMap((one) => one.notes.map((note) => `${one.series}: ${note}`));
  const more = notes.length > 3 ? ` (and ${notes.length - 3} more)` : '';
  return (
    [
      `${counted(series.length, 'tomogram')}, ${tilts} tilts.`,
      ...notes.slice(0, 3).map((note) => `${note}.`),
    ].join(' ') + more
  );
}

function dimensionsProblem(typed: string): string | null {
  return typed === '' || /^[1-9]\d*([x,][1-9]\d*){2}$/.test(typed)
    ? null
    : 'Three numbers of pixels like 4000x4000x2000 are needed.';
}
