/** The column beside the pictures: maps, how their surfaces look, what can be made of them. */
import type { DensityAction, MapChoice } from '../../shared/protocol/density';
import { action, check, choice, range, section } from './elements';
import type { MapLayer } from './mapLayer';

export interface PanelEvents {
  act(action: DensityAction): void;
  /** Style, visibility or place of a layer changed. */
  restyled(): void;
  removed(layer: MapLayer): void;
  difference(layer: MapLayer): void;
  beside(layer: MapLayer | null): void;
  colorBy(other: MapLayer | null): void;
  dust(voxels: number): void;
  clip(depth: number): void;
  version(path: string): void;
}

export interface PanelContent {
  readonly layers: readonly MapLayer[];
  readonly beside: MapLayer | null;
  readonly versions: readonly MapChoice[];
  readonly dust: number;
  readonly clip: number;
  /** What particles, mask studio and the like put there. */
  readonly extras: readonly HTMLElement[];
}

/** Sections keep what the user opened. */
const open = new Map<string, boolean>([
  ['Maps', true],
  ['Surface', true],
]);

export function panel(content: PanelContent, events: PanelEvents): HTMLElement {
  const element = document.createElement('aside');
  element.className = 'panel';
  element.setAttribute('aria-label', 'Maps and surfaces');
  element.append(
    part('Maps', ...maps(content, events)),
    part('Surface', ...looks(content, events)),
    ...content.extras,
    part(
      'Tools',
      action('Make Mask', 'Low-pass, threshold, extend, soften, with a preview', () =>
        events.act('maskStudio'),
      ),
      action('Show Particles...', 'Particles of a STAR file, with their orientation', () =>
        events.act('showParticles'),
      ),
      action('Open Linked Slices...', 'Slices of another map at this voxel, in a tab beside', () =>
        events.act('openElsewhere'),
      ),
      action('Save Picture...', 'The picture as PNG', () => events.act('screenshot')),
      action('Save Surface...', 'As glTF, OBJ or STL, in Å', () => events.act('exportSurface')),
      action('Copy ChimeraX Command', 'Opens these maps at these levels there', () =>
        events.act('copyChimeraX'),
      ),
    ),
  );
  return element;
}

function maps({ layers, beside, versions }: PanelContent, events: PanelEvents): HTMLElement[] {
  const rows = layers.map((layer, index) => {
    const row = document.createElement('div');
    row.className = 'map';
    const color = document.createElement('input');
    color.type = 'color';
    color.value = `#${layer.color.getHexString()}`;
    color.setAttribute('aria-label', `Color of ${layer.name}`);
    color.addEventListener('input', () => {
      layer.color.set(color.value);
      restyle(layer, events);
    });
    const shown = check(layer.name, layer.visible, (visible) => {
      layer.visible = visible;
      restyle(layer, events);
    });
    const head = document.createElement('div');
    head.className = 'map-head';
    head.append(color, shown);
    row.append(
      head,
      layer.slider.element,
      range(
        'Opacity',
        { min: 0.05, max: 1, step: 0.05, value: layer.opacity },
        (value) => `${Math.round(100 * value)} %`,
        (opacity) => {
          layer.opacity = opacity;
          restyle(layer, events);
        },
      ),
    );
    if (index > 0) {
      const tools = document.createElement('div');
      tools.className = 'tools';
      tools.append(
        action(beside === layer ? 'One Picture' : 'Side by Side', 'Two pictures that turn together', () =>
          events.beside(beside === layer ? null : layer),
        ),
        action('Difference', 'First map minus this one, as a map', () => events.difference(layer)),
        action('Remove', 'Takes this map out', () => events.removed(layer)),
      );
      row.append(tools);
    }
    return row;
  });
  const add = action('Add Map...', 'Another map, mask or local resolution in the same picture', () =>
    events.act('addMap'),
  );
  return [...rows, ...versionSlider(versions, events), add];
}

function versionSlider(versions: readonly MapChoice[], events: PanelEvents): HTMLElement[] {
  if (versions.length < 2) return [];
  return [
    range(
      'Version',
      { min: 0, max: versions.length - 1, step: 1, value: versions.length - 1 },
      (index) => versions[index].label,
      (index) => events.version(versions[index].path),
    ),
  ];
}

function looks({ layers, dust, clip }: PanelContent, events: PanelEvents): HTMLElement[] {
  const [first, ...others] = layers;
  const options = [
    { value: '-1', label: 'one color' },
    ...others.map((layer, index) => ({ value: String(index), label: layer.name })),
  ];
  const current = first?.coloredBy ?? null;
  return [
    choice('Color by', options, String(current === null ? -1 : others.indexOf(current)), (value) =>
      events.colorBy(others.at(Number(value)) !== undefined && value !== '-1' ? others[Number(value)] : null),
    ),
    range(
      'Hide dust',
      { min: 0, max: 40, step: 1, value: dust },
      (value) => (value === 0 ? 'off' : `under ${value} voxels`),
      (value) => events.dust(value),
    ),
    range(
      'Clip',
      { min: 0, max: 1, step: 0.01, value: clip },
      (value) => (value === 0 ? 'off' : `${Math.round(100 * value)} %`),
      (value) => events.clip(value),
    ),
  ];
}

function restyle(layer: MapLayer, events: PanelEvents): void {
  layer.applyStyle();
  events.restyled();
}

/** A section that stays as it was when the panel is built again. */
function part(title: string, ...content: HTMLElement[]): HTMLElement {
  const details = section(title, open.get(title) ?? false, ...content);
  details.addEventListener('toggle', () => open.set(title, details.open));
  return details;
}
