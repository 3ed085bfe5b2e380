/** murmur mcp */
import { command } from './command';

export const mcp = command({
  name: 'mcp',
  description:
    'Let a language model look after the projects of one folder, over standard input and output (MCP).',
  target: 'none',
  fields: {
    folder: {
      kind: 'file',
      pick: 'folder',
      option: '--folder <folder>',
      default: '.',
      help: 'projects that reach outside of it are refused',
    },
  },
  async run({ folder }) {
    const { serve } = await import('../mcp/serve');
    await serve(folder);
    return {};
  },
  done: () => [],
});
