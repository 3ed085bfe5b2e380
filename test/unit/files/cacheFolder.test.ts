import assert from 'node:assert/strict';
import { cacheFolder } from '../../../src/files/cacheFolder';

describe('the folder for what can be made again', () => {
  const home = '/home/ann';
  it('is where each system has it, and where the user says', () => {
    const of = (platform: NodeJS.Platform, env: Readonly<Record<string, string>> = {}): string =>
      cacheFolder({ env, platform, home }).replaceAll('\\', '/');
    assert.equal(of('linux'), '/home/ann/.cache/murmuration');
    assert.equal(of('linux', { XDG_CACHE_HOME: '/scratch/c' }), '/scratch/c/murmuration');
    assert.equal(of('linux', { XDG_CACHE_HOME: '' }), '/home/ann/.cache/murmuration');
    assert.equal(of('darwin'), '/home/ann/Library/Caches/murmuration');
    assert.equal(of('win32'), '/home/ann/AppData/Local/murmuration');
    assert.equal(of('win32', { LOCALAPPDATA: 'D:/local' }), 'D:/local/murmuration');
  });
});
