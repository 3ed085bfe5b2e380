/** What the WebAssembly modules of maps share: see assembly/realRows.ts. */
export interface RealRows {
  joinRows(
    sourceRe: number,
    sourceIm: number,
    columns: number,
    re: number,
    im: number,
    edge: number,
    count: number,
  ): void;
}
