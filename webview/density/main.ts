/** The density editor's page: header first, then the voxels as they come, then surface and slices. */
import type { DensityHost, DensityView } from '../protocol/density';
import type { VolumeInfo, VolumeStatistics } from '../protocol/volume';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../shared/rpc';
import './density.css';
import { headerDetails } from './headerDetails';
import { createSlices } from './slices';
import type { DensityVolume } from '../volume/fetchVolume';
import { IsosurfaceView } from '../volume/isosurfaceView';
import { loadVolume, type LoadedVolume } from '../volume/loadVolume';
import { percentile } from '../volume/statistics';

/** What the user chose; the rest follows from the file. */
interface Choices {
  level?: number;
  position?: readonly [number, number, number];
  /** Percent of voxels that are drawn plain black, and as many plain white. */
  clipped: number;
}

const choices: Choices = { clipped: 0.5, ...(savedState() as Choices | undefined) };
let shown: { readonly volume: DensityVolume; readonly statistics: VolumeStatistics } | undefined;

const page = document.createElement('main');
const status = document.createElement('p');
status.className = 'status';
status.setAttribute('role', 'status');

const slices = createSlices((change) => {
  if (shown === undefined) return;
  const position = [...currentPosition(shown.volume)] as [number, number, number];
  for (const [axis, voxel] of change) position[axis] = voxel;
  choose({ position });
  drawSlices();
});
document.body.replaceChildren(page);

let open: VolumeInfo | undefined;
const host = connect<DensityView, DensityHost>(hostPort, { fileChanged: () => void load() });
const surface = new IsosurfaceView(host, { label: 'the density', levelChosen: (level) => choose({ level }) });
await load();

/** Only the newest loading is shown: a file can change while it is read. */
async function load(): Promise<void> {
  const turn = {};
  load.current = turn;
  try {
    const info = await host.openVolume(await host.path());
    if (open !== undefined) void host.closeVolume(open.handle);
    open = info;
    if (shown === undefined) showLoading(info);
    for await (const loaded of loadVolume(host, info)) {
      if (load.current !== turn) return;
      await show(info, loaded);
    }
    page.dataset.ready = 'true';
  } catch (error) {
    if (load.current === turn) showFailure(error instanceof Error ? error.message : String(error));
  }
}
load.current = {};

async function show(info: VolumeInfo, loaded: LoadedVolume): Promise<void> {
  const first = shown === undefined;
  const { volume, statistics } = loaded;
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
  if (!flat) await surface.take(info, loaded, first, choices.level ?? null);
}

function drawSlices(): void {
  if (shown === undefined) return;
  const { volume, statistics } = shown;
  slices.draw(volume, {
    position: currentPosition(volume),
    black: percentile(statistics, choices.clipped / 100),
    white: percentile(statistics, 1 - choices.clipped / 100),
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

function showLoading(info: VolumeInfo): void {
  status.textContent = `Reading ${info.fileName}, ${info.size.join(' × ')} voxels`;
  page.className = 'message';
  page.replaceChildren(status);
}

function showFailure(message: string): void {
  shown = undefined;
  status.textContent = message;
  page.className = 'message failed';
  page.replaceChildren(status);
}
