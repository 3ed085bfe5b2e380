/** The report's small controls: a choice from a list, and boxes to tick. */

export interface Choice {
  readonly element: HTMLElement;
  get(): string;
  /** Keeps what is chosen where it is still offered. */
  offer(options: readonly { readonly value: string; readonly label: string }[], wanted?: string): void;
}

export function createChoice(label: string, changed: () => void): Choice {
  const element = document.createElement('label');
  element.className = 'choice';
  const select = document.createElement('select');
  element.append(`${label} `, select);
  select.addEventListener('change', changed);
  return {
    element,
    get: () => select.value,
    offer(options, wanted) {
      const before = wanted ?? select.value;
      select.replaceChildren(
        ...options.map(({ value, label: text }) => {
          const option = document.createElement('option');
          option.value = value;
          option.textContent = text;
          return option;
        }),
      );
      if (options.some(({ value }) => value === before)) select.value = before;
      element.hidden = options.length < 2;
    },
  };
}

export interface Ticks {
  readonly element: HTMLElement;
  get(): readonly string[];
  offer(options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[]): void;
  set(values: readonly string[]): void;
}

export function createTicks(legend: string, changed: () => void): Ticks {
  const element = document.createElement('fieldset');
  element.className = 'ticks';
  const title = document.createElement('legend');
  title.textContent = legend;
  element.append(title);
  let ticked = new Set<string>();
  const boxes = (): readonly HTMLInputElement[] => [...element.querySelectorAll('input')];
  element.addEventListener('change', () => {
    ticked = new Set(boxes().flatMap((box) => (box.checked ? [box.value] : [])));
    changed();
  });
  return {
    element,
    get: () => boxes().flatMap(({ checked, value }) => (checked ? [value] : [])),
    offer(options) {
      element.replaceChildren(
        title,
        ...options.map(({ value, label, hint }) => {
          const row = document.createElement('label');
          const box = document.createElement('input');
          box.type = 'checkbox';
          box.value = value;
          box.checked = ticked.has(value);
          row.append(box, label);
          if (hint !== undefined) row.title = hint;
          return row;
        }),
      );
    },
    set(values) {
      ticked = new Set(values);
      for (const box of boxes()) box.checked = ticked.has(box.value);
    },
  };
}
