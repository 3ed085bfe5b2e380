/** Where this user's programs keep what can be made again. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from './homeFolder';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** `murmuration` in the folder that the system has for it; it need not be there. */
export function cacheFolder({ env, platform, home }: Surroundings = surroundings()): string {
  const given = (name: string, otherwise: string): string => {
    const value = env[name];
    return value === undefined || value === '' ? otherwise : value;
  };
  const ofSystem =
    platform === 'win32'
      ? given('LOCALAPPDATA', join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : given('XDG_CACHE_HOME', join(home, '.cache'));
  return join(ofSystem, 'murmuration');
}

function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: homeFolder() ?? tmpdir() };
}
