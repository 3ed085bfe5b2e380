/** Colors for numbers: viridis, whose steps look equally large, also to the color-blind and in gray. */

const viridis: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** @param fraction 0 to 1 @returns red, green, blue, 0 to 255 */
export function viridisAt(fraction: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, fraction || 0)) * (viridis.length - 1);
  const low = Math.min(viridis.length - 2, Math.floor(at));
  const [a, b] = [viridis[low], viridis[low + 1]];
  const mix = (k: number) => a[k] + (at - low) * (b[k] - a[k]);
  return [mix(0), mix(1), mix(2)];
}

/** (value, 3) colors in linear light, as three wants them at vertices. */
export function linearColors(values: Float32Array, from: number, to: number): Float32Array {
  const colors = new Float32Array(3 * values.length);
  for (let i = 0; i < values.length; i++)
    viridisAt((values[i] - from) / (to - from || 1)).forEach((channel, k) => {
      colors[3 * i + k] = (channel / 255) ** 2.2;
    });
  return colors;
}

/** A bar of the colors with the numbers at its ends. */
export function colorKey(title: string, from: number, to: number): HTMLElement {
  const key = document.createElement('div');
  key.className = 'color-key';
  key.setAttribute('role', 'img');
  key.setAttribute('aria-label', `Colors: ${title} from ${short(from)} to ${short(to)}`);
  const bar = document.createElement('canvas');
  bar.width = 160;
  bar.height = 1;
  const context = bar.getContext('2d');
  for (let x = 0; x < bar.width; x++) {
    if (context === null) break;
    context.fillStyle = `rgb(${viridisAt(x / (bar.width - 1)).join(' ')})`;
    context.fillRect(x, 0, 1, 1);
  }
  const caption = document.createElement('span');
  caption.textContent = title;
  const ends = document.createElement('div');
  for (const value of [from, (from + to) / 2, to]) {
    const end = document.createElement('span');
    end.textContent = short(value);
    ends.append(end);
  }
  key.append(caption, bar, ends);
  return key;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
