/** The fields of a form: a control each with its help, what was found out about it, and what is wrong with it. */
import type { FieldValue, FormField, FormFindings, FormSection, FormValues } from '../protocol/form';
import { button, checkControl, choiceControl, textControl, type Control } from '../shared/controls';

export interface FieldActions {
  changed(): void;
  /** Null when the dialog was closed. */
  pickFile(name: string): Promise<string | null>;
}

export interface Fields {
  readonly element: HTMLElement;
  values(): FormValues;
  /** Errors appear only at fields that were touched: an empty new form is not a list of complaints. */
  show(findings: FormFindings, enabled: boolean): void;
  touchAll(): void;
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
  for (const section of sections) {
    const group = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = section.title;
    group.append(legend);
    for (const field of section.fields) {
      const row = createRow(field, initial[field.name], actions);
      rows.push(row);
      group.append(row.element);
    }
    root.append(group);
  }
  const values = () => Object.fromEntries(rows.map((row) => [row.field.name, row.control.get()]));
  const isShown = ({ field: { shownWhen } }: Row, current: FormValues) =>
    shownWhen === undefined || current[shownWhen.field] === shownWhen.is;

  return {
    element: root,
    values,
    show(findings, enabled) {
      const current = values();
      for (const row of rows) {
        row.element.hidden = !isShown(row, current);
        row.control.enable(enabled);
        if (row.browse !== null) row.browse.disabled = !enabled;
        const error = row.touched ? findings.errors[row.field.name] : undefined;
        row.message.textContent = error ?? findings.notes[row.field.name] ?? '';
        row.element.classList.toggle('wrong', error !== undefined);
      }
    },
    touchAll: () => rows.forEach((row) => (row.touched = true)),
    allTouched: () => rows.every((row) => row.touched),
    focusFirst(findings) {
      const wrong = rows.find((row) => findings.errors[row.field.name] !== undefined);
      wrong?.element.scrollIntoView({ block: 'center' });
      wrong?.control.element.focus();
    },
  };
}

function createRow(field: FormField, initial: FieldValue | undefined, actions: FieldActions): Row {
  const element = document.createElement('div');
  element.className = `field ${field.kind}${field.kind === 'number' || field.short === true ? ' short' : ''}`;
  const message = document.createElement('p');
  message.className = 'message';
  message.setAttribute('aria-live', 'polite');
  const changed = () => {
    row.touched = true;
    actions.changed();
  };
  const control = createControl(field, changed);
  const browse =
    field.kind === 'file'
      ? button('Browse…', 'secondary', () => {
          void actions.pickFile(field.name).then((picked) => {
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
  if (field.help !== undefined) {
    const help = document.createElement('p');
    help.className = 'help';
    help.textContent = field.help;
    element.append(help);
  }
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
