/** What plots ask of the extension host. */

export interface PlotHost {
  /**
   * Asks for a place and writes the text there.
   * @param name offered, with its extension: `fsc.svg`
   * @param text of a PNG, its bytes as base64
   * @returns the file's name; null when it was called off
   */
  savePlot(name: string, text: string): Promise<string | null>;
}
