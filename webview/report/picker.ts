/** A long list to choose from: what is typed narrows it, and arrow keys go through it (the combobox of ARIA's practices). */
import { element } from '../shared/element';
import { matching } from './seriesOrder';

export interface PickerEntry {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
}

export interface Picker {
  readonly element: HTMLElement;
  get(): string;
  /** Keeps what is chosen where it is still offered; else the first. */
  offer(entries: readonly PickerEntry[], wanted?: string): void;
}

/** More rows than this are not looked through; they are counted. */
const mostRows = 200;
/** Rows that Page Up and Page Down go. */
const pageRows = 10;

let pickers = 0;

export function createPicker(label: string, changed: () => void): Picker {
  const id = `picker-${++pickers}`;
  const input = document.createElement('input');
  input.type = 'text';
  input.spellcheck = false;
  input.autocomplete = 'off';
  const list = element('ul', 'picker-list');
  const more = element('p', 'picker-more');
  const popup = element('div', 'picker-popup', list, more);
  const frame = element('span', 'picker-frame', input, popup);
  const whole = element('div', 'choice picker', `${label} `, frame);
  list.id = id;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', label);
  more.setAttribute('role', 'status');
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-label': label,
    'aria-autocomplete': 'list',
    'aria-controls': id,
  }))
    input.setAttribute(name, value);
  let entries: readonly PickerEntry[] = [];
  let shown: readonly PickerEntry[] = [];
  let chosen = '';
  let active = -1;
  close();

  input.addEventListener('input', () => open(input.value));
  input.addEventListener('click', () => (popup.hidden ? open('') : undefined));
  input.addEventListener('focus', () => input.select());
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (handled(event.key, event.altKey)) event.preventDefault();
  });
  // Before the input loses its focus, which would close the list.
  popup.addEventListener('mousedown', (event) => {
    event.preventDefault();
    const row = event.target instanceof Element ? event.target.closest('li') : null;
    if (row !== null) take(shown[[...list.children].indexOf(row)]);
  });

  function handled(key: string, alt: boolean): boolean {
    const step: Readonly<Record<string, number>> = {
      ...{ ArrowDown: 1, ArrowUp: -1, PageDown: pageRows, PageUp: -pageRows },
    };
    if (popup.hidden) {
      if (key !== 'ArrowDown' && key !== 'ArrowUp') return false;
      open('');
      return true;
    }
    if (key === 'Escape' || (key === 'ArrowUp' && alt)) close();
    else if (key === 'Enter') take(shown.at(active));
    else if (step[key] !== undefined) go(active + step[key]);
    else return false;
    return true;
  }

  function open(typed: string): void {
    const found = matching(entries, typed);
    shown = found.slice(0, mostRows);
    list.replaceChildren(
      ...shown.map(({ value, label: text, detail }, i) => {
        const row = element('li', '', element('span', '', text), element('span', 'detail', detail));
        row.id = `${id}-${i}`;
        row.setAttribute('role', 'option');
        row.setAttribute('aria-selected', String(value === chosen));
        return row;
      }),
    );
    list.hidden = shown.length === 0;
    popup.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    const left = found.length - shown.length;
    more.textContent =
      found.length === 0
        ? 'No series of this name.'
        : left > 0
          ? `${left.toLocaleString('en')} more: type a part of the name.`
          : `${found.length.toLocaleString('en')} of ${entries.length.toLocaleString('en')}`;
    const present = shown.findIndex(({ value }) => value === chosen);
    go(typed === '' && present >= 0 ? present : 0);
  }

  function go(row: number): void {
    list.children.item(active)?.classList.remove('active');
    active = Math.max(0, Math.min(shown.length - 1, row));
    const now = list.children.item(active);
    now?.classList.add('active');
    now?.scrollIntoView({ block: 'nearest' });
    if (now === null) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', now.id);
  }

  function close(): void {
    popup.hidden = true;
    active = -1;
    list.replaceChildren();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    input.value = entries.find(({ value }) => value === chosen)?.label ?? '';
  }

  function take(entry: PickerEntry | undefined): void {
    if (entry === undefined) return;
    const isNew = entry.value !== chosen;
    chosen = entry.value;
    close();
    input.select();
    if (isNew) changed();
  }

  return {
    element: whole,
    get: () => chosen,
    offer(next, wanted) {
      entries = next;
      const kept = wanted ?? chosen;
      chosen = (next.find(({ value }) => value === kept) ?? next.at(0))?.value ?? '';
      whole.hidden = next.length < 2;
      // Somebody who is choosing goes on with what is there.
      if (popup.hidden) close();
    },
  };
}
