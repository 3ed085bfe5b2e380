/** A project of RELION becomes one of Warp, by clicks: with real tables, whose images are not there. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keepScreenshot } from './pictures';
import { notification, runCommand, showMurmuration, webview } from './vscodePage';
import { useWindow } from './window';

const real = path.join('test', 'fixtures', 'star', 'relion5');

describe('a project of RELION', () => {
  const window = useWindow({
    fill(folder) {
      const job = path.join(folder, 'relion', 'Tomograms', 'job006');
      mkdirSync(path.join(job, 'tilt_series'), { recursive: true });
      copyFileSync(path.join(real, 'Tomograms_TS_01.star'), path.join(job, 'tilt_series', 'TS_01.star'));
      const table = readFileSync(path.join(real, 'Tomograms_tomograms.star'), 'utf8');
      const others = table.split('\n').filter((line) => !/^\s*TS_(03|43|45|54)/.test(line));
      writeFileSync(path.join(job, 'tomograms.star'), others.join('\n'));
    },
    ready: showMurmuration,
  });

  it('is imported with a form that says beforehand what would come of it', async () => {
    const { page, file } = window;
    await runCommand(page, 'Murmuration: Import RELION Project...');
    const form = webview(page);
    await form.getByText('A folder for a new project is needed').waitFor({ state: 'detached' });
    const table = form.getByRole('textbox', { name: 'Tomograms', exact: true });
    const submit = form.getByRole('button', { name: 'Import' });
    await table.fill(file('relion', 'nowhere.star'));
    await form.getByText(/nowhere\.star: cannot read the file, there is no such file/).waitFor();
    await table.fill(file('relion', 'Tomograms', 'job006', 'tomograms.star'));
    await form.getByText(/1 tomogram, 40 tilts\. TS_01: 40 of its 40 images are not there/).waitFor();
    assert.ok(!existsSync(file('warp')), 'looking wrote something');
    await keepScreenshot(page, 'import-relion');
    await submit.click();
    await notification(page, 'Imported 1 tomogram, with 1 note in the log.').waitFor();
    assert.ok(existsSync(file('warp', 'warp_tiltseries', 'TS_01.xml')));
    assert.ok(existsSync(file('warp', 'warp_tiltseries.settings')));
  });
});
