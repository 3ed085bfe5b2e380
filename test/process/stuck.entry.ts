/** Work that never ends, also when it is asked to. */
import { interruption } from '../../src/cli/stopping';

interruption((error) => process.stdout.write(`cut off: ${error.message}\n`), 50);
setInterval(() => undefined, 1000);
process.stdout.write('up\n');
