/** The density editor's page: header first, then the voxels as they come, then surface and slices. */
import type { DensityHost, DensityInfo, DensityView } from '../protocol/density';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../shared/rpc';
import './density.css';
import { headerDetails } from './headerDetails';
import { createSlices } from './slices';
import { firstLevel, measure, type Statistics } from './statistics';
import { SurfaceView } from './surfaceView';
import { fetchVolume, type DensityVolume } from './volume';

/** What the user chose; the rest follows from the file. */
interface Choices {
  level?: number;
  position?: readonly [number, number, number];
  /** Percent of voxels that are drawn plain black, and as many plain white. */
  clipped: number;
}

const choices: Choices = { clipped: 0.5, ...(savedState() as Choices | undefined) };
let shown: { readonly volume: DensityVolume; readonly statistics: Statistics } | undefined;

const page = document.createElement('main');
const status = document.createElement('p');
status.className = 'status';
status.setAttribute('role', 'status');
const surface = new SurfaceView((level) => choose({ level }));
const slices = createSlices((change) => {
  if (shown === undefined) return;
  const position = [...currentPosition(shown.volume)] as [number, number, number];
  for (const [axis, voxel] of change) position[axis] = voxel;
  choose({ position });
  drawSlices();
});
document.body.replaceChildren(page);

const host = connect<DensityView, DensityHost>(hostPort, { fileChanged: () => void load() });
await load();

/** Only the newest loading is shown: a file can change while it is read. */
async function load(): Promise<void> {
  const turn = {};
  load.current = turn;
  try {
    const info = await host.open();
    if (shown === undefined) showLoading(info, 0);
    const volume = await fetchVolume(host, info, (fraction) => {
      if (shown === undefined && load.current === turn) showLoading(info, fraction);
    });
    if (load.current !== turn) return;
    await show(info, volume);
  } catch (error) {
    if (load.current === turn) showFailure(error instanceof Error ? error.message : String(error));
  }
}
load.current = {};

async function show(info: DensityInfo, volume: DensityVolume): Promise<void> {
  const first = shown === undefined;
  const statistics = measure(volume.data);
  shown = { volume, statistics };
  const flat = !info.isVolume || Math.min(...volume.size) < 2;
  page.className = flat ? 'flat' : '';
  page.replaceChildren(
    ...(flat ? [] : [surface.element]),
    slices.element,
    contrastBar(),
    headerDetails(info, statistics),
  );
  drawSlices();
  if (!flat) await surface.setVolume(volume, statistics, choices.level ?? firstLevel(statistics), first);
  page.dataset.ready = 'true';
}

function drawSlices(): void {
  if (shown === undefined) return;
  const { volume, statistics } = shown;
  slices.draw(volume, {
    position: currentPosition(volume),
    black: statistics.percentile(choices.clipped / 100),
    white: statistics.percentile(1 - choices.clipped / 100),
  });
}

/** The middle until the user chose; inside the volume even when the file became smaller. */
function currentPosition({ size }: DensityVolume): readonly [number, number, number] {
  const at = (axis: number) =>
    Math.min(choices.position?.[axis] ?? Math.floor(size[axis] / 2), size[axis] - 1);
  return [at(0), at(1), at(2)];
}

function contrastBar(): HTMLElement {
  const slider = document.createElement('input');
  slider.type = 'range';
  slider.max = '20';
  slider.step = '0.1';
  slider.value = String(choices.clipped);
  slider.setAttribute('aria-label', 'Contrast of the slices');
  const readout = document.createElement('output');
  const say = () => {
    readout.value = `${choices.clipped.toFixed(1)}–${(100 - choices.clipped).toFixed(1)} %`;
    slider.setAttribute('aria-valuetext', `percentiles ${readout.value}`);
  };
  slider.addEventListener('input', () => {
    choose({ clipped: slider.valueAsNumber });
    say();
    drawSlices();
  });
  say();
  const label = document.createElement('label');
  label.className = 'contrast';
  label.append('Contrast', slider, readout);
  return label;
}

function choose(change: Partial<Choices>): void {
  Object.assign(choices, change);
  saveState(choices);
}

function showLoading(info: DensityInfo, fraction: number): void {
  status.textContent = `Reading ${info.fileName}, ${info.size.join(' × ')} voxels: ${Math.round(100 * fraction)} %`;
  page.className = 'message';
  page.replaceChildren(status);
}

function showFailure(message: string): void {
  shown = undefined;
  status.textContent = message;
  page.className = 'message failed';
  page.replaceChildren(status);
}
