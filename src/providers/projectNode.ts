/** A row of the explorer as data. */
import type { Species } from '../model/species';
import type { LazyRows } from './lazyRows';

export type NodeKind =
  | 'population'
  | 'sources'
  | 'source'
  | 'series'
  | 'tilt'
  | 'speciesList'
  | 'species'
  | 'map'
  | 'particles'
  | 'fsc'
  | 'versions'
  | 'version'
  | 'broken';

export interface ProjectNode {
  readonly kind: NodeKind;
  /** Stays the same when the file is read again, so that the tree keeps what is open and selected. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** The file behind the row. */
  readonly path?: string;
  /** The population that the row belongs to. */
  readonly population: string;
  readonly children: readonly ProjectNode[];
  /** Instead of children: rows that are read when this one is opened. */
  readonly lazy?: LazyRows<ProjectNode>;
  /** GUID of the data source or species that the row belongs to. */
  readonly owner?: string;
  /** Name of the tilt series that the row belongs to. */
  readonly series?: string;
  /** Counted from 1, in file order. */
  readonly tilt?: number;
  readonly isUsed?: boolean;
  readonly version?: string;
  /** What sets a row apart from others of its kind, for menus and decorations. */
  readonly state?: 'deselected' | 'filtered' | 'current';
  /** Warp's filters exclude the series. */
  readonly isFiltered?: boolean;
  /** For species, whose tooltip tells more than a row can keep. */
  readonly species?: Species;
}
