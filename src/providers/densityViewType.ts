/** Under what name VS Code opens maps in the density editor. */
export const densityViewType = 'murmuration.density';
