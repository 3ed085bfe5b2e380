/** The editor of refinement settings: a form on a text document, with what the run would take. */
import type { FieldValue, FormValues } from '../../shared/protocol/form';
import type {
  RefinementEstimate,
  RefinementHost,
  RefinementPage,
  RefinementState,
  RefinementView,
} from '../../shared/protocol/refinement';
import { button, progressRing } from '../shared/controls';
import { element } from '../shared/element';
import { createFields } from '../shared/fields';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../../shared/rpc';
import { estimateTable } from './estimateTable';
import './refine.css';

/** What is typed goes into the document in strokes of this length, ms: one undo step each. */
const stroke = 300;
/** The engine is asked for an estimate when nothing was changed for so long, ms. */
const rest = 800;

let show: (state: RefinementState) => void = () => undefined;
const host = connect<RefinementView, RefinementHost>(hostPort, { setState: (state) => show(state) });

render(await host.open());

function render(page: RefinementPage): void {
  let { state } = page;
  let pending: Record<string, FieldValue> = {};
  let flushed = Promise.resolve();
  let strokeTimer: ReturnType<typeof setTimeout> | undefined;
  let estimateTimer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const fields = createFields(page.sections, state.values, {
    changed: (name) => {
      pending = { ...pending, [name]: fields.values()[name] };
      clearTimeout(strokeTimer);
      strokeTimer = setTimeout(() => void flush(), stroke);
      fields.show(state.findings, canChange());
    },
  });
  fields.touch();
  const presets = page.presets.map((preset) => {
    const chosen = button(preset.label, 'secondary', () => void applyPreset(preset.id));
    chosen.title = preset.help;
    return chosen;
  });
  const refine = button('Refine', 'primary', () => void run());
  const copy = button('Copy as Command', 'secondary', () => void copyCommand());
  const openText = button('Open as Text', 'secondary', () => void host.openAsText());
  const busy = element('span', 'busy', progressRing(), element('span', '', 'Starting the engine…'));
  const failure = element('p', 'failure');
  failure.setAttribute('role', 'alert');
  const notice = element('p', 'notice');
  const copied = element('p', 'message');
  copied.setAttribute('aria-live', 'polite');
  const estimate = element('section', 'estimate');
  estimate.setAttribute('aria-label', 'What this refinement would take');
  const group = element('div', 'presets', ...presets);
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', 'Presets');
  document.body.replaceChildren(
    element(
      'main',
      'wide',
      element('h1', '', `Refinement: ${page.fileName}`),
      element('p', 'intro', 'Saved as text: undo, diff, version control.'),
      notice,
      group,
      fields.element,
      estimate,
      failure,
      element('div', 'buttons', refine, copy, openText, busy),
      copied,
    ),
  );
  document.addEventListener('focusout', () => void flush());
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run();
  });
  const saved = savedState() as { readonly scroll: number } | undefined;
  addEventListener('scroll', () => saveState({ scroll: scrollY }));

  show = (next) => {
    const asBefore = sameValues(state.values, next.values) && obstacles(state) === obstacles(next);
    state = next;
    update();
    if (!asBefore) estimateSoon();
  };
  update();
  estimateSoon();
  if (saved !== undefined) scrollTo(0, saved.scroll);

  function canChange(): boolean {
    return state.locked === null && state.textProblem === null && !state.busy;
  }

  function update(): void {
    fields.setValues({ ...state.values, ...pending });
    fields.show(state.findings, canChange());
    for (const one of [...presets, refine]) one.disabled = !canChange();
    copy.disabled = state.textProblem !== null;
    busy.hidden = !state.busy;
    const why = state.textProblem ?? state.locked;
    notice.hidden = why === null;
    notice.textContent = why;
    failure.hidden = state.error === null;
    failure.textContent = state.error;
  }

  /** Brings what was typed into the document; a second call waits for the first. */
  function flush(): Promise<void> {
    clearTimeout(strokeTimer);
    flushed = flushed.then(send).catch(tell);
    return flushed;
  }

  function tell(error: unknown): void {
    failure.hidden = false;
    failure.textContent = messageOf(error);
  }

  async function send(): Promise<void> {
    const changes: FormValues = pending;
    if (Object.keys(changes).length === 0) return;
    await host.edit(changes);
    // What was typed meanwhile waits for the next stroke.
    pending = Object.fromEntries(Object.entries(pending).filter(([name, value]) => changes[name] !== value));
  }

  /** What was typed is in the document first: the preset changes what it finds there. */
  async function applyPreset(id: string): Promise<void> {
    await flush();
    await host.applyPreset(id).catch(tell);
  }

  async function run(): Promise<void> {
    await flush();
    if (!canChange() || Object.keys(pending).length > 0) return;
    if (Object.keys(state.findings.errors).length > 0) fields.focusFirst(state.findings);
    else await host.refine();
  }

  async function copyCommand(): Promise<void> {
    await flush();
    try {
      copied.textContent = `Copied: ${await host.copyCommand()}`;
    } catch (error) {
      copied.textContent = messageOf(error);
    }
  }

  function estimateSoon(): void {
    clearTimeout(estimateTimer);
    estimateTimer = setTimeout(() => void estimateNow(), rest);
  }

  /** Only the newest answer counts. */
  async function estimateNow(): Promise<void> {
    const number = ++asked;
    if (
      state.locked !== null ||
      state.textProblem !== null ||
      Object.keys(state.findings.errors).length > 0
    ) {
      estimate.replaceChildren();
      return;
    }
    estimate.setAttribute('aria-busy', 'true');
    const found = await host.estimate().catch(messageOf);
    if (number !== asked) return;
    estimate.setAttribute('aria-busy', 'false');
    estimate.replaceChildren(...estimateContent(found));
  }
}

function estimateContent(found: RefinementEstimate | string): readonly HTMLElement[] {
  const title = element('h2', '', 'What it would take');
  return typeof found === 'string' ? [title, element('p', 'help', found)] : [title, ...estimateTable(found)];
}

/** What keeps an estimate from being made. */
function obstacles({ locked, textProblem, findings }: RefinementState): string {
  return JSON.stringify([locked, textProblem, Object.keys(findings.errors)]);
}

function sameValues(a: FormValues, b: FormValues): boolean {
  return Object.keys(b).every((name) => a[name] === b[name]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
