/** What is found on a computer, in words: what is wrong, and what to do about it. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { withFiles } from '../../../src/files/files';
import { doctorLines } from '../../../src/commands/doctor';
import { adapterItems, largestBox, type AdapterFacts } from '../../../src/jobs/doctor/adapters';
import { fileSystemOf } from '../../../src/jobs/doctor/fileSystem';
import { folderItems } from '../../../src/jobs/doctor/folderItems';
import { memoryFacts, memoryItems } from '../../../src/jobs/doctor/memory';
import { nodeItem } from '../../../src/jobs/doctor/nodeVersion';
import { probeFolder } from '../../../src/jobs/doctor/probeFolder';
import { partitionsOf, slurmFacts, slurmItem } from '../../../src/jobs/doctor/slurm';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const levels = (items: readonly { level: string }[]): string => items.map(({ level }) => level).join(' ');

describe('what is said of a computer', () => {
  it('names a Node.js that is too old, and takes newer ones', () => {
    assert.equal(nodeItem('20.1.0', '>=20').level, 'ok');
    assert.equal(nodeItem('100.0.0', '>=20').level, 'ok');
    assert.deepEqual(nodeItem('9.11.2', '>=20'), {
      ...{ level: 'error', about: 'Node.js', says: '9.11.2 is too old' },
      remedy: 'install Node.js 20 or newer',
    });
  });

  it('counts memory and processors, and warns where it is little', () => {
    const facts = memoryFacts();
    assert.ok(facts.total > 1e8 && facts.free <= facts.total && facts.processors >= 1);
    assert.equal(levels(memoryItems({ total: 64e9, free: 9e9, processors: 8 })), 'ok ok');
    assert.equal(levels(memoryItems({ total: 4e9, free: 1e9, processors: 2 })), 'warning ok');
  });

  it('says of each adapter whether it answers, computes right, and how fast', () => {
    const selfTest = { passed: true, seconds: 0.6, checks: [] };
    const works: AdapterFacts = {
      ...{
        kind: 'hardware',
        name: 'RTX',
        driver: '570.1',
        maxBinding: 2 ** 31 - 4,
        largestBox: 500,
        selfTest,
      },
      viewsPerSecond: 12345.6,
    };
    const wrong: AdapterFacts = {
      ...works,
      selfTest: {
        ...selfTest,
        passed: false,
        checks: [{ name: 'phase residuals', error: 0.25, limit: 0.002, passed: false }],
      },
      viewsPerSecond: null,
    };
    const silent = { name: null, why: 'no driver answers' } as const;
    const software: AdapterFacts = { ...works, kind: 'software' };
    assert.equal(levels(adapterItems([works, { kind: 'software', ...silent }], 1)), 'ok ok');
    assert.match(
      adapterItems([works], 1)[0].says,
      /passes the self-test in 0\.6 s, 12346 views\/s; .* 500 voxels/,
    );
    assert.equal(levels(adapterItems([wrong, software], 1)), 'warning ok');
    assert.match(adapterItems([wrong], 1)[0].says, /fails the self-test: phase residuals off by 0\.25/);
    assert.equal(levels(adapterItems([wrong], 1)), 'warning error');
    const none = adapterItems(
      [
        { kind: 'hardware', ...silent },
        { kind: 'software', ...silent },
      ],
      4,
    );
    assert.equal(levels(none), 'warning warning error');
    assert.match(none[0].says, /there are 4 NVIDIA cards, but no driver answers/);
  });

  it('knows the largest box that a GPU takes', () => {
    assert.ok(largestBox(2 ** 27) > 180 && largestBox(2 ** 27) < 280);
    assert.ok(largestBox(2 ** 31) > 500);
  });

  it('is one line each, with what to do, and says whether it can refine', () => {
    const items = [
      { level: 'ok', about: 'Node.js', says: '22.1.0' },
      { level: 'warning', about: 'Memory', says: 'little', remedy: 'buy some' },
    ] as const;
    assert.deepEqual(doctorLines(items, true), [
      'ok      Node.js: 22.1.0',
      'warning Memory: little; buy some',
      'This computer can refine.',
    ]);
    assert.match(doctorLines(items, false).at(-1) ?? '', /Nothing can be refined/);
  });
});

describe('what is said of a folder', () => {
  const inFolder = useTemporaryFolder();
  const good = {
    ...{ folder: '/p', fileSystem: 'ext4', isShared: false, free: 1e12 },
    ...{ flushTime: 1, renameTime: 0.1, hardLinks: true, renameIsSeen: true },
  };

  it('is measured, and nothing is left of it', async () => {
    const facts = await probeFolder(inFolder());
    assert.ok(facts.free > 0 && facts.flushTime > 0 && facts.renameTime > 0);
    assert.ok(facts.hardLinks && facts.renameIsSeen);
    assert.deepEqual(readdirSync(inFolder()), []);
  });

  it('tells where files cannot have two names', async () => {
    const refused = Object.assign(new Error('EPERM'), { code: 'EPERM' });
    const facts = await withFiles(
      (disk) => ({ ...disk, link: async () => Promise.reject(refused) }),
      async () => probeFolder(inFolder()),
    );
    assert.ok(!facts.hardLinks);
    assert.deepEqual(readdirSync(inFolder()), []);
  });

  it('tells where a rename is not seen at once', async () => {
    const facts = await withFiles(
      (disk) => ({
        ...disk,
        // As a stale cache has it: the old content stays.
        rename: async (from, to) => {
          await disk.remove(from);
          writeFileSync(to, 'of before');
        },
      }),
      async () => probeFolder(inFolder()),
    );
    assert.ok(!facts.renameIsSeen);
  });

  it('is an error that says where, if nothing can be written there', async () => {
    await assert.rejects(
      probeFolder(inFolder('nothing')),
      /nothing: files cannot be made.*there is no such file/,
    );
  });

  it('warns of little room, slow disks and missing abilities', () => {
    assert.equal(levels(folderItems(good)), 'ok ok ok');
    assert.equal(levels(folderItems({ ...good, free: 5e9 })), 'warning ok ok');
    assert.equal(levels(folderItems({ ...good, free: 5e8 })), 'error ok ok');
    assert.equal(levels(folderItems({ ...good, flushTime: 250 })), 'ok ok warning');
    assert.equal(levels(folderItems({ ...good, hardLinks: false })), 'ok ok warning ok');
    assert.equal(levels(folderItems({ ...good, renameIsSeen: false })), 'ok ok error ok');
    assert.match(
      folderItems({ ...good, fileSystem: 'NFS', isShared: true })[1].says,
      /NFS, which other computers/,
    );
  });

  it('knows shared file systems by their numbers on Linux, and says nothing elsewhere', () => {
    assert.deepEqual(fileSystemOf(0x6969, 'linux'), { name: 'NFS', isShared: true });
    assert.deepEqual(fileSystemOf(0x0bd00bd0, 'linux'), { name: 'Lustre', isShared: true });
    // Numbers above 2^31 come with a sign on some systems.
    assert.equal(fileSystemOf(0xff534d42 | 0, 'linux')?.name, 'SMB');
    assert.equal(fileSystemOf(0x6969, 'darwin'), null);
    assert.equal(fileSystemOf(1, 'linux'), null);
  });
});

describe('what is said of Slurm', () => {
  const said = 'gpu*|up|1-00:00:00|4|gpu:a100:4(S:0-1)\ncpu|down|infinite|20|(null)\n';

  it('has its version, partitions and their cards', async () => {
    const facts = await slurmFacts(async (program) =>
      Promise.resolve(program === 'sbatch' ? 'slurm-wlm 22.05.8\n' : said),
    );
    assert.deepEqual(facts, { isThere: true, version: '22.05.8', partitions: partitionsOf(said) });
    assert.deepEqual(partitionsOf(said)[1], {
      ...{ name: 'cpu', isUp: false, timeLimit: 'infinite', nodes: 20, resources: '' },
    });
    assert.equal(
      slurmItem(facts).says,
      'version 22.05.8; gpu: 4 nodes with gpu:a100:4(S:0-1), up to 1-00:00:00; cpu (down): 20 nodes, up to infinite',
    );
  });

  it('is nothing where it is not there, and a warning where it does not answer', async () => {
    const missing = await slurmFacts(async () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' })),
    );
    assert.deepEqual(missing, { isThere: false });
    assert.equal(slurmItem(missing).level, 'ok');
    const mute = await slurmFacts(async (program) =>
      program === 'sbatch'
        ? Promise.resolve('slurm 23.11')
        : Promise.reject(new Error('no answer within 10 s')),
    );
    assert.equal(slurmItem(mute).level, 'warning');
    assert.match(slurmItem(mute).says, /version 23\.11, but sinfo: no answer within 10 s/);
    const fatal = 'sbatch: fatal: Could not establish a configuration source';
    const without = slurmItem(await slurmFacts(async () => Promise.reject(new Error(fatal))));
    assert.deepEqual([without.level, without.says], ['warning', fatal]);
  });
});
