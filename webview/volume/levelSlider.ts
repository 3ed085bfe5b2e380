/** A slider that lies on the histogram of a map, and tells its level as value and as sigma. */
import type { VolumeStatistics } from '../../shared/protocol/volume';
import { themeColor } from '../shared/theme';
import { levelText } from './statistics';

const steps = 1000;
const bars = 160;

export class LevelSlider {
  readonly element = document.createElement('div');
  private readonly slider = document.createElement('input');
  private readonly readout = document.createElement('output');
  private readonly canvas = document.createElement('canvas');
  private statistics: VolumeStatistics | undefined;
  /** Height of each bar, 0 to 1. */
  private heights: Float64Array = new Float64Array(bars);
  private level = 0;

  /** @param chosen gets the level while the slider moves */
  constructor(label: string, chosen: (level: number) => void) {
    this.element.className = 'level';
    this.slider.type = 'range';
    this.slider.max = String(steps);
    this.slider.setAttribute('aria-label', label);
    this.slider.addEventListener('input', () => {
      if (this.statistics === undefined) return;
      const { min, max } = this.statistics;
      this.level = min + (this.slider.valueAsNumber / steps) * (max - min);
      this.tell();
      chosen(this.level);
    });
    this.canvas.setAttribute('aria-hidden', 'true');
    const track = document.createElement('div');
    track.className = 'level-track';
    track.append(this.canvas, this.slider);
    const caption = document.createElement('span');
    caption.textContent = 'Level';
    this.element.append(caption, track, this.readout);
    new ResizeObserver(() => this.drawHistogram()).observe(this.canvas);
  }

  show(statistics: VolumeStatistics, level: number): void {
    if (statistics !== this.statistics) this.heights = heightsOf(statistics);
    this.statistics = statistics;
    this.level = level;
    const { min, max } = statistics;
    this.slider.value = String(Math.round(((level - min) / (max - min || 1)) * steps));
    this.tell();
  }

  private tell(): void {
    if (this.statistics === undefined) return;
    this.readout.value = levelText(this.statistics, this.level);
    this.slider.setAttribute('aria-valuetext', this.readout.value);
    this.drawHistogram();
  }

  private drawHistogram(): void {
    const { clientWidth, clientHeight } = this.canvas;
    const context = this.canvas.getContext('2d');
    if (this.statistics === undefined || context === null || clientWidth === 0) return;
    const { min, max } = this.statistics;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    const width = this.canvas.width / bars;
    const inside = ((this.level - min) / (max - min || 1)) * bars;
    context.fillStyle = themeColor('--vscode-charts-blue', '#3794ff');
    for (let bar = 0; bar < bars; bar++) {
      const height = this.heights[bar] * this.canvas.height;
      context.globalAlpha = bar >= inside ? 0.75 : 0.22;
      context.fillRect(bar * width, this.canvas.height - height, Math.ceil(width), height);
    }
  }
}

/** Logarithms: a protein fills a hundredth of its box. */
function heightsOf({ histogram }: VolumeStatistics): Float64Array {
  const counts = new Float64Array(bars);
  for (let bin = 0; bin < histogram.length; bin++)
    counts[Math.floor((bin * bars) / histogram.length)] += histogram[bin];
  const highest = Math.log1p(Math.max(...counts)) || 1;
  return counts.map((count) => Math.log1p(count) / highest);
}
