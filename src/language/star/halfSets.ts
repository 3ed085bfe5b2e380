/** Half-sets for a table that has none: its rows are put into 1 and 2 in turn, as RELION and M would do by themselves. */
import type { Fix } from '../finding';
import { tablesOf, type StarIndex } from './starIndex';

/** @param table which one of the file, from 0 */
export function halfSetsInTurn(table: number, label: string): Fix {
  return {
    title: `Add _${label}: every other row into half-set 1, the rest into 2`,
    edits: [],
    rewrite: { kind: 'add-half-sets', table, label },
  };
}

/** For a table of RELION's particles without half-sets, which is nothing wrong: picks have none, nor has a classification. */
export function halfSetOffer(index: StarIndex, line: number): Fix | undefined {
  const tables = tablesOf(index);
  const number = tables.findIndex((table) => table.line <= line && line <= table.endLine);
  const table = tables.at(number);
  if (number < 0 || table === undefined || table.kind !== 'loop' || table.rowCount === 0) return undefined;
  const names = new Set(table.labels.map(({ name }) => name));
  if (!names.has('rlnAngleRot') || names.has('rlnRandomSubset')) return undefined;
  return halfSetsInTurn(number, 'rlnRandomSubset');
}
