/** Looks for what keeps people out of a webview page, by the rules of axe-core, in light, dark and high contrast. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';

const themes = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'] as const;

/** What VS Code puts on every page for a theme. */
interface Look {
  readonly theme: string;
  readonly classes: string;
  /** Its colors and fonts, as style of the root element. */
  readonly variables: string;
}

interface Node {
  readonly target: readonly unknown[];
  readonly failureSummary: string;
  readonly any: readonly { readonly data: { readonly bgColor?: string } | null }[];
}

interface Rule {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly Node[];
}

interface Findings {
  /** Folder of the page's script. */
  readonly room: string;
  readonly violations: readonly Rule[];
  /** Elements whose contrast could be told, and was fine. */
  readonly readable: readonly Node[];
  readonly background: string;
}

const require = createRequire(path.join(process.cwd(), 'package.json'));
const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The looks of a window's pages: learned once from VS Code itself, then put on page after page in a moment. */
export class Themes {
  private constructor(
    private readonly page: Page,
    private readonly looks: readonly Look[],
    private readonly rooms: Set<string>,
  ) {}

  /**
   * With a page of the extension on top.
   * @param workspace the open folder, whose settings name the theme meanwhile
   * @param rooms gets the rooms of the pages that are looked at
   */
  static async learn(page: Page, workspace: string, rooms: Set<string>): Promise<Themes> {
    const settings = path.join(workspace, '.vscode', 'settings.json');
    mkdirSync(path.dirname(settings), { recursive: true });
    const frame = await topPage(page);
    const looks: Look[] = [];
    for (const theme of themes) {
      writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      const wears = (name: string): boolean => document.body.dataset.vscodeThemeId === name;
      await frame.waitForFunction(wears, theme);
      looks.push({
        theme,
        ...(await frame.evaluate(() => ({
          classes: document.body.className,
          variables: document.documentElement.style.cssText,
        }))),
      });
    }
    rmSync(settings);
    return new Themes(page, looks, rooms);
  }

  /** Names of the looks. */
  get names(): readonly string[] {
    return this.looks.map(({ theme }) => theme);
  }

  /** Puts a look on the page on top. */
  async wear(theme: string): Promise<Frame> {
    const frame = await topPage(this.page);
    const look = this.looks.find((one) => one.theme === theme);
    if (look === undefined) throw new Error(`${theme} is not one of ${this.names.join(', ')}`);
    // As VS Code does it: colors first, then the class that pages listen to.
    await frame.evaluate(async ({ classes, variables }) => {
      document.documentElement.style.cssText = variables;
      document.body.className = classes;
      const painted = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      await painted();
      await painted();
      // Buttons fade from one color to the next.
      const roots = [document, ...[...document.querySelectorAll('*')].flatMap((one) => one.shadowRoot ?? [])];
      for (const root of roots)
        for (const animation of root.getAnimations())
          if (animation instanceof CSSTransition) animation.finish();
    }, look);
    return frame;
  }

  /** Serious and critical faults of the page on top, theme by theme, a line each. */
  async seriousFaults(): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const theme of this.names) faults.push(...(await this.faultsIn(theme)));
    return faults;
  }

  async faultsIn(theme: string): Promise<readonly string[]> {
    const { room, violations, readable, background } = await findingsIn(await this.wear(theme));
    this.rooms.add(room);
    const said = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${theme}: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
    // A rule that cannot tell what lies behind a text finds no fault with it either.
    const seen = readable.filter(({ any }) => any.some(({ data }) => data?.bgColor === background));
    return seen.length > 0
      ? said
      : [...said, `${theme}: no text was seen on the theme's background, ${background}`];
  }
}

async function findingsIn(frame: Frame): Promise<Findings> {
  await frame.evaluate(source);
  return frame.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<Record<'violations' | 'passes', readonly Rule[]>> };
    };
    const { violations, passes } = await axe.run();
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? [];
    const hex = [r, g, b].map((part) => Number(part).toString(16).padStart(2, '0')).join('');
    const folder = document.querySelector<HTMLElement>('script[data-folder]')?.dataset.folder ?? '';
    return {
      room: new URL(folder).pathname.split('/').findLast((part) => part !== '') ?? '',
      violations: violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
      readable: passes.find(({ id }) => id === 'color-contrast')?.nodes ?? [],
      background: `#${hex}`,
    };
  });
}

async function topPage(page: Page): Promise<Frame> {
  const outer = page.locator('iframe.webview.ready:visible').last().contentFrame();
  const inner = await outer.locator('#active-frame').elementHandle();
  const frame = await inner?.contentFrame();
  if (frame === null || frame === undefined) throw new Error('there is no webview page');
  return frame;
}
