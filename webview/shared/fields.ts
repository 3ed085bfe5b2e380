/** The fields of a form: a control each with its help, what was found out about it, and what is wrong with it. */
import type {
  FieldValue,
  FormField,
  FormFindings,
  FormSection,
  FormValues,
  Remedy,
} from '../../shared/protocol/form';
import { button, checkControl, choiceControl, textControl, type Control } from './controls';
import { isShown } from '../../shared/isShown';

export interface FieldActions {
  changed(name: string): void;
  /** Null when the dialog was closed. */
  pickFile?(name: string): Promise<string | null>;
}

export interface Fields {
  readonly element: HTMLElement;
  values(): FormValues;
  /** Takes values from elsewhere; what says the same already is left as it was typed. */
  setValues(values: FormValues): void;
  /** Errors appear only at fields that were touched: an empty new form is not a list of complaints. */
  show(findings: FormFindings, enabled: boolean): void;
  /** All of them, or those of these names. */
  touch(names?: readonly string[]): void;
  allTouched(): boolean;
  focusFirst(findings: FormFindings): void;
}

interface Row {
  readonly field: FormField;
  readonly element: HTMLElement;
  readonly message: HTMLElement;
  readonly control: Control<FieldValue>;
  readonly browse: (HTMLElement & { disabled: boolean }) | null;
  touched: boolean;
}

export function createFields(
  sections: readonly FormSection[],
  initial: FormValues,
  actions: FieldActions,
): Fields {
  const rows: Row[] = [];
  const root = document.createElement('div');
  root.className = 'sections';
  for (const section of sections) root.append(createSection(section, initial, actions, rows));
  const values = () => Object.fromEntries(rows.map((row) => [row.field.name, row.control.get()]));

  return {
    element: root,
    values,
    setValues(next) {
      for (const { field, control } of rows) {
        const value = next[field.name];
        if (value !== undefined && !saysTheSame(field, control.get(), value)) control.set(value);
      }
    },
    show(findings, enabled) {
      const current = values();
      for (const row of rows) {
        row.element.hidden = !isShown(row.field, current);
        const canChange = enabled && row.field.unavailable === undefined;
        row.control.enable(canChange);
        if (row.browse !== null) row.browse.disabled = !canChange;
        const error = row.touched ? findings.errors[row.field.name] : undefined;
        const message = error ?? findings.notes[row.field.name] ?? '';
        // A live region speaks whenever it is set, changed or not.
        if (row.message.textContent !== message) row.message.textContent = message;
        showRemedy(row, findings.remedies?.[row.field.name], (changes) => {
          for (const [name, value] of Object.entries(changes)) {
            const target = rows.find(({ field }) => field.name === name);
            target?.control.set(value);
            if (target !== undefined) target.touched = true;
          }
          actions.changed(row.field.name);
        });
        row.element.classList.toggle('wrong', error !== undefined);
        row.control.element.setAttribute('aria-invalid', String(error !== undefined));
      }
      // A title with nothing below it says nothing.
      for (const section of root.children)
        section.classList.toggle('empty', section.querySelector('.field:not([hidden])') === null);
    },
    touch(names) {
      for (const row of rows) if (names?.includes(row.field.name) !== false) row.touched = true;
    },
    allTouched: () => rows.every((row) => row.touched),
    focusFirst(findings) {
      const wrong = rows.find((row) => findings.errors[row.field.name] !== undefined);
      const closed = wrong?.element.closest('details');
      if (closed !== null && closed !== undefined) closed.open = true;
      wrong?.element.scrollIntoView({ block: 'center' });
      wrong?.control.element.focus();
    },
  };
}

/** One button under the field that does what its message suggests. */
function showRemedy(row: Row, remedy: Remedy | undefined, apply: (changes: FormValues) => void): void {
  const present = row.element.querySelector<HTMLElement>('.remedy');
  if (present?.textContent === remedy?.label) return;
  present?.remove();
  if (remedy === undefined) return;
  const fix = button(remedy.label, 'secondary', () => apply(remedy.changes));
  fix.classList.add('remedy');
  row.element.append(fix);
}

function createSection(
  section: FormSection,
  initial: FormValues,
  actions: FieldActions,
  rows: Row[],
): HTMLElement {
  const own = section.fields.map((field) => createRow(field, initial[field.name], actions));
  rows.push(...own);
  const elements = own.map(({ element }) => element);
  const title = document.createElement(section.closed === true ? 'summary' : 'legend');
  title.textContent = section.title;
  const group = document.createElement(section.closed === true ? 'details' : 'fieldset');
  group.className = 'section';
  if (section.page !== undefined) group.dataset.page = section.page;
  group.append(title, ...elements);
  return group;
}

function createRow(field: FormField, initial: FieldValue | undefined, actions: FieldActions): Row {
  const element = document.createElement('div');
  element.className = `field ${field.kind}${field.kind === 'number' || field.short === true ? ' short' : ''}`;
  element.dataset.field = field.name;
  const message = document.createElement('p');
  message.className = 'message';
  message.setAttribute('aria-live', 'polite');
  const changed = () => {
    row.touched = true;
    actions.changed(field.name);
  };
  const control = createControl(field, changed);
  const browse =
    field.kind === 'file'
      ? button('Browse…', 'secondary', () => {
          void actions.pickFile?.(field.name).then((picked) => {
            if (picked === null) return;
            control.set(picked);
            changed();
          });
        })
      : null;
  browse?.setAttribute('aria-label', `Browse for ${field.label}`);
  const row: Row = { field, element, message, control, browse, touched: false };
  if (initial !== undefined) control.set(initial);
  element.append(control.element);
  if (browse !== null) element.append(browse);
  for (const text of [field.help, field.unavailable]) {
    if (text === undefined) continue;
    const help = document.createElement('p');
    help.className = 'help';
    help.textContent = text;
    element.append(help);
  }
  if (field.unavailable !== undefined) element.classList.add('unavailable');
  element.append(message);
  return row;
}

function createControl(field: FormField, changed: () => void): Control<FieldValue> {
  switch (field.kind) {
    case 'check':
      return asFieldValue(checkControl(field.label, changed), (value) => value === true);
    case 'choice':
      return asFieldValue(choiceControl(field.label, field.options, changed), String);
    default: {
      const mode = field.kind === 'number' ? 'decimal' : 'text';
      return asFieldValue(textControl(field.label, field.placeholder ?? '', mode, changed), String);
    }
  }
}

function asFieldValue<Value extends FieldValue>(
  control: Control<Value>,
  read: (value: FieldValue) => Value,
): Control<FieldValue> {
  return { ...control, set: (value) => control.set(read(value)) };
}

/** `3.` and `3` are one number: what is being typed is not taken out of the typist's hands. */
function saysTheSame(field: FormField, typed: FieldValue, value: FieldValue): boolean {
  if (field.kind !== 'number' || String(typed).trim() === '' || String(value).trim() === '')
    return typed === value;
  return typed === value || Number(String(typed).replace(',', '.')) === Number(value);
}
