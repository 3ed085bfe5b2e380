/** `npm run bench`: the engine's rates on this machine; `-- --record` appends them to BENCHMARKS.md. */
import { appendFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openGpu } from '../../src/compute/gpu/adapter';
import { adapterRates } from './adapterRates';
import { engineRates } from './engineRates';
import { hostTime } from './hostTime';
import { formatRate } from './measure';
import { refinementRate } from './refinementRate';

const { values } = parseArgs({
  options: {
    adapter: { type: 'string' },
    record: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

const gpu = await openGpu({ adapter: values.adapter });
const lines = [
  `## ${new Date().toISOString().slice(0, 10)}, ${gpu.description}`,
  '',
  `Processor: ${cpus()[0].model.trim()}, ${cpus().length} cores.`,
  '',
  '| what | rate |',
  '| --- | --- |',
];
console.log(lines.join('\n'));
const add = (line: string): void => {
  lines.push(line);
  console.log(line);
};
for (const rate of await adapterRates(gpu)) add(formatRate(rate));
for (const edge of [64, 128, 256]) for (const rate of await engineRates(gpu, edge)) add(formatRate(rate));
gpu.close();
if (!values.quick) for (const line of await refinementRate(values.adapter)) add(line);
add('');
await hostTime(values.quick ? [300] : [300, 3000], add);
if (values.record) appendFileSync('BENCHMARKS.md', `\n${lines.join('\n')}\n`);
