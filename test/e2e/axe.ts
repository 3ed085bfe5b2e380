/** Looks for what keeps people out of a webview page, by the rules of axe-core, in light, dark and high contrast. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';

/** By the class that VS Code gives to a page. */
const themes = {
  'vscode-light': 'Default Light Modern',
  'vscode-dark': 'Default Dark Modern',
  'vscode-high-contrast': 'Default High Contrast',
} as const;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

const require = createRequire(path.join(process.cwd(), 'package.json'));
const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Serious and critical faults of the page on top, theme by theme, a line each.
 * @param workspace the open folder, whose settings name the theme
 */
export async function seriousFaults(page: Page, workspace: string): Promise<readonly string[]> {
  const settings = path.join(workspace, '.vscode', 'settings.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  const faults: string[] = [];
  for (const [className, theme] of orderFrom(existsSync(settings) ? readFileSync(settings, 'utf8') : '')) {
    writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
    faults.push(...(await faultsIn(page, className, theme)));
  }
  return faults;
}

/** Only in the theme that is on: for pages that differ from others in their words alone. */
export async function seriousFaultsNow(page: Page): Promise<readonly string[]> {
  return faultsIn(page, '', 'the theme');
}

/** The theme that is on first: a switch less. */
function orderFrom(current: string): readonly (readonly [string, string])[] {
  return Object.entries(themes).sort(
    ([, a], [, b]) => Number(current.includes(b)) - Number(current.includes(a)),
  );
}

async function faultsIn(page: Page, className: string, theme: string): Promise<readonly string[]> {
  const frame = await topPage(page);
  await frame.waitForFunction(
    (name) => document.body.className.split(' ').includes(name) || name === '',
    className,
    {
      timeout: 15_000,
    },
  );
  // Buttons fade from one colour to the next.
  await page.waitForTimeout(300);
  return (await violations(frame)).flatMap(({ id, nodes }) =>
    nodes.map((node) => `${theme}: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

async function violations(frame: Frame): Promise<readonly Violation[]> {
  await frame.evaluate(source);
  const found = await frame.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: unknown }> } };
    return (await axe.run()).violations;
  });
  return (found as readonly Violation[]).filter(
    ({ impact }) => impact === 'serious' || impact === 'critical',
  );
}

async function topPage(page: Page): Promise<Frame> {
  const outer = page.locator('iframe.webview.ready:visible').last().contentFrame();
  const inner = await outer.locator('#active-frame').elementHandle();
  const frame = await inner?.contentFrame();
  if (frame === null || frame === undefined) throw new Error('there is no webview page');
  return frame;
}
