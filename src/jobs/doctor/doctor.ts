/** Looks at this computer: everything that a refinement needs, or that makes it slow. Nothing is asked of the network. */
import { arch, platform, release } from 'node:os';
import { resolve } from 'node:path';
import { Problem } from '../../../shared/problem';
import { engineVersion } from '../engineVersion';
import { adapterFacts, adapterItems, cardsOfSystem, isUsable, type AdapterFacts } from './adapters';
import { folderItems } from './folderItems';
import { error, ok, type DoctorItem } from './item';
import { memoryFacts, memoryItems, type MemoryFacts } from './memory';
import { nodeItem } from './nodeVersion';
import { probeFolder, type FolderFacts } from './probeFolder';
import { slurmFacts, slurmItem, type SlurmFacts } from './slurm';

export interface Diagnosis {
  readonly version: string;
  readonly node: string;
  readonly system: string;
  readonly adapters: readonly AdapterFacts[];
  readonly memory: MemoryFacts;
  /** Null where nothing can be written there. */
  readonly folder: FolderFacts | null;
  readonly slurm: SlurmFacts;
  readonly items: readonly DoctorItem[];
  /** There is a GPU, or the software adapter, that passes the self-test, and a Node.js that runs the engine. */
  readonly canRefine: boolean;
}

/** @param folder that projects are to be in */
export async function examine(folder: string, say: (message: string) => void): Promise<Diagnosis> {
  const node = nodeItem();
  const adapters = await adapterFacts(say);
  const memory = memoryFacts();
  const found = await folderFacts(resolve(folder));
  const slurm = await slurmFacts();
  const system = `${platform()} ${release()} ${arch()}`;
  return {
    version: engineVersion,
    node: process.versions.node,
    system,
    adapters,
    memory,
    folder: 'says' in found ? null : found,
    slurm,
    items: [
      ok('Murmuration', `${engineVersion}, on ${system}`),
      node,
      ...adapterItems(adapters, await cardsOfSystem()),
      ...memoryItems(memory),
      ...('says' in found ? [found] : folderItems(found)),
      slurmItem(slurm),
    ],
    canRefine: node.level !== 'error' && adapters.some(isUsable),
  };
}

async function folderFacts(folder: string): Promise<FolderFacts | DoctorItem> {
  try {
    return await probeFolder(folder);
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    return error(
      'Folder',
      `${cause.where ?? folder}: ${cause.what}`,
      cause.remedy ?? 'choose another with --folder',
    );
  }
}
