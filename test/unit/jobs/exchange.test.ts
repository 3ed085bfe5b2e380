/** Two sides of a shared folder take turns. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { answerTurns, takeFirstTurns, turns } from '../../../src/jobs/lanes/exchange';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('Two sides that take turns at replacing a file', () => {
  const inFolder = useTemporaryFolder();

  it('see every turn of the other, in order', async () => {
    const { signal } = new AbortController();
    const [times] = await Promise.all([takeFirstTurns(inFolder(), signal), answerTurns(inFolder())]);
    assert.equal(times.length, turns);
    assert.ok(times.every((time) => time > 0));
    assert.deepEqual(readdirSync(inFolder()).sort(), ['answered', 'asked']);
  });

  it('stop waiting when they are told to', async () => {
    const controller = new AbortController();
    const waiting = takeFirstTurns(inFolder(), controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
  });
});
