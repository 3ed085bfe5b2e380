/**
 * Which versions may go. The one in use stays, and so does one with a label; a data source's stays as long as a version of a
 * species that stays was made with it, and goes with the last of those that went.
 */
import { chosenVersion, versionInWords } from '../../model/chosenVersion';
import type { Reference } from '../../model/references';
import { refinedWith } from '../../model/refinedWith';
import { readSpecies } from '../../model/species';
import type { Version } from '../../model/versions';
import { Problem, unlessProblem } from '../../../shared/problem';
import { versionMadeWith } from './madeWith';

/** What is asked for: some versions, or all that both other rules let go. */
export type PruningRules =
  | { readonly versions: readonly string[]; readonly alsoLabeled: boolean }
  | {
      /** So many of each species stay, the newest. */
      readonly keepLast: number;
      /** Younger ones stay; days. */
      readonly olderThan: number;
      readonly alsoLabeled: boolean;
    };

/** A species or data source with its versions, oldest first. */
export interface Versioned extends Reference {
  readonly of: 'species' | 'source';
  readonly name: string;
  /** Name of the version in use. */
  readonly current: string;
  readonly versions: readonly Version[];
}

export interface VersionOf {
  readonly owner: Versioned;
  readonly version: Version;
}

export interface SparedVersion extends VersionOf {
  readonly why: 'in use' | 'labeled';
}

export interface PruningPlan {
  readonly removed: readonly VersionOf[];
  /** What the rules would have let go. */
  readonly spared: readonly SparedVersion[];
}

/** All that a population has. */
export interface VersionedProject {
  readonly path: string;
  readonly species: readonly Versioned[];
  readonly sources: readonly Versioned[];
  /** Species of other populations that have the same sources. */
  readonly neighbors: readonly Pick<Versioned, 'path' | 'versions'>[];
}

/**
 * @param chosen the species that are asked about
 * @param now ms since 1970
 * Throws Problem for a version that is asked for by name and has to stay.
 */
export async function planPruning(
  project: VersionedProject,
  chosen: readonly Versioned[],
  rules: PruningRules,
  now: number,
): Promise<PruningPlan> {
  const wanted = 'versions' in rules ? named(project, chosen, rules.versions) : byRules(chosen, rules, now);
  const spared = wanted.flatMap((one): SparedVersion[] => {
    const why = reasonToStay(one, rules.alsoLabeled);
    return why === null ? [] : [{ ...one, why }];
  });
  if ('versions' in rules && spared.length > 0) throw staying(spared[0]);
  const going = wanted.filter(({ version }) => !spared.some((one) => one.version === version));
  const ofSpecies = going.filter(({ owner }) => owner.of === 'species');
  const kept = [...project.species, ...project.neighbors].flatMap(({ path, versions }) =>
    versions.filter(
      ({ version }) => !ofSpecies.some((one) => one.owner.path === path && one.version.version === version),
    ),
  );
  const needed = await versionsBehind(kept, project.sources, true);
  const asked = going.find(({ version }) => needed.has(version));
  if (asked !== undefined) throw needing(asked);
  const behind = await versionsBehind(
    ofSpecies.map(({ version }) => version),
    project.sources,
    false,
  );
  const ofSources = project.sources.flatMap((owner) =>
    owner.versions
      .filter((version) => behind.has(version) && !needed.has(version) && version.version !== owner.current)
      .map((version) => ({ owner, version })),
  );
  const isNew = ({ version }: VersionOf): boolean => !going.some((one) => one.version === version);
  return { removed: [...going, ...ofSources.filter(isNew)], spared };
}

function named(
  { path, sources }: VersionedProject,
  chosen: readonly Versioned[],
  names: readonly string[],
): readonly VersionOf[] {
  const all = [...chosen, ...sources].flatMap((owner) =>
    owner.versions.map((version) => ({ owner, version })),
  );
  const found = names.map((name) =>
    chosenVersion(
      all.map(({ version }) => version),
      name,
      { name: chosen.map((one) => one.name).join(', '), path },
    ),
  );
  return all.filter(({ version }) => found.includes(version));
}

function byRules(
  chosen: readonly Versioned[],
  { keepLast, olderThan }: Extract<PruningRules, { keepLast: number }>,
  now: number,
): readonly VersionOf[] {
  const before = now - olderThan * 24 * 3600 * 1000;
  return chosen.flatMap((owner) =>
    owner.versions
      .slice(0, Math.max(0, owner.versions.length - keepLast))
      .filter(({ date }) => date.getTime() <= before)
      .map((version) => ({ owner, version })),
  );
}

function reasonToStay({ owner, version }: VersionOf, alsoLabeled: boolean): SparedVersion['why'] | null {
  if (version.version === owner.current) return 'in use';
  return version.label === '' || alsoLabeled ? null : 'labeled';
}

function staying({ owner, version, why }: SparedVersion): Problem {
  return new Problem(`${versionInWords(version)} of ${owner.name} is ${why}, so it stays`, {
    where: version.folder,
    remedy:
      why === 'in use' ? 'go to another version first' : 'take its label away first, or say --also_labeled',
  });
}

function needing({ owner, version }: VersionOf): Problem {
  return new Problem(
    `${version.version} of ${owner.name} stays: a version of a species that is kept was made with it`,
    { where: version.folder, remedy: 'it goes together with the last of these' },
  );
}

/**
 * The versions of sources that versions of species were made with.
 *
 * @param doubtful where nobody can tell which: all of the source's, or none
 */
async function versionsBehind(
  versions: readonly Version[],
  sources: readonly Versioned[],
  doubtful: boolean,
): Promise<ReadonlySet<Version>> {
  const found = new Set<Version>();
  for (const version of versions) {
    const copy = await unlessProblem(readSpecies(version.path));
    const record = copy === undefined ? new Map<string, string>() : refinedWith(copy);
    for (const source of sources) {
      const made = versionMadeWith(source.versions, record.get(source.guid), version.date);
      if ('version' in made) found.add(made.version);
      else if (made.missing === 'undated' && doubtful) for (const one of source.versions) found.add(one);
    }
  }
  return found;
}
