/** The ways to look at a file as a row of buttons, and the keys that choose them. */

export type ViewName = 'xy' | 'xz' | 'yz' | 'surface' | 'all' | 'through' | 'montage';

interface ViewButton {
  readonly view: ViewName;
  readonly label: string;
  readonly key: string;
  readonly hint: string;
}

const volumeViews: readonly ViewButton[] = [
  { view: 'xy', label: 'XY', key: '1', hint: 'One large section along z' },
  { view: 'xz', label: 'XZ', key: '2', hint: 'One large section along y' },
  { view: 'yz', label: 'YZ', key: '3', hint: 'One large section along x' },
  { view: 'surface', label: 'Surface', key: '4', hint: 'The surface alone' },
  { view: 'all', label: 'All', key: '5', hint: 'Surface and three sections' },
  { view: 'through', label: 'Volume', key: '6', hint: 'Look through the density' },
];
const stackViews: readonly ViewButton[] = [
  { view: 'xy', label: 'Image', key: '1', hint: 'One image' },
  { view: 'montage', label: 'Montage', key: '5', hint: 'All images of the stack' },
];

export class Toolbar {
  readonly element = document.createElement('div');
  private readonly buttons = new Map<ViewName, HTMLButtonElement>();
  private shown: readonly ViewButton[] = [];

  constructor(
    private readonly chosen: (view: ViewName) => void,
    private readonly reset: () => void,
  ) {
    this.element.className = 'toolbar';
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Views');
    addEventListener('keydown', (event) => this.press(event));
  }

  offer(kind: 'volume' | 'stack' | 'image'): void {
    this.shown = kind === 'volume' ? volumeViews : kind === 'stack' ? stackViews : [];
    this.buttons.clear();
    const buttons = this.shown.map(({ view, label, key, hint }) => {
      const button = this.button(label, `${hint} (${key})`, () => this.chosen(view));
      this.buttons.set(view, button);
      return button;
    });
    this.element.replaceChildren(
      ...buttons,
      this.button('Reset', 'First view, middle, contrast (R)', this.reset),
    );
  }

  disable(view: ViewName, why: string): void {
    const button = this.buttons.get(view);
    if (button === undefined || why === '') return;
    button.disabled = true;
    button.title = why;
  }

  mark(view: ViewName): void {
    for (const [name, button] of this.buttons) button.setAttribute('aria-pressed', String(name === view));
  }

  private button(label: string, title: string, run: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.title = title;
    button.addEventListener('click', run);
    return button;
  }

  private press(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'range';
    if (typing || event.target instanceof HTMLSelectElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = this.shown.find(({ key }) => key === event.key);
    if (wanted !== undefined && this.buttons.get(wanted.view)?.disabled !== true) this.chosen(wanted.view);
    else if (event.key === 'r') this.reset();
    else return;
    event.preventDefault();
  }
}
