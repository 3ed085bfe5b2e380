/** Native controls with their label, the way the density editor lays them out. */

export function range(
  label: string,
  limits: { readonly min: number; readonly max: number; readonly step: number; readonly value: number },
  text: (value: number) => string,
  changed: (value: number) => void,
): HTMLElement {
  const slider = document.createElement('input');
  const output = document.createElement('output');
  slider.type = 'range';
  slider.min = String(limits.min);
  slider.max = String(limits.max);
  slider.step = String(limits.step);
  slider.value = String(limits.value);
  slider.setAttribute('aria-label', label);
  const tell = (): void => {
    output.value = text(slider.valueAsNumber);
    slider.setAttribute('aria-valuetext', output.value);
  };
  slider.addEventListener('input', () => {
    tell();
    changed(slider.valueAsNumber);
  });
  tell();
  return labeled(label, slider, output);
}

export function choice(
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  value: string,
  changed: (value: string) => void,
): HTMLElement {
  const select = document.createElement('select');
  select.setAttribute('aria-label', label);
  for (const option of options) select.add(new Option(option.label, option.value));
  select.value = value;
  select.addEventListener('change', () => changed(select.value));
  return labeled(label, select);
}

export function check(label: string, value: boolean, changed: (value: boolean) => void): HTMLElement {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = value;
  box.addEventListener('change', () => changed(box.checked));
  const row = document.createElement('label');
  row.className = 'row';
  row.append(box, label);
  return row;
}

export function action(label: string, hint: string, run: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.title = hint;
  button.addEventListener('click', run);
  return button;
}

/** A part of the panel that opens and closes. */
export function section(title: string, open: boolean, ...content: (Node | string)[]): HTMLDetailsElement {
  const details = document.createElement('details');
  details.open = open;
  details.className = 'section';
  const summary = document.createElement('summary');
  summary.textContent = title;
  details.append(summary, ...content);
  return details;
}

function labeled(label: string, ...content: HTMLElement[]): HTMLElement {
  const row = document.createElement('label');
  row.className = 'row';
  const caption = document.createElement('span');
  caption.textContent = label;
  row.append(caption, ...content);
  return row;
}
