/**
 * A way in which a view's image changes that the score kernel takes derivatives by, beside its shift and turn. The kernel
 * adds up dAB by each of its numbers, then dA2; or, asked for information, the diagonal. See score.wgsl.
 */
export interface KernelChannel {
  /** Of the channel; also of its WGSL. */
  readonly name: string;
  readonly size: number;
  /**
   * WGSL, for what changes where the slice lies: `fn <name>Derivatives(here: Compared, s: ptr<function, Sums>, first: u32)` and
   * `fn <name>Information` with the same arguments.
   */
  readonly slice?: string;
  /**
   * For what changes the phase of the transfer function: for each number a WGSL expression, rad per unit of it, of the frequency
   * `q` (vec2f, 1/Å) and the `wavelength` (Å). The numbers come with the view; images are needed with the transfer function
   * and with its derivative by the phase.
   */
  readonly phase?: readonly string[];
}

/** Numbers that a view brings for its channels. */
export function phaseNumbers(channels: readonly KernelChannel[]): readonly string[] {
  return channels.flatMap(({ name, phase = [] }) => phase.map((_, i) => `${name}${i}`));
}

/** WGSL of what the score kernel calls of its channels. */
export function channelSource(channels: readonly KernelChannel[]): string {
  const calls = (what: 'Derivatives' | 'Information', per: 1 | 2, from: number): string =>
    placed(channels, per, from)
      .map(({ channel: { name }, first }) => `  ${name}${what}(here, s, ${first}u);\n`)
      .join('');
  const numbers = channels.flatMap(({ name, phase = [] }) =>
    phase.map((expression, i) => ({ view: `view.${name}${i}`, expression: `(${expression})` })),
  );
  const sum = numbers.map(({ view, expression }) => `${view} * ${expression}`).join(' + ');
  return [
    ...channels.map((channel) => channel.slice ?? phaseDerivatives(channel)),
    `const PHASE = ${numbers.length > 0};`,
    `const SUMS = ${sumFloats(channels)}u;`,
    `fn addedPhase(view: View, q: vec2f, wavelength: f32) -> f32 {\n  return ${sum === '' ? '0.0' : sum};\n}`,
    `fn channelDerivatives(here: Compared, s: ptr<function, Sums>) {\n${calls('Derivatives', 2, coreDerivatives)}}`,
    `fn channelInformation(here: Compared, s: ptr<function, Sums>) {\n${calls('Information', 1, coreInformation)}}`,
  ].join('\n');
}

/** AB, A2, B2, dAB/dshift (2), dAB/dturn (3), dA2/dturn (3). */
export const coreDerivatives = 11;
/** Upper triangle of (shift, turn), 5 x 5. */
export const coreInformation = 15;

/** Floats that a view gives back. */
export function sumFloats(channels: readonly KernelChannel[]): number {
  const size = channels.reduce((sum, channel) => sum + channel.size, 0);
  return Math.max(coreDerivatives + 2 * size, coreInformation + size);
}

/** Where each channel's numbers begin among those that a view gives back. */
export function placed<Channel extends KernelChannel>(
  channels: readonly Channel[],
  per: 1 | 2,
  from: number,
): readonly { readonly channel: Channel; readonly first: number }[] {
  let next = from;
  return channels.map((channel) => {
    const first = next;
    next += per * channel.size;
    return { channel, first };
  });
}

function phaseDerivatives({ name, phase = [] }: KernelChannel): string {
  const lines = (line: (expression: string, i: number) => string): string => phase.map(line).join('');
  return `
fn ${name}Derivatives(here: Compared, s: ptr<function, Sums>, first: u32) {
  let q = here.q;
  let wavelength = here.wavelength;
${lines(
  (expression, i) => `  let by${i} = ${expression};
  (*s)[first + ${i}u] += here.abByPhase * by${i};
  (*s)[first + ${phase.length + i}u] += here.a2ByPhase * by${i};
`,
)}}

fn ${name}Information(here: Compared, s: ptr<function, Sums>, first: u32) {
  let q = here.q;
  let wavelength = here.wavelength;
${lines((expression, i) => `  let by${i} = ${expression};\n  (*s)[first + ${i}u] += here.phaseInformation * by${i} * by${i};\n`)}}
`;
}
