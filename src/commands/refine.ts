/** murmur refine; Refine. Its options are the settings of a refinement, from their own table: cli/refine registers them. */
import { onFile, onProject } from './palette';

export const refine = {
  name: 'refine',
  palette: {
    id: 'refine',
    title: 'Refine...',
    icon: '$(play)',
    trusted: true,
    menus: [
      ...onProject('population', 'inline@1', '1_run@1'),
      onFile('resourceExtname == .population && isWorkspaceTrusted', 'murmuration@1'),
    ],
  },
} as const;
