/** The page of a tilt series: curves over its tilts, and each tilt with its image and a box that leaves it out. */
import type {
  SeriesDescription,
  SeriesHost,
  SeriesState,
  SeriesView,
  TiltDescription,
} from '../../shared/protocol/series';
import { createCurvePlot } from '../plots/curvePlot';
import { button, checkControl } from '../shared/controls';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../../shared/rpc';
import { measures, tiltChart, valueText } from './measures';
import './series.css';

const host = connect<SeriesView, SeriesHost>(hostPort, { changed: () => void load() });
/** Kept with the page, so that it can be opened again on the same series, as it was. */
interface Saved extends SeriesState {
  readonly measure: string;
}
const saved = (savedState() as Saved | undefined) ?? { ...(await host.state()), measure: measures[0].name };
saveState(saved);

const page = document.createElement('main');
const heading = document.createElement('h1');
const status = document.createElement('p');
status.setAttribute('role', 'status');
const choice = document.createElement('select');
choice.setAttribute('aria-label', 'Each tilt by');
for (const { name } of measures) choice.append(new Option(name, name));
choice.value = saved.measure;
const plot = createCurvePlot({ host, height: 220, onChoose: (angle) => showTilt(angle) });
const list = document.createElement('ul');
list.className = 'tilts';
const reconstruct = button('Reconstruct Tomogram…', 'secondary', () => host.reconstruct());
// In folders that are not trusted no engine starts.
reconstruct.hidden = true;
const tools = document.createElement('div');
tools.className = 'tools';
tools.append(choice, reconstruct);
page.append(heading, status, tools, plot.element, list);
document.body.replaceChildren(page);

let shown: SeriesDescription | undefined;
/** Reads that were begun, and choices that the file doesn't hold yet. */
let loads = 0;
let changing = 0;
const cards = new Map<number, { readonly element: HTMLElement; update(tilt: TiltDescription): void }>();

/** Images are read when they come into view: there may be sixty of some megabytes. */
const onScreen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    onScreen.unobserve(target);
    void drawThumbnail(target as HTMLCanvasElement);
  }
});

choice.addEventListener('change', () => {
  saveState({ ...saved, measure: choice.value } satisfies Saved);
  draw();
});
await load();

/** What was read last counts: not what an earlier read brings later, nor what the file held before a choice was in it. */
async function load(): Promise<void> {
  const begun = ++loads;
  try {
    const described = await host.describe();
    if (begun !== loads || changing > 0) return;
    shown = described;
    draw();
    page.dataset.ready = 'true';
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

function draw(): void {
  if (shown === undefined) return;
  const { name, source, state, tilts, canChange } = shown;
  reconstruct.hidden = !canChange;
  heading.textContent = name;
  const used = tilts.filter(({ isUsed }) => isUsed).length;
  status.textContent = [
    `${source}: ${used} of ${tilts.length} tilts are used`,
    ...(state === '' ? [] : [`the series is ${state}`]),
  ].join(', ');
  const measure = measures.find((one) => one.name === choice.value) ?? measures[0];
  plot.draw(tiltChart(tilts, measure));
  // By angle, as the sample was tilted; numbers tell the order of the file.
  for (const tilt of tilts.toSorted((a, b) => a.angle - b.angle)) {
    let card = cards.get(tilt.number);
    if (card === undefined) {
      card = createCard(tilt, canChange);
      cards.set(tilt.number, card);
      list.append(card.element);
    }
    card.update(tilt);
  }
}

function createCard(tilt: TiltDescription, canChange: boolean) {
  const element = document.createElement('li');
  const name = `${tilt.angle.toFixed(1)}°`;
  const image = document.createElement('button');
  image.className = 'picture';
  image.title = tilt.image;
  image.setAttribute('aria-label', `Open the image at ${name}`);
  image.addEventListener('click', () => void host.openImage(tilt.number));
  const canvas = document.createElement('canvas');
  canvas.dataset.tilt = String(tilt.number);
  image.append(canvas);
  const box = checkControl(name, () => void use(tilt.number, box.get()));
  const facts = document.createElement('p');
  element.append(image, box.element, facts);
  onScreen.observe(canvas);
  return {
    element,
    update(now: TiltDescription): void {
      box.set(now.isUsed);
      box.enable(canChange);
      element.classList.toggle('left-out', !now.isUsed);
      facts.textContent = measures
        .slice(1)
        .map((measure) => valueText(now, measure))
        .filter((text) => text !== '')
        .join(' · ');
    },
  };
}

async function use(tilt: number, used: boolean): Promise<void> {
  changing++;
  page.setAttribute('aria-busy', 'true');
  const problem = await host.use([tilt], used).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  changing--;
  await load();
  page.setAttribute('aria-busy', String(changing > 0));
  if (problem === undefined) return;
  status.textContent = problem;
  status.focus();
}

async function drawThumbnail(canvas: HTMLCanvasElement): Promise<void> {
  const picture = await host.thumbnail(Number(canvas.dataset.tilt));
  if (picture === null) {
    canvas.replaceWith('no image');
    return;
  }
  canvas.width = picture.width;
  canvas.height = picture.height;
  const pixels = new ImageData(picture.width, picture.height);
  picture.gray.forEach((gray, i) => pixels.data.set([gray, gray, gray, 255], 4 * i));
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  canvas.dataset.drawn = 'true';
}

function showTilt(angle: number): void {
  const tilt = shown?.tilts.toSorted((a, b) => Math.abs(a.angle - angle) - Math.abs(b.angle - angle)).at(0);
  const card = tilt === undefined ? undefined : cards.get(tilt.number);
  card?.element.scrollIntoView({ block: 'center' });
  card?.element.querySelector('button')?.focus();
}
