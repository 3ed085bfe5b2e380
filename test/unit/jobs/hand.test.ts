/** check_hand, flip_hand, and what check says of the hand. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkPopulation } from '../../../src/jobs/check/checkPopulation';
import { checkHand } from '../../../src/jobs/optics/checkHand';
import { flipHand } from '../../../src/jobs/optics/flipHand';
import { statisticsContent, statisticsSuffix } from '../../../src/jobs/optics/statisticsFile';
import { diagnosticPath } from '../../../src/jobs/report/diagnosticFiles';
import { listVersions } from '../../../src/model/versions';
import { placeIn, type Place } from '../../support/changingCommands';
import { writePopulation } from '../../support/population';
import { simulatedHand } from '../../support/simulatedHand';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('the hand of a project', () => {
  const inFolder = useTemporaryFolder();

  /** A refinement has found the files of TS_2 to be wrong. */
  async function refined(slopes: readonly number[]): Promise<Place> {
    await writePopulation(inFolder());
    const place = placeIn(inFolder());
    for (const [i, slope] of slopes.entries()) {
      const path = diagnosticPath(place.population, { source: 'a', series: `TS_${i + 1}` }, statisticsSuffix);
      await mkdir(dirname(path), { recursive: true });
      const statistics = simulatedHand({ slope, seed: 1 + i });
      const pieces = [...statisticsContent({ anglesInverted: false }, ['ball'], [statistics])];
      await writeFile(path, Buffer.concat(pieces));
    }
    return place;
  }

  it('is told by series and together, turned, and told anew', async () => {
    const { population, source, folder } = await refined([0, 2]);
    const before = await checkHand({ population });
    assert.deepEqual(
      before.series.map(({ series, hand }) => [series, hand.verdict]),
      [
        ['TS_1', 'right'],
        ['TS_2', 'wrong'],
      ],
    );
    assert.equal(before.together.verdict, 'cannot tell');
    const versions = (await listVersions(source)).length;
    const { series } = await flipHand({ population, source: 'a', series: ['TS_2'] });
    assert.deepEqual(series, [{ name: 'TS_2', anglesInverted: true }]);
    const xml = await readFile(join(folder, 'warp_tiltseries', 'TS_2.xml'), 'utf8');
    assert.match(xml, /AreAnglesInverted="True"/);
    assert.ok((await listVersions(source)).length > versions);
    const after = await checkHand({ population, source: 'a', species: 'ball' });
    assert.equal(after.together.verdict, 'right');
    assert.deepEqual(after.missing, []);
  });

  it('is a finding of check where images speak against it', async () => {
    const { population } = await refined([2, 2]);
    const { findings } = await checkPopulation(population);
    const about = findings.filter(({ what }) => what.includes('AreAnglesInverted'));
    assert.deepEqual(
      about.map(({ level }) => level),
      ['warning'],
    );
  });

  it('needs a refinement', async () => {
    const { population } = await refined([]);
    await assert.rejects(checkHand({ population }), /no refinement has compared its images yet/);
    await assert.rejects(checkHand({ population, source: 'none' }), /no data source none/);
    await assert.rejects(
      flipHand({ population, source: 'a', series: ['TS_9'] }),
      /no data source has a series TS_9/,
    );
  });
});
