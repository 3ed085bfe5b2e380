/** Shows a form that the extension host describes, checks it as it is filled in, and sends it. */
import type {
  FormDescription,
  FormFindings,
  FormHost,
  FormState,
  FormValues,
  FormView,
} from '../../shared/protocol/form';
import { button, progressRing } from '../shared/controls';
import { element } from '../shared/element';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../../shared/rpc';
import { createFields } from '../shared/fields';
import '../shared/form.css';

let show: (state: FormState) => void = () => undefined;
const host = connect<FormView, FormHost>(hostPort, { setState: (state) => show(state) });

render(await host.describe());

function render(form: FormDescription): void {
  document.title = form.title;
  const saved = savedState() as FormValues | undefined;
  let touched = saved !== undefined;
  let findings: FormFindings = { errors: {}, notes: {} };
  let state = form.state;

  const fields = createFields(
    form.sections,
    { ...form.initial, ...saved },
    {
      changed: () => void changed(),
      pickFile: (name) => host.pickFile(name),
    },
  );
  const submit = button(form.submitLabel, 'primary', () => void send());
  const cancel = button('Cancel', 'secondary', () => void host.cancel());
  const doing = element('span', '', form.busyLabel);
  const busy = element('span', 'busy', progressRing(), doing);
  const failure = element('p', 'failure');
  failure.setAttribute('role', 'alert');

  const page = document.createElement('form');
  page.noValidate = true;
  page.append(
    element('h1', '', form.title),
    element('p', 'intro', form.intro),
    fields.element,
    failure,
    element('div', 'buttons', submit, cancel, busy),
  );
  page.addEventListener('submit', (event) => event.preventDefault());
  page.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
  });
  document.body.replaceChildren(element('main', '', page));

  show = (next) => {
    state = next;
    update();
  };
  /** Only the newest check counts; answers can overtake each other. */
  let checks = 0;
  void check();

  async function check(): Promise<void> {
    const number = ++checks;
    const found = await host.check(fields.values());
    if (number !== checks) return;
    findings = found;
    update();
  }

  async function changed(): Promise<void> {
    touched = true;
    saveState(fields.values());
    await check();
  }

  async function send(): Promise<void> {
    fields.touch();
    await check();
    if (Object.keys(findings.errors).length > 0) {
      fields.focusFirst(findings);
      return;
    }
    await host.submit(fields.values());
  }

  function update(): void {
    fields.show(findings, !state.busy);
    submit.disabled =
      state.busy || (touched && Object.keys(findings.errors).length > 0 && fields.allTouched());
    busy.hidden = !state.busy;
    doing.textContent = state.progress ?? form.busyLabel;
    failure.hidden = state.error === null;
    failure.textContent = state.error ?? '';
    page.setAttribute('aria-busy', String(state.busy));
  }
}
