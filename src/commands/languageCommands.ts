/** What the palette has of the language part, which works in a browser too. */
import { onEditor, onFile } from './palette';

const isStar = 'resourceExtname =~ /^\\.(tomo)?star$/';

export const languageCommands = {
  showTable: {
    palette: {
      id: 'showTable',
      title: 'Show as Table',
      category: 'STAR',
      icon: '$(table)',
      enablement: isStar,
      menus: [
        onEditor(`${isStar} && activeCustomEditorId != murmuration.table`, 'navigation'),
        onFile(isStar, 'navigation@10'),
      ],
    },
  },
  compactTable: {
    palette: {
      id: 'compactTable',
      title: 'Compact Table',
      category: 'STAR',
      enablement: 'editorLangId == star && !editorReadonly',
    },
  },
} as const;
