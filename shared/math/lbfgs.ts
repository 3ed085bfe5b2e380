/**
 * Limited-memory BFGS with a preconditioner (Nocedal and Wright, algorithm 7.4), minimizing.
 * The two-loop recursion is the state's alone; the objective is evaluated by the caller's function.
 */

export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface MinimizeOptions {
  /** Approximate inverse of the Hessian, applied to a gradient. */
  readonly precondition: (gradient: Float64Array) => Float64Array;
  /** Evaluations of the objective that may be spent, the first included. */
  readonly evaluations: number;
  /** Stop when a step promises less than this. */
  readonly tolerance: number;
  readonly memory?: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly inverseCurvature: number;
}

/** Where the objective was evaluated, and what it is there. */
interface Point {
  readonly x: Float64Array;
  readonly at: Evaluation;
}

/** Never returns a point that is worse than `start`, nor one whose value is not finite. */
export async function minimize(
  objective: (x: Float64Array) => Promise<Evaluation>,
  start: Float64Array,
  options: MinimizeOptions,
): Promise<Minimum> {
  const memory = options.memory ?? 8;
  let pairs: readonly Pair[] = [];
  let x = start;
  let current = await objective(x);
  let spent = 1;
  if (!Number.isFinite(current.value)) return { x, value: current.value, evaluations: spent };
  while (spent < options.evaluations) {
    let direction = descent(current.gradient, pairs, options.precondition);
    let slope = dot(direction, current.gradient);
    if (!(slope < 0)) {
      pairs = [];
      direction = options.precondition(current.gradient).map((value) => -value);
      slope = dot(direction, current.gradient);
    }
    if (!(slope < 0) || -slope < options.tolerance) break;
    const accepted = await search(
      objective,
      { x, at: current },
      { direction, slope },
      options.evaluations - spent,
    );
    spent += accepted.spent;
    if (accepted.next === null) {
      // The memory may be stale: once more along the preconditioned gradient alone.
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    const step = accepted.next.x.map((value, i) => value - x[i]);
    const change = accepted.next.at.gradient.map((value, i) => value - current.gradient[i]);
    const curvature = dot(step, change);
    if (curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))
      pairs = [...pairs, { step, change, inverseCurvature: 1 / curvature }].slice(-memory);
    ({ x, at: current } = accepted.next);
  }
  return { x, value: current.value, evaluations: spent };
}

function descent(
  gradient: Float64Array,
  pairs: readonly Pair[],
  precondition: MinimizeOptions['precondition'],
): Float64Array {
  const q = Float64Array.from(gradient);
  const alphas: number[] = [];
  for (const pair of pairs.toReversed()) {
    const alpha = pair.inverseCurvature * dot(pair.step, q);
    alphas.unshift(alpha);
    addScaled(q, -alpha, pair.change);
  }
  const r = precondition(q);
  pairs.forEach((pair, i) => {
    const beta = pair.inverseCurvature * dot(pair.change, r);
    addScaled(r, alphas[i] - beta, pair.step);
  });
  return r.map((value) => -value);
}

/** Backtracks from a unit step by parabolas until the value has fallen enough (Armijo); null if it never does. */
async function search(
  objective: (x: Float64Array) => Promise<Evaluation>,
  { x, at: current }: Point,
  { direction, slope }: { direction: Float64Array; slope: number },
  budget: number,
): Promise<{ next: Point | null; spent: number }> {
  let length = 1;
  for (let spent = 1; spent <= Math.min(budget, 8); spent++) {
    const trial = x.map((value, i) => value + length * direction[i]);
    const at = await objective(trial);
    if (Number.isFinite(at.value) && at.value <= current.value + 1e-4 * length * slope)
      return { next: { x: trial, at }, spent };
    const parabola = Number.isFinite(at.value)
      ? (-slope * length * length) / (2 * (at.value - current.value - slope * length))
      : 0;
    length = Math.min(0.5 * length, Math.max(0.1 * length, parabola));
  }
  return { next: null, spent: Math.min(budget, 8) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, factor: number, other: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * other[i];
}
