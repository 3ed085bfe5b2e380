/**
 * Colors of angles: a ring of equal steps in OKLCH (Ottosson 2020) that is lighter and yellow where the angle is positive,
 * darker and blue where it is negative, so that the usual color blindnesses and gray tell the sign too.
 */

/** @param angle rad @returns red, green, blue, 0 to 255 */
export function cyclicColor(angle: number): readonly [number, number, number] {
  const lightness = 0.68 + 0.1 * Math.sin(angle);
  const hue = (160 * Math.PI) / 180 - angle;
  const [a, b] = [0.12 * Math.cos(hue), 0.12 * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** sRGB of a channel in linear light. */
function byte(linear: number): number {
  const bounded = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055));
}
