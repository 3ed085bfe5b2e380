/** What a table editor and the extension host say to each other. Rows are named by their number in the file, from 0. */

export interface TableDescription {
  /** Of the block, without `data_`. */
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  /** Whether every value is a number, so that it can be plotted. */
  readonly numeric: boolean;
}

export interface OpenedFile {
  readonly fileName: string;
  readonly tables: readonly TableDescription[];
  /** Which of them to show. */
  readonly first: number;
}

export interface TableQuery {
  readonly table: number;
  /** What is typed over the columns. */
  readonly filters: readonly (readonly [column: number, typed: string])[];
  readonly sorting: { readonly column: number; readonly descending: boolean } | null;
}

export interface PlotPoints {
  readonly rows: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How many there are in all; these may be a part of them. */
  readonly of: number;
}

/** Left, right, bottom, top, in the units of the columns. */
export type Box = readonly [number, number, number, number];

/** Numbers of the columns that are plotted. */
export type Pair = readonly [x: number, y: number];

/** What the extension host answers. */
export interface TableHost {
  /** Reads the file; a broken one is an error in one sentence. */
  open(): Promise<OpenedFile>;
  /** Rows that are shown, in their order. */
  select(query: TableQuery): Promise<Uint32Array>;
  rows(table: number, rows: Uint32Array): Promise<readonly (readonly string[])[]>;
  points(table: number, columns: Pair, rows: Uint32Array): Promise<PlotPoints>;
  /** Those of the rows whose point lies in the box. */
  within(table: number, columns: Pair, rows: Uint32Array, box: Box): Promise<Uint32Array>;
  /** Asks for a name and writes a STAR file with these rows; the file's name, null when it was called off. */
  save(table: number, rows: Uint32Array): Promise<string | null>;
}

/** What the webview answers. */
export interface TableView {
  fileChanged(): void;
  /** Shows another table of the file. */
  show(table: number): void;
}
