/** Rows of a table as text, fetched a page at a time and kept while they are near. */
import type { TableHost } from '../../shared/protocol/table';
import type { Remote } from '../../shared/rpc';

const pageLength = 200;
const kept = 40;

export class RowPages {
  private readonly pages = new Map<number, readonly (readonly string[])[]>();
  private readonly asked = new Set<number>();

  /**
   * @param order numbers of the rows that are shown
   * @param arrived called when rows that were missing are there
   */
  constructor(
    private readonly host: Remote<TableHost>,
    private readonly table: number,
    private readonly order: Uint32Array,
    private readonly arrived: () => void,
  ) {}

  /** @param position in the order; undefined until it has been fetched */
  row(position: number): readonly string[] | undefined {
    const page = Math.floor(position / pageLength);
    const rows = this.pages.get(page);
    if (rows === undefined) void this.fetch(page);
    return rows?.[position - page * pageLength];
  }

  /** Resolves when the page of a position is there. */
  async fetch(page: number): Promise<void> {
    if (this.asked.has(page)) return;
    this.asked.add(page);
    const rows = this.order.subarray(page * pageLength, (page + 1) * pageLength);
    this.pages.set(page, await this.host.rows(this.table, rows.slice()));
    if (this.pages.size > kept) {
      const [oldest] = this.pages.keys();
      this.pages.delete(oldest);
      this.asked.delete(oldest);
    }
    this.arrived();
  }
}
