/** Refinements by several processes: the same bytes as by one, whatever becomes of them on the way. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeMrc, readMrc } from '../../src/formats/mrc';
import { outcome, runMurmur, startMurmur } from '../support/runMurmur';
import { changes, ofTheUser, snapshot } from '../support/snapshot';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { copyTinyProject, shortRefinement, type TinyProject } from '../support/tinyProject';

describe('murmur refine --workers', () => {
  const inFolder = useTemporaryFolder();
  let alone: TinyProject;
  let shared: TinyProject;
  beforeEach(async () => {
    alone = await copyTinyProject(inFolder('alone'));
    shared = await copyTinyProject(inFolder('shared'));
  });

  async function refined(project: TinyProject, ...more: string[]): ReturnType<typeof runMurmur> {
    const result = await runMurmur('.', ...shortRefinement(project.population, ...more));
    assert.equal(result.code, 0, result.err);
    return result;
  }

  async function assertSame(): Promise<void> {
    const paths = changes(snapshot(alone.folder), snapshot(shared.folder));
    assert.deepEqual(
      paths.filter((path) => !path.startsWith('m/refinement_temp/jobs')),
      [],
    );
  }

  it('gives the same bytes as one process, also where more are started than there are series', async () => {
    await refined(alone);
    await refined(shared, '--workers=4');
    await assertSame();
  });

  it('goes on, to the same bytes, where a worker is killed', async () => {
    await refined(alone);
    const child = startMurmur(process.env, ...shortRefinement(shared.population, '--workers=2', '--events'));
    let killed = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      if (killed > 0 || !/"phase":"refine"/.test(chunk.toString())) return;
      killed = childOf(child.pid ?? 0);
      process.kill(killed, 'SIGKILL');
    });
    const { code, out, err } = await outcome(child);
    assert.equal(code, 0, err);
    assert.notEqual(killed, 0);
    assert.match(
      out,
      /a worker was ended by SIGKILL in the middle of (TS_\d|\\"\w+ \d\\"); a new one does it again/,
    );
    await assertSame();
  });

  for (const workers of [1, 2])
    it(`sets a series aside that fails three times, and takes it up the next time: ${workers} at once`, async () => {
      const average = join(shared.folder, 'warp_frameseries', 'average', 'TS_2_003.mrc');
      const xml = (series: string): string => join(shared.folder, 'warp_tiltseries', `${series}.xml`);
      const before = { image: await readFile(average), xml: await readFile(xml('TS_2'), 'utf8') };
      const { header, data } = await readMrc(average);
      data[77] = NaN;
      const pixelSize = header.pixelSize[0];
      await writeFile(average, encodeMrc({ size: [header.size[0], header.size[1], 1], pixelSize, data }));
      const broken = await refined(shared, `--workers=${workers}`);
      for (const time of [1, 2, 3])
        assert.match(
          broken.err,
          new RegExp(`TS_2 failed \\(${time} of 3\\): \\S+TS_2_003.mrc: it has pixels`),
        );
      assert.match(
        broken.err,
        /TS_2.tomostar left out: set aside after 3 failures, the last: \S+TS_2_003.mrc/,
      );
      assert.match(broken.err, /round 1: TS_1, 6 particles/);
      assert.equal(await readFile(xml('TS_2'), 'utf8'), before.xml);
      await writeFile(average, before.image);
      const mended = await refined(shared, `--workers=${workers}`);
      assert.match(mended.err, /round 1: TS_2, 6 particles/);
      assert.notEqual(await readFile(xml('TS_2'), 'utf8'), before.xml);
    });

  it('ends where every series fails, with the first cause', async () => {
    for (const name of ['TS_1_001', 'TS_2_001']) {
      const average = join(alone.folder, 'warp_frameseries', 'average', `${name}.mrc`);
      const { header, data } = await readMrc(average);
      data[5] = NaN;
      const [pixelSize] = header.pixelSize;
      await writeFile(average, encodeMrc({ size: [header.size[0], header.size[1], 1], pixelSize, data }));
    }
    const before = snapshot(alone.folder);
    const { code, err } = await runMurmur(
      '.',
      ...shortRefinement(alone.population, '--workers=2', '--accept=references'),
    );
    assert.equal(code, 1);
    assert.match(
      err,
      /murmur: every series failed, the first with: \S+TS_1_001.mrc: it has pixels that are no numbers/,
    );
    const left = ofTheUser(changes(before, snapshot(alone.folder)));
    assert.deepEqual(left, []);
  });
});

/** The first that it has started. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]);
}
