/** The soft circle under which a particle's image is compared. */

/**
 * Radius and edge in pixels: half the diameter, then a raised cosine over an eighth of it, at most 16 original pixels.
 * (M always takes 16 pixels of the map's size, which at coarse sampling would be wider than the particle.)
 * @param scale pixels of the result per pixel of `pixelSize`
 */
export function circleOf(
  diameter: number,
  pixelSize: number,
  scale = 1,
): { readonly radius: number; readonly edge: number } {
  const edge = Math.min(16, diameter / 8 / pixelSize);
  return { radius: (diameter / 2 / pixelSize) * scale, edge: Math.max(edge * scale, 1) };
}

/** Share of a square box that the circle covers, by the square of its values: see objective.ts. */
export function coverageOf(circle: { readonly radius: number; readonly edge: number }, edge: number): number {
  // The mean of the squared raised cosine over its edge is 3/8.
  const outer = circle.radius + circle.edge;
  const area = Math.PI * (circle.radius ** 2 + 0.375 * (outer ** 2 - circle.radius ** 2));
  return Math.min(1, area / edge ** 2);
}
