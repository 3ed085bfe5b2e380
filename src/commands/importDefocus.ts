/** murmur import_defocus */
import { command } from './command';

export const importDefocus = command({
  name: 'import_defocus',
  description:
    'Take over the defocus of each tilt from ctfplotter (.defocus), CTFFIND or AreTomo (.txt), Gctf or RELION (.star).',
  target: 'none',
  fields: {
    settings: {
      kind: 'file',
      files: 'settings',
      option: '-s, --settings <file>',
      required: true,
      help: "Warp's .settings file of the tilt series",
    },
    defocus: {
      kind: 'file',
      pick: 'folder',
      option: '-d, --defocus <folder>',
      required: true,
      help: 'folder with NAME.defocus or NAME_....txt, or with folders NAME that hold them, or with STAR files that name the images of tilts',
    },
    resolution: {
      kind: 'number',
      option: '--ctf_resolution <angstrom>',
      help: 'how far the fits are good, Å (default: the best tilt of CTFFIND)',
    },
    voltage: {
      kind: 'number',
      option: '--voltage <kv>',
      help: 'acceleration voltage, kV (default: from CTFFIND, or unchanged)',
    },
    cs: {
      kind: 'number',
      option: '--cs <mm>',
      help: 'spherical aberration, mm (default: from CTFFIND, or unchanged)',
    },
    amplitude: {
      kind: 'number',
      option: '--amplitude <fraction>',
      help: 'amplitude contrast, 0 to 1 (default: from CTFFIND, or unchanged)',
    },
    invertAngles: {
      kind: 'switch',
      option: '--invert_angles',
      help: 'the list has tilt angles of the opposite sign (default: the same)',
    },
    overwrite: {
      kind: 'switch',
      option: '--overwrite',
      help: 'replace a CTF that has been fitted (default: stop)',
    },
  },
  async run({ voltage, cs, amplitude, ...options }, { say }) {
    const job = await import('../jobs/import/importDefocus');
    const result = await job.importDefocus({
      ...options,
      optics: {
        ...(voltage !== undefined && { voltage: 1000 * voltage }),
        ...(cs !== undefined && { cs: 1e7 * cs }),
        ...(amplitude !== undefined && { amplitude }),
      },
    });
    for (const series of result.missing) say(`${series} has no list of defocus and stays as it is`);
    return result;
  },
  done: ({ imported }) =>
    imported.flatMap(({ series, from, program, tilts, listed, defocus, resolution, notes }) => [
      `${series}: ${defocus.toFixed(2)} µm, ${listed} values for ${tilts} tilts from ${from} (${program}), ` +
        (resolution > 0
          ? `good to ${resolution} Å`
          : 'M wants to know how far the fit is good: give --ctf_resolution'),
      ...notes.map((note) => `  ${note}`),
    ]),
});
