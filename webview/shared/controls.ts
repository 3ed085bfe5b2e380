/** The form controls, and the only module that knows which library draws them. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
  type Button,
  type Checkbox,
  type Dropdown,
  type TextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextField(),
);

/** A control with a value of its own kind; `element` is what goes into the page. */
export interface Control<Value> {
  readonly element: HTMLElement;
  get(): Value;
  set(value: Value): void;
  enable(enabled: boolean): void;
}

export function textControl(
  label: string,
  placeholder: string,
  inputMode: 'text' | 'decimal',
  onChange: () => void,
): Control<string> {
  const field = document.createElement('vscode-text-field') as TextField;
  field.textContent = label;
  field.placeholder = placeholder;
  field.setAttribute('aria-label', label);
  field.setAttribute('inputmode', inputMode);
  field.addEventListener('input', onChange);
  return {
    element: field,
    get: () => field.value,
    set: (value) => (field.value = value),
    enable: (enabled) => (field.disabled = !enabled),
  };
}

/** @param onChange a person ticked or cleared it; the box itself also says so of a value that was set. */
export function checkControl(label: string, onChange: () => void): Control<boolean> {
  const box = document.createElement('vscode-checkbox') as Checkbox;
  box.textContent = label;
  let isSetting = false;
  box.addEventListener('change', () => {
    if (!isSetting) onChange();
  });
  return {
    element: box,
    get: () => box.checked,
    set: (value) => {
      isSetting = true;
      box.checked = value;
      isSetting = false;
    },
    enable: (enabled) => (box.disabled = !enabled),
  };
}

export function choiceControl(
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  onChange: () => void,
): Control<string> {
  const dropdown = document.createElement('vscode-dropdown') as Dropdown;
  dropdown.setAttribute('aria-label', label);
  for (const option of options) {
    const row = document.createElement('vscode-option');
    row.setAttribute('value', option.value);
    row.textContent = option.label;
    dropdown.append(row);
  }
  dropdown.addEventListener('change', onChange);
  const element = document.createElement('div');
  element.className = 'choice';
  const caption = document.createElement('span');
  caption.className = 'caption';
  caption.textContent = label;
  element.append(caption, dropdown);
  let wanted = options[0].value;
  // The list fills after the page has taken the options in; until then the value is remembered here.
  void customElements
    .whenDefined('vscode-dropdown')
    .then(() => requestAnimationFrame(() => (dropdown.value = wanted)));
  return {
    element,
    get: () => (dropdown.value === '' ? wanted : dropdown.value),
    set: (value) => {
      wanted = value;
      dropdown.value = value;
    },
    enable: (enabled) => (dropdown.disabled = !enabled),
  };
}

export function button(label: string, appearance: 'primary' | 'secondary', onClick: () => void): Button {
  const element = document.createElement('vscode-button') as Button;
  element.appearance = appearance;
  element.textContent = label;
  element.addEventListener('click', onClick);
  return element;
}

/** The library's own ring needs inline styles, which the page's policy refuses. */
export function progressRing(): HTMLElement {
  const ring = document.createElement('span');
  ring.className = 'progress-ring';
  ring.setAttribute('role', 'progressbar');
  ring.setAttribute('aria-label', 'Working');
  return ring;
}
