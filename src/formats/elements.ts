/** Chemical elements: their atomic numbers, and which one an atom is by its name where its file does not say. */

/** By symbol in capitals; undefined for what is no element. `X` stands for an unknown, light atom. */
export function atomicNumber(symbol: string): number | undefined {
  const bare = symbol
    .trim()
    .toUpperCase()
    .replace(/[^A-Z]+.*$/, '');
  return isotopes[bare] ?? numbers.get(bare);
}

/**
 * The symbol that an atom's name begins with.
 *
 * @param name in its four columns of a PDB file, where elements of one letter leave the first one empty, or without blanks
 * @param residue what the atom belongs to
 */
export function elementOfName(name: string, residue: string): string {
  const letters = name
    .trim()
    .toUpperCase()
    .replace(/^\d+/, '')
    .replace(/[^A-Z].*$/, '');
  // An ion is a residue of its own name.
  if (letters === residue.trim().toUpperCase() && numbers.has(letters)) return letters;
  if (letters.startsWith('SE') && residue.trim() === 'MSE') return 'SE';
  const first = letters.slice(0, 1);
  const two = letters.slice(0, 2);
  const isPolymer = polymers.has(residue.trim().toUpperCase());
  const twoFill = name.length < 4 || /^[A-Za-z]/.test(name);
  return !isPolymer && two.length === 2 && numbers.has(two) && twoFill && !positions.test(two) ? two : first;
}

const symbols = `
  H HE LI BE B C N O F NE NA MG AL SI P S CL AR K CA SC TI V CR MN FE CO NI CU ZN GA GE AS SE BR KR RB SR Y ZR NB MO TC
  RU RH PD AG CD IN SN SB TE I XE CS BA LA CE PR ND PM SM EU GD TB DY HO ER TM YB LU HF TA W RE OS IR PT AU HG TL PB BI
  PO AT RN FR RA AC TH PA U NP PU AM CM BK CF ES FM MD NO LR`
  .trim()
  .split(/\s+/);
const numbers = new Map(symbols.map((symbol, i) => [symbol, i + 1]));
const isotopes: Readonly<Record<string, number>> = { D: 1, T: 1, X: 7 };

const polymers = new Set(
  `ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL SEC PYL MSE UNK HID HIE HIP CYX
   A C G U I T DA DC DG DT DU DI N ADE CYT GUA URA THY`.split(/\s+/),
);

/** Carbon alpha, nitrogen B and the like, which are also the symbols of metals. */
const positions = /^(C[ADEFMOSU]|N[ABDEO]|O[S]|H[EFGO]|P[ABDMORTU]|S[BCGM])$/;
