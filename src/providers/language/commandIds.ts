/** The commands of the language part, which a browser has too; package.json names the same ones. */
export const languageCommandIds = {
  showTable: 'murmuration.showTable',
  compactTable: 'murmuration.compactTable',
} as const;
