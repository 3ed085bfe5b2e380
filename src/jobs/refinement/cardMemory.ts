/** How much of the memory of a GPU is free, as far as the system tells: WebGPU does not. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import path from 'node:path';
import type { Gpu } from '../../compute/gpu/gpu';

export interface CardMemory {
  /** As the system calls the card; of AMD's the vendor alone. */
  readonly name: string;
  /** Bytes. */
  readonly free: number;
}

/** How long NVIDIA's program may take to answer, ms. */
const patience = 10_000;
const gibibyte = 2 ** 30;

/** Of NVIDIA's and AMD's cards on Linux, NVIDIA's on Windows; empty where the system says nothing. */
export async function cardMemory(): Promise<readonly CardMemory[]> {
  return [...parseNvidia(await askNvidia()), ...(await amdCards('/sys/class/drm'))];
}

async function askNvidia(): Promise<string> {
  const args = ['--query-gpu=name,memory.free', '--format=csv,noheader,nounits'];
  return new Promise((resolve) => {
    // There is none where there is no such card.
    execFile('nvidia-smi', args, { timeout: patience }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    );
  });
}

/** Lines like `NVIDIA H200, 142573`, in MiB. */
export function parseNvidia(text: string): readonly CardMemory[] {
  return text.split('\n').flatMap((line) => {
    const [, name, mebibytes] = /^(.+), *(\d+)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, free: Number(mebibytes) * 2 ** 20 }];
  });
}

/** @param folder of the system's cards */
export async function amdCards(folder: string): Promise<readonly CardMemory[]> {
  const names = await readdir(folder).catch(() => []);
  const cards: CardMemory[] = [];
  for (const name of names.filter((one) => /^card\d+$/.test(one))) {
    const value = async (what: string): Promise<number> =>
      Number(await readFile(path.join(folder, name, 'device', what), 'utf8').catch(() => 'none'));
    const free = (await value('mem_info_vram_total')) - (await value('mem_info_vram_used'));
    if (free > 0) cards.push({ name: 'AMD', free });
  }
  return cards;
}

/**
 * What is free on a GPU, bytes: of several of its name on the fullest. Null where the system does not say.
 * @param adapter its name as WebGPU has it, or a part of it
 */
export function freeOn(adapter: string, cards: readonly CardMemory[]): number | null {
  const [own, vendor] = [slug(adapter), slug(adapter).split('-')[0]];
  const named = cards.filter(({ name }) => own.includes(slug(name)) || slug(name).includes(own));
  const found = named.length > 0 ? named : cards.filter(({ name }) => slug(name).startsWith(vendor));
  return found.length === 0 ? null : Math.min(...found.map(({ free }) => free));
}

/** `NVIDIA GeForce RTX 4090` and `nvidia ada nvidia-geforce-rtx-4090` alike. */
function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/**
 * Bytes of particle images that may stay on a GPU where nobody says how many: three fifths of what is free, since references,
 * sums and boxes lie there, too; 4 GiB where the system does not say; beside a software adapter no more than half of the
 * main memory that is free.
 */
export function usualImageMemory(free: number | null, isSoftware: boolean): number {
  if (isSoftware) return Math.min(4 * gibibyte, freemem() / 2);
  return free === null ? 4 * gibibyte : 0.6 * free;
}

export async function imageMemoryOn({
  adapter,
  software,
}: Pick<Gpu, 'adapter' | 'software'>): Promise<number> {
  return usualImageMemory(software ? null : freeOn(adapter, await cardMemory()), software);
}
