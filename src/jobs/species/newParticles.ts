/** Particles of a new species: what was asked is done about those that are there twice, and what is doubtful is told. */
import { closeLimit, filamentLabel, joinedHalves } from '../../model/halfSets';
import type { ImportedParticles } from '../../model/importedParticles';
import { withRows } from '../../model/particleEdits';
import type { ParticleTable } from '../../model/particles';
import { duplicatesDoubt, duplicatesWithin, findDuplicates } from '../check/duplicates';
import { stopAtDoubts, type Doubt } from '../check/doubt';
import { halvesDoubts, unevenHalves } from '../check/halves';
import { firstOfEach } from '../particles/particlePairs';
import type { CreateSpeciesOptions } from './speciesOptions';

type Asked = Pick<
  CreateSpeciesOptions,
  'particles' | 'diameter' | 'symmetry' | 'duplicates' | 'accept' | 'lowPass'
>;

/** Throws Problem for what is doubtful and was not accepted. */
export function questionedParticles(
  imported: ImportedParticles,
  options: Asked,
  report: (message: string) => void,
): ParticleTable {
  const where = options.particles.path;
  tellOrigins(imported, options, report);
  const table = treated(imported.table, options, report);
  const found = findDuplicates(table, options);
  const remedy =
    'remove them with --duplicates remove, or put each pair into one half-set with --duplicates one_half';
  const twice = duplicatesDoubt(table, found, where, remedy);
  const within = duplicatesWithin(table, found);
  const doubts: Doubt[] = [
    ...(twice === null ? [] : [twice]),
    ...halvesDoubts(table, options.diameter, where),
  ];
  if (twice === null && within !== null && options.duplicates === undefined)
    doubts.push({
      name: 'duplicates',
      where,
      what: `${within}, so they count twice`,
      remedy: 'remove them with --duplicates remove',
    });
  stopAtDoubts(doubts, options.accept ?? [], report);
  const uneven = unevenHalves(table);
  if (uneven !== null) report(`${uneven}: assign them evenly in RELION, if that is not meant`);
  return table;
}

/** Who dealt the half-sets decides whether the references are independent of each other. */
function tellOrigins(
  { halvesFrom, lostColumns, table }: ImportedParticles,
  { lowPass, diameter }: Asked,
  report: (message: string) => void,
): void {
  if (lostColumns.length > 0)
    report(
      `${lostColumns.join(', ')} ${lostColumns.length === 1 ? 'is' : 'are'} left out: sub-tomograms were cut out turned, and the angles are the tomogram's now`,
    );
  if (halvesFrom === 'table') return;
  const second = table.halfSet.reduce((sum, half) => sum + half, 0);
  const together = table.extra.has(filamentLabel)
    ? `each filament and particles within ${closeLimit(diameter)} Å in one`
    : `particles within ${closeLimit(diameter)} Å of each other in one`;
  report(
    `the table has no half-sets, so they were dealt here: ${table.count - second} and ${second} particles, ${together}`,
  );
  report(
    'the half-maps have not been made from these halves: as references they are not independent, each has images of both' +
      (lowPass === undefined
        ? '; filter them with --lowpass to what cannot be noise, or make new ones with refine --iter 0, before you believe a resolution'
        : ''),
  );
}

function treated(table: ParticleTable, options: Asked, report: (message: string) => void): ParticleTable {
  const limit = closeLimit(options.diameter);
  if (options.duplicates === 'remove') {
    const kept = withRows(
      table,
      firstOfEach(table, limit, [...table.sourceHash.keys()]).toSorted((a, b) => a - b),
    );
    report(`${table.count - kept.count} of ${table.count} particles left out, within ${limit} Å of another`);
    return kept;
  }
  if (options.duplicates === 'one_half') {
    const halfSet = joinedHalves(table, limit);
    const moved = halfSet.reduce((sum, half, row) => sum + (half === table.halfSet[row] ? 0 : 1), 0);
    report(
      `${moved} of ${table.count} particles put into the half-set of another that they lie within ${limit} Å of; ` +
        'the half-maps have seen them in both: make new ones with refine --iter 0 before you believe a resolution',
    );
    return { ...table, halfSet };
  }
  return table;
}
