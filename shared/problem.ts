/** An error that a user can act on: what is wrong, where, and what to do, in one sentence that is shown once. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** The parts of the message. */
  readonly what: string;
  readonly where: string | undefined;
  readonly remedy: string | undefined;

  /**
   * @param what what was expected and what came, without a full stop: `expected 9 columns, got 8`
   * @param options `where`: file, with line if there is one; `remedy`: what the user can do about it
   */
  constructor(what: string, options: { where?: string; remedy?: string; cause?: unknown } = {}) {
    const place = options.where === undefined ? '' : `${options.where}: `;
    const remedy = options.remedy === undefined ? '' : `; ${options.remedy}`;
    super(`${place}${what}${remedy}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.what = what;
    this.where = options.where;
    this.remedy = options.remedy;
  }
}

/** What is read, or undefined where it cannot be had for a reason that a user could be told. Other errors pass. */
export async function unlessProblem<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
