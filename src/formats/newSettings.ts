/** Warp's settings of a project of tilt series that is new: `tomostar/` beside `warp_tiltseries/`. */

export interface NewSettings {
  /** Unbinned, Å. */
  readonly pixelSize: number;
  /** Unbinned pixels. */
  readonly dimensions: readonly number[];
  /** e/Å² */
  readonly dosePerTilt: number;
  /** kV, mm, a fraction. */
  readonly voltage: number;
  readonly cs: number;
  readonly amplitude: number;
}

/** Paths are relative to the file. */
export function formatNewSettings(settings: NewSettings): string {
  const section = (name: string, params: Readonly<Record<string, string | number>>): string =>
    `\t<${name}>\n${paramLines(params, '\t\t')}\n\t</${name}>`;
  return [
    '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<Settings>',
    paramLines({ ProcessCTF: 'True', ProcessMovement: 'True', ProcessPicking: 'False' }, '\t'),
    section('Import', {
      DataFolder: 'tomostar',
      ProcessingFolder: 'warp_tiltseries',
      DoRecursiveSearch: 'False',
      Extension: '*.tomostar',
      PixelSize: settings.pixelSize,
      BinTimes: 0,
      GainPath: '',
      DefectsPath: '',
      GainFlipX: 'False',
      GainFlipY: 'False',
      GainTranspose: 'False',
      CorrectGain: 'False',
      CorrectDefects: 'False',
      DosePerAngstromFrame: -settings.dosePerTilt,
      EERGroupFrames: -40,
    }),
    section('CTF', { Voltage: settings.voltage, Cs: settings.cs, Amplitude: settings.amplitude }),
    section('Tomo', {
      DimensionsX: settings.dimensions[0],
      DimensionsY: settings.dimensions[1],
      DimensionsZ: settings.dimensions[2],
    }),
    '</Settings>',
  ].join('\n');
}

/** One `<Param>` a line. */
export function paramLines(params: Readonly<Record<string, string | number>>, indent: string): string {
  return Object.entries(params)
    .map(([name, value]) => `${indent}<Param Name="${name}" Value="${value}" />`)
    .join('\n');
}
