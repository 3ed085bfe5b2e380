/** murmur check */
import { command } from './command';
import { counted } from './counted';

export const check = command({
  name: 'check',
  description: 'Find everything in a project that would spoil or stop a refinement; exit code 1 on errors.',
  target: 'none',
  fields: {
    population: { kind: 'file', option: '<population>', required: true, help: 'the .population file' },
  },
  async run({ population }, { say }) {
    const { checkPopulation } = await import('../jobs/check/checkPopulation');
    return checkPopulation(population, say);
  },
  done: ({ findings, series, species }) => {
    const errors = findings.filter(({ level }) => level === 'error').length;
    return [
      ...findings.map(({ level, where, what, remedy }) => `${level}: ${where}: ${what}; ${remedy}`),
      `${series} tilt series and ${species} species: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`,
    ];
  },
  failed: ({ findings }) => findings.some(({ level }) => level === 'error'),
});
