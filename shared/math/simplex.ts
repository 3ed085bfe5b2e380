/** Minimizes a function of a few variables without derivatives (Nelder & Mead 1965). */

/**
 * @param steps edges of the first simplex along each variable
 * @param evaluations how often the function may be called
 */
export function minimizeSimplex(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  evaluations: number,
): number[] {
  const n = start.length;
  const calls = { left: evaluations };
  const point = (x: number[]): { x: number[]; value: number } => {
    calls.left--;
    return { x, value: f(x) };
  };
  const simplex = [point([...start])];
  for (let i = 0; i < n; i++)
    simplex.push(point(start.map((value, j) => (i === j ? value + steps[i] : value))));
  while (calls.left > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const worst = simplex[n];
    const centroid = start.map((_, j) => simplex.slice(0, n).reduce((sum, p) => sum + p.x[j], 0) / n);
    const along = (t: number): number[] => centroid.map((c, j) => c + t * (worst.x[j] - c));
    const reflected = point(along(-1));
    if (reflected.value < simplex[0].value) {
      const expanded = point(along(-2));
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1].value) {
      simplex[n] = reflected;
    } else {
      const contracted = point(along(reflected.value < worst.value ? -0.5 : 0.5));
      if (contracted.value < Math.min(worst.value, reflected.value)) simplex[n] = contracted;
      else
        for (let i = 1; i <= n; i++)
          simplex[i] = point(simplex[i].x.map((value, j) => (value + simplex[0].x[j]) / 2));
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return simplex[0].x;
}
