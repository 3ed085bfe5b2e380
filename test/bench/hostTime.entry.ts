/** `node dist/test/bench/hostTime.entry.mjs [particles ...]`: processor time that a sub-iteration takes beside the GPU. */
import { hostTime } from './hostTime';

const asked = process.argv.slice(2).map(Number);
await hostTime(asked.length > 0 ? asked : [300, 3000, 30000], (line) => console.log(line));
process.exit(0);
