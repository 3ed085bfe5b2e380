/** A map's surface with its level slider, for any page: opens a file, shows a coarse surface at once, then the fine one. */
import { Color } from 'three';
import type { VolumeHost, VolumeInfo } from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';
import { themeColor } from '../shared/theme';
import { extentOf, Isosurface, placementOf } from './isosurface';
import { LevelSlider } from './levelSlider';
import { loadVolume, type LoadedVolume } from './loadVolume';
import { whySoftware } from './painter';
import { Stage } from './stage';
import { firstLevel } from './statistics';
import './volume.css';

export interface IsosurfaceOptions {
  /** What the picture shows, human-readable who cannot see it. */
  readonly label: string;
  /** Gets the level that the user chose. */
  readonly levelChosen?: (level: number) => void;
}

export class IsosurfaceView {
  readonly element = document.createElement('figure');
  readonly stage: Stage;
  private readonly surface: Isosurface;
  private readonly slider: LevelSlider;
  private readonly note = document.createElement('p');
  private level = 0;
  private chosen: number | null = null;
  private open: VolumeInfo | null = null;
  private turn = 0;

  constructor(
    private readonly host: Remote<VolumeHost>,
    { label, levelChosen }: IsosurfaceOptions,
  ) {
    this.element.className = 'isosurface';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `Surface of ${label}; drag to turn, shift-drag to move, wheel to zoom`);
    this.note.className = 'note';
    this.note.setAttribute('aria-live', 'polite');
    this.stage = new Stage(canvas);
    this.surface = new Isosurface(({ cutShort, indices }) => {
      this.say(
        cutShort
          ? 'The surface is cut short: at this level it is mostly noise. Raise the level.'
          : (whySoftware() ?? ''),
      );
      this.element.dataset.triangles = String(indices.length / 3);
      this.stage.draw();
    });
    this.stage.add(this.surface.mesh);
    this.slider = new LevelSlider(`Surface level of ${label}`, (level) => {
      this.level = level;
      this.chosen = level;
      levelChosen?.(level);
      void this.surface.extract(level);
    });
    this.element.append(canvas, this.note, this.slider.element);
  }

  /**
   * Shows a file in place of what was shown. Rejects with one sentence when it cannot be read; a later call wins.
   * @param level null: the one that encloses 1 % of the voxels
   */
  async show(path: string, level: number | null = null): Promise<VolumeInfo | null> {
    const turn = ++this.turn;
    await this.close();
    const info = await this.host.openVolume(path);
    if (turn !== this.turn) {
      void this.host.closeVolume(info.handle);
      return null;
    }
    this.open = info;
    let first = true;
    for await (const loaded of loadVolume(this.host, info)) {
      if (turn !== this.turn) return null;
      await this.take(info, loaded, first, level);
      first = false;
    }
    return info;
  }

  /** Gives the file and its voxels back. */
  async close(): Promise<void> {
    const { open } = this;
    this.open = null;
    if (open !== null) await this.host.closeVolume(open.handle);
  }

  dispose(): void {
    this.turn++;
    void this.close();
    this.surface.dispose();
    this.stage.dispose();
    this.element.remove();
  }

  /** @param level null: the first level, until the user has chosen one */
  async take(
    info: Pick<VolumeInfo, 'origin'>,
    { volume, statistics }: LoadedVolume,
    first: boolean,
    level: number | null,
  ): Promise<void> {
    const placement = placementOf(volume, info.origin);
    if (first) this.chosen = level;
    this.level = this.chosen ?? firstLevel(statistics);
    this.slider.show(statistics, this.level);
    this.surface.style(surfaceColor(), 1);
    this.stage.frameBox(extentOf(volume).multiplyScalar(placement.scale / 2));
    await this.surface.setVolume(volume, placement);
    await this.surface.extract(this.level);
    if (first) this.stage.lookFromFront(this.surface.reach());
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === '';
  }
}

/** Charts are drawn in thin lines; as a surface the same color would shout. */
export function surfaceColor(): Color {
  return new Color(themeColor('--vscode-charts-blue', '#3794ff')).lerp(new Color(0xdfe7ee), 0.5);
}
