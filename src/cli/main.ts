/** murmur: the table of contents of the command line. */
import { registerCreatePopulation } from './createPopulation';
import { registerCreateSource } from './createSource';
import { registerCreateSpecies } from './createSpecies';
import { registerEvalModel } from './evalModel';
import { registerListSources } from './listSources';
import { registerListSpecies } from './listSpecies';
import { newProgram, runProgram } from './program';

const program = newProgram();
registerCreatePopulation(program);
registerCreateSource(program);
registerCreateSpecies(program);
registerListSources(program);
registerListSpecies(program);
registerEvalModel(program);
await runProgram(program, process.argv.slice(2));
