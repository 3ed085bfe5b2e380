/** What VS Code's lists of commands and menus say of a command; package.json is written from it. */

export interface Palette {
  /** `rotateSpecies`; with `murmuration.` before it in VS Code. */
  readonly id: string;
  /** With dots where it asks something first. */
  readonly title: string;
  readonly category?: 'STAR';
  readonly icon?: string;
  /** Starts the engine or changes files: only in folders that are trusted, by whatever way it is called. Every command of the command line does. */
  readonly trusted?: true;
  /** When it can be called, beside trust. */
  readonly enablement?: string;
  /** When the palette offers it, where that is not always. */
  readonly inPalette?: string;
  readonly menus?: readonly MenuEntry[];
}

export interface MenuEntry {
  readonly menu: 'view/title' | 'view/item/context' | 'editor/title' | 'explorer/context';
  readonly when: string;
  readonly group: string;
}

/** Whatever is not a command of the command line. */
export interface PaletteCommand {
  readonly palette: Palette;
}

export function commandId({ palette }: { readonly palette: Pick<Palette, 'id'> }): string {
  return `murmuration.${palette.id}`;
}

/** What failed, in front of an error: `Add data source` of `Add Data Source...`. */
export function doing({ palette: { title } }: PaletteCommand): string {
  const [first, ...rest] = title.replace(/\.\.\.$/, '').split(' ');
  // Names with capitals inside stay as they are.
  return [first, ...rest.map((word) => (/^[A-Z][a-z]*$/.test(word) ? word.toLowerCase() : word))].join(' ');
}

/** On rows of the explorer. @param rows a kind of row, or an expression of some; @param groups one entry each */
export function onProject(rows: string, ...groups: readonly string[]): readonly MenuEntry[] {
  return onRows('murmuration.project', rows, groups);
}

/** On rows of the list of refinements. */
export function onJobs(rows: string, ...groups: readonly string[]): readonly MenuEntry[] {
  return onRows('murmuration.jobs', rows, groups);
}

function onRows(view: string, rows: string, groups: readonly string[]): readonly MenuEntry[] {
  const which = /^[\w.]+$/.test(rows) ? `viewItem == ${rows}` : `viewItem =~ /^(${rows})$/`;
  return groups.map((group) => ({
    menu: 'view/item/context',
    when: `view == ${view} && ${which}`,
    group,
  }));
}

export function onView(when: string, group: string): MenuEntry {
  return { menu: 'view/title', when, group };
}

export function onEditor(when: string, group: string): MenuEntry {
  return { menu: 'editor/title', when, group };
}

export function onFile(when: string, group: string): MenuEntry {
  return { menu: 'explorer/context', when, group };
}
