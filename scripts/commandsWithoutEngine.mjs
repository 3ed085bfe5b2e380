/** A plugin for esbuild: commands as they are described, without what runs them. */

/** The extension host knows what commands ask; what runs them is the engine's, and is left out with all that it reaches. */
export const commandsWithoutEngine = {
  name: 'commands-without-engine',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\// }, ({ path: file, importer, kind }) =>
      kind === 'dynamic-import' && /[\\/]src[\\/]commands[\\/]/.test(importer)
        ? { path: file, external: true }
        : undefined,
    );
  },
};
