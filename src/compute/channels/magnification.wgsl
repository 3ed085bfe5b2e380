// By the columns of the slice: column a (x, y) by frequency b (x, y), at a + 2 b.
fn columnGradients(here: Compared) -> array<vec2f, 2> {
  let v = here.v;
  return array<vec2f, 2>(
    here.columnX.x * v.dx + here.columnX.y * v.dy + here.columnX.z * v.dz,
    here.columnY.x * v.dx + here.columnY.y * v.dy + here.columnY.z * v.dz,
  );
}

fn magnificationDerivatives(here: Compared, s: ptr<function, Sums>, first: u32) {
  let g = columnGradients(here);
  let k = here.k;
  let byAB = vec2f(dot(here.moved, g[0]), dot(here.moved, g[1]));
  let byA2 = 2.0 * here.weight * vec2f(dot(here.v.value, g[0]), dot(here.v.value, g[1]));
  (*s)[first] += byAB.x * k.x;
  (*s)[first + 1u] += byAB.y * k.x;
  (*s)[first + 2u] += byAB.x * k.y;
  (*s)[first + 3u] += byAB.y * k.y;
  (*s)[first + 4u] += byA2.x * k.x;
  (*s)[first + 5u] += byA2.y * k.x;
  (*s)[first + 6u] += byA2.x * k.y;
  (*s)[first + 7u] += byA2.y * k.y;
}

fn magnificationInformation(here: Compared, s: ptr<function, Sums>, first: u32) {
  let g = columnGradients(here);
  let k = here.k;
  let own = here.weight * vec2f(dot(g[0], g[0]), dot(g[1], g[1]));
  (*s)[first] += own.x * k.x * k.x;
  (*s)[first + 1u] += own.y * k.x * k.x;
  (*s)[first + 2u] += own.x * k.y * k.y;
  (*s)[first + 3u] += own.y * k.y * k.y;
}
