/** New Species: four pages with previews of what the files hold and of the mask that is being made. */
import type {
  FormDescription,
  FormFindings,
  FormState,
  FormValues,
  FormView,
} from '../../shared/protocol/form';
import type { ParticleMatch, SpeciesHost } from '../../shared/protocol/species';
import { button, progressRing } from '../shared/controls';
import { element } from '../shared/element';
import { createFields } from '../shared/fields';
import { isShown } from '../../shared/isShown';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../../shared/rpc';
import { IsosurfaceView } from '../volume/isosurfaceView';
import { loadMap, type LoadedMap } from './maps';
import { MaskPreview } from './maskPreview';
import { matchTable } from './matchTable';
import './species.css';

/** The engine is asked for matches when nothing was typed for so long, ms. */
const rest = 600;

interface Saved {
  readonly values: FormValues;
  readonly page: number;
}

let show: (state: FormState) => void = () => undefined;
const host = connect<FormView, SpeciesHost>(hostPort, { setState: (state) => show(state) });

render(await host.describe());

function render(form: FormDescription): void {
  document.title = form.title;
  const saved = savedState() as Saved | undefined;
  const pages = [...new Set(form.sections.map(({ page }) => page ?? ''))];
  let page = saved?.page ?? 0;
  let findings: FormFindings = { errors: {}, notes: {} };
  let state = form.state;
  let match: ParticleMatch | string | null = null;

  const fields = createFields(
    form.sections,
    { ...form.initial, ...saved?.values },
    { changed: () => void changed(), pickFile: (name) => host.pickFile(name) },
  );
  const fieldsOf = (title: string): readonly string[] =>
    form.sections
      .filter((section) => section.page === title)
      .flatMap((section) => section.fields)
      .filter((field) => isShown(field, fields.values()))
      .map(({ name }) => name);

  const steps = pages.map((title, number) => {
    const step = element('button', 'step', title) as HTMLButtonElement;
    step.type = 'button';
    step.addEventListener('click', () => go(number));
    return step;
  });
  const nav = element('nav', 'steps', ...steps);
  nav.setAttribute('aria-label', 'Pages');
  const previous = button('Previous', 'secondary', () => go(page - 1));
  const next = button('Next', 'primary', () => go(page + 1));
  const finish = button(form.submitLabel, 'primary', () => void send());
  const cancel = button('Cancel', 'secondary', () => void host.cancel());
  const progress = element('span', '', form.busyLabel);
  progress.setAttribute('aria-live', 'polite');
  const busy = element('span', 'busy', progressRing(), progress);
  const failure = element('p', 'failure');
  failure.setAttribute('role', 'alert');

  const views = ['half-map 1', 'half-map 2'].map((label) => new IsosurfaceView(host, { label }));
  const halves = element(
    'div',
    'previews',
    ...views.map((view, i) => figure(view.element, `Half-map ${i + 1}`)),
  );
  const mask = new MaskPreview(host);
  const byWeight = button('Threshold by molecular weight', 'secondary', () => void suggest());
  const masks = element('div', 'previews', mask.element, byWeight);
  const particles = element('section', 'match');
  particles.setAttribute('aria-label', 'Particles by series');
  const previews: Readonly<Record<string, HTMLElement>> = {
    'Half-Maps': halves,
    Mask: masks,
    Particles: particles,
  };

  document.body.replaceChildren(
    element(
      'main',
      'pages',
      nav,
      element(
        'div',
        'page',
        element('h1', '', form.title),
        element('p', 'intro', form.intro),
        fields.element,
        ...Object.values(previews),
        failure,
        element('div', 'buttons', previous, next, finish, cancel, busy),
      ),
    ),
  );

  show = (newest) => {
    state = newest;
    update();
  };
  let checks = 0;
  let loaded: readonly (LoadedMap | null)[] = [null, null, null];
  let loading = Promise.resolve();
  let matchTimer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let matchedFor = '';
  if (saved !== undefined) fields.touch(pages.slice(0, page).flatMap(fieldsOf));
  void check();
  void preview();

  /** Only the newest check counts; answers can overtake each other. */
  async function check(): Promise<void> {
    const number = ++checks;
    const found = await host.check(fields.values());
    if (number !== checks) return;
    findings = found;
    update();
    matchSoon();
  }

  async function changed(): Promise<void> {
    saveState({ values: fields.values(), page } satisfies Saved);
    void preview();
    await check();
  }

  function go(number: number): void {
    if (number > page) fields.touch(fieldsOf(pages[page]));
    page = Math.max(0, Math.min(pages.length - 1, number));
    saveState({ values: fields.values(), page } satisfies Saved);
    update();
    scrollTo(0, 0);
    void preview();
    matchSoon();
  }

  async function send(): Promise<void> {
    fields.touch();
    await check();
    const wrong = pages.findIndex((title) => hasErrors(title));
    if (wrong >= 0) {
      page = wrong;
      update();
      fields.focusFirst(findings);
      return;
    }
    await host.submit(fields.values());
  }

  function hasErrors(title: string): boolean {
    return fieldsOf(title).some((name) => findings.errors[name] !== undefined);
  }

  function update(): void {
    const title = pages[page];
    fields.show(findings, !state.busy);
    for (const section of fields.element.querySelectorAll<HTMLElement>('.section'))
      section.hidden = section.dataset.page !== title;
    for (const [name, element] of Object.entries(previews)) element.hidden = name !== title;
    byWeight.hidden = fields.values().maskKind !== 'average';
    steps.forEach((step, number) => {
      step.toggleAttribute('aria-current', false);
      if (number === page) step.setAttribute('aria-current', 'step');
      step.disabled = state.busy || pages.slice(0, number).some(hasErrors);
    });
    previous.disabled = page === 0 || state.busy;
    next.hidden = page === pages.length - 1;
    next.disabled = hasErrors(title) || state.busy;
    finish.hidden = !next.hidden;
    finish.disabled = state.busy || !canFinish();
    busy.hidden = !state.busy;
    progress.textContent = state.progress ?? form.busyLabel;
    failure.hidden = state.error === null;
    failure.textContent = state.error;
    document.querySelector('main')?.setAttribute('aria-busy', String(state.busy));
  }

  function canFinish(): boolean {
    if (match === null || typeof match === 'string') return false;
    return (
      match.matched.length > 0 && (match.unmatched.length === 0 || fields.values().ignoreUnmatched === true)
    );
  }

  /** One after the other: files come slowly, and the newest values count. */
  async function preview(): Promise<void> {
    masks.setAttribute('aria-busy', 'true');
    const mine = loading.then(async () => {
      const values = fields.values();
      const half2 = values.half2Kind === 'same' ? values.half1 : values.half2;
      const paths = [values.half1, half2, values.maskKind === 'file' ? values.mask : ''].map(String);
      const before = loaded;
      loaded = await Promise.all(
        paths.map(async (path, i) => (before[i]?.path === path ? before[i] : loadMap(host, path))),
      );
      for (const i of [0, 1] as const) {
        const map = loaded[i];
        if (map === null || map === before[i]) continue;
        await views[i].show(map.path).catch(() => null);
      }
      const [first, second, file] = loaded;
      if (first !== null && (first !== before[0] || second !== before[1])) await newAverage(first, second);
      if (values.maskKind === 'average') await mask.show(fields.values());
      else if (file !== null) await mask.showFile(file);
    });
    loading = mine;
    await mine;
    if (loading === mine) masks.setAttribute('aria-busy', 'false');
  }

  async function newAverage(half1: LoadedMap, half2: LoadedMap | null): Promise<void> {
    const alike = half2 !== null && half2.volume.data.length === half1.volume.data.length;
    const { mean, sigma } = await mask.setMaps(half1, alike ? half2 : null);
    if (fields.values().maskThreshold !== '') return;
    fields.setValues({ ...fields.values(), maskThreshold: (mean + 3 * sigma).toPrecision(4) });
    await check();
  }

  async function suggest(): Promise<void> {
    const weight = Number(fields.values().weight);
    if (!(weight > 0)) {
      mask.say('Give the molecular weight first, on the page Parameters');
      return;
    }
    const threshold = mask.thresholdByWeight(weight);
    if (threshold === null) {
      mask.say(`A molecule of ${weight} kDa does not fit into the box`);
      return;
    }
    fields.setValues({ ...fields.values(), maskThreshold: threshold.toPrecision(4) });
    await changed();
    mask.say(`The threshold encloses ${weight} kDa of protein`);
  }

  /** After every check: a table that was found wrong is not matched. */
  function matchSoon(): void {
    clearTimeout(matchTimer);
    if (page === pages.length - 1) matchTimer = setTimeout(() => void matchNow(), rest);
  }

  async function matchNow(): Promise<void> {
    const values = fields.values();
    const about = JSON.stringify(fieldsOf('Particles').map((name) => values[name]));
    if (about === matchedFor || values.particles === '' || findings.errors.particles !== undefined) return;
    matchedFor = about;
    const number = ++asked;
    particles.replaceChildren(element('p', 'help', 'Matching particles to series…'));
    const answer = await host.match(values).catch((error: unknown) => String(error).replace(/^Error: /, ''));
    if (number !== asked) return;
    match = answer;
    particles.replaceChildren(
      ...(typeof answer === 'string' ? [element('p', 'failure', answer)] : matchTable(answer)),
    );
    update();
  }
}

function figure(content: HTMLElement, caption: string): HTMLElement {
  return element('figure', '', content, element('figcaption', '', caption));
}
