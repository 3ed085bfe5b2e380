/** murmur: the table of contents of the command line. */
import { registerCreatePopulation } from './createPopulation';
import { registerCreateSource } from './createSource';
import { registerCreateSpecies } from './createSpecies';
import { registerEvalModel } from './evalModel';
import { registerExportParticles } from './exportParticles';
import { registerImportAlignments } from './importAlignments';
import { registerListSources } from './listSources';
import { registerListSpecies } from './listSpecies';
import { newProgram, runProgram } from './program';
import { registerRefine } from './refine';
import { registerScore } from './score';
import { registerSimulate } from './simulate';

const program = newProgram();
registerCreatePopulation(program);
registerCreateSource(program);
registerCreateSpecies(program);
registerListSources(program);
registerListSpecies(program);
registerRefine(program);
registerEvalModel(program);
registerSimulate(program);
registerScore(program);
registerExportParticles(program);
registerImportAlignments(program);
await runProgram(program, process.argv.slice(2));
