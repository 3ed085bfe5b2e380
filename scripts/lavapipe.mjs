/**
 * Mesa's software adapter for Vulkan, which the tests of the GPU run on, too. Debian's own is too old for Dawn; the one of its
 * backports is unpacked into a folder, and nothing is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(root, 'node_modules', '.cache', 'lavapipe');
const packages = ['mesa-vulkan-drivers', 'libdrm2', 'libdrm-amdgpu1'];

/** The environment in which it answers; null where it cannot be had, which is said. */
export function lavapipeEnvironment() {
  if (answers(process.env)) return process.env;
  const library = unpacked() ?? unpack();
  const env = library === null ? null : environmentOf(library);
  if (env !== null && answers(env)) return env;
  say('Mesa of Debian’s backports could not be had; the tests on Vulkan are skipped');
  return null;
}

function answers(env) {
  return (
    spawnSync(process.execPath, ['scripts/probe-adapter.mjs', 'lavapipe'], { cwd: root, env }).status === 0
  );
}

function environmentOf(library) {
  const driver = path.join(folder, 'lavapipe.json');
  const ICD = { library_path: library, api_version: '1.4.305' };
  writeFileSync(driver, JSON.stringify({ ICD, file_format_version: '1.0.0' }));
  const libraries = [path.dirname(library), process.env.LD_LIBRARY_PATH ?? ''].filter((one) => one !== '');
  return { ...process.env, LD_LIBRARY_PATH: libraries.join(':'), VK_DRIVER_FILES: driver };
}

/** The driver, where it was unpacked before. */
function unpacked() {
  const lib = path.join(folder, 'root', 'usr', 'lib');
  if (!existsSync(lib)) return null;
  const found = readdirSync(lib)
    .map((architecture) => path.join(lib, architecture, 'libvulkan_lvp.so'))
    .find((file) => existsSync(file));
  return found ?? null;
}

function unpack() {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(system)?.[1];
  if (!/^ID=debian$/m.test(system) || codename === undefined) return null;
  say('fetching Mesa’s software adapter for Vulkan');
  const lists = path.join(folder, 'lists');
  mkdirSync(path.join(lists, 'partial'), { recursive: true });
  const sources = path.join(folder, 'sources.list');
  const archive = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror(codename)}`;
  writeFileSync(sources, `${archive} ${codename} main\n${archive} ${codename}-backports main\n`);
  const options = [`sourcelist=${sources}`, 'sourceparts=-'].map((option) => `Dir::Etc::${option}`);
  const apt = (...args) =>
    isDone('apt-get', [
      ...['-qq', ...[...options, `Dir::State::lists=${lists}`].flatMap((option) => ['-o', option])],
      ...args,
    ]);
  const backports = packages.map((name) => `${name}/${codename}-backports`);
  if (!apt('update') || !apt('download', 'libvulkan1', ...backports)) return null;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.deb')))
    if (!isDone('dpkg', ['-x', name, 'unpacking'])) return null;
  // Whole or not at all.
  renameSync(path.join(folder, 'unpacking'), path.join(folder, 'root'));
  return unpacked();
}

/** Where the system has its packages from. */
function mirror(codename) {
  const { stdout } = spawnSync(
    'apt-get',
    ['indextargets', '--format', '$(RELEASE) $(REPO_URI)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  );
  const line = (stdout ?? '').split('\n').find((one) => one.startsWith(`${codename} `));
  return line?.slice(codename.length + 1) ?? 'http://deb.debian.org/debian';
}

function isDone(command, args) {
  return spawnSync(command, args, { cwd: folder, stdio: 'ignore' }).status === 0;
}
