/** murmur doctor, as it is typed. */
import assert from 'node:assert/strict';
import type { Diagnosis } from '../../src/jobs/doctor/doctor';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('murmur doctor', () => {
  const inFolder = useTemporaryFolder();

  it('says what each adapter is, that it passes, and how fast it is; what the folder and Slurm are', async () => {
    const { code, out, err } = await runMurmur('.', 'doctor', '--json', '--folder', inFolder());
    assert.equal(code, 0, err);
    const { canRefine, adapters, folder, node, items } = JSON.parse(out) as Diagnosis;
    assert.ok(canRefine);
    assert.equal(node, process.versions.node);
    assert.equal(folder?.folder, inFolder());
    const working = adapters.flatMap((one) => (one.name === null ? [] : [one]));
    assert.ok(working.length >= 1);
    for (const { driver, maxBinding, selfTest, viewsPerSecond } of working) {
      assert.ok(driver !== '' && maxBinding >= 2 ** 27 && selfTest.passed);
      assert.ok(selfTest.checks.length >= 9 && viewsPerSecond !== null && viewsPerSecond > 1);
    }
    for (const about of ['Murmuration', 'Node.js', 'Memory', 'Processors', 'Disk', 'Folder', 'Slurm'])
      assert.ok(
        items.some((item) => item.about === about),
        about,
      );
  });

  it('goes on where the folder is not there, and says so', async () => {
    const { code, out } = await runMurmur('.', 'doctor', '--folder', inFolder('nothing'));
    assert.equal(code, 0);
    assert.match(out, /^error +Folder: .*nothing: files cannot be made.*; check the path$/m);
    assert.match(out, /This computer can refine\.$/m);
  });
});
