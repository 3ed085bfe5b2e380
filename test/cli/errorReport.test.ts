/** murmur error_report, as it is typed. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { outcome, runMurmur, startMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('murmur error_report', () => {
  const inFolder = useTemporaryFolder();

  it('prints the text of a failed refinement', async () => {
    const [population, job] = [inFolder('p', 'a.population'), inFolder('p', 'refinement_temp', 'jobs', '1')];
    mkdirSync(job, { recursive: true });
    writeFileSync(population, '');
    writeFileSync(`${job}/settings.json`, JSON.stringify({ population }));
    writeFileSync(
      `${job}/job.json`,
      JSON.stringify({ populationName: 'a', created: '2024-05-06T07:08:09Z' }),
    );
    writeFileSync(`${job}/log.txt`, `murmur: ${inFolder('p', 'x.mrc')}: there is no such file\n`);
    const env = { ...process.env, HOME: inFolder() };
    const { code, out } = await outcome(startMurmur(env, 'error_report', '-p', population));
    assert.equal(code, 0);
    assert.match(out, /^Error: +x\.mrc: there is no such file$/m);
    assert.ok(!out.includes(inFolder()));
    const { code: refused, err } = await runMurmur('.', 'error_report');
    assert.equal(refused, 1);
    assert.match(err, /a report is of one refinement; give --job FOLDER or --population FILE/);
  });
});
