/** Looks for what keeps people out of a webview page, by the rules of axe-core, in light, dark and high contrast. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { quickInput, runCommand } from './vscodePage';

/** By the class that VS Code gives to a page. */
const themes = {
  'vscode-light': 'Light Modern',
  'vscode-dark': 'Dark Modern',
  'vscode-high-contrast': 'Dark High Contrast',
} as const;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

const require = createRequire(path.join(process.cwd(), 'package.json'));
const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical faults of the page on top, theme by theme, a line each. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [className, theme] of Object.entries(themes)) {
    await chooseTheme(page, theme);
    const frame = await topPage(page);
    await frame.waitForFunction((name) => document.body.classList.contains(name), className, {
      timeout: 8000,
    });
    // Buttons fade from one colour to the next.
    await page.waitForTimeout(300);
    for (const { id, nodes } of await violations(frame))
      faults.push(
        ...nodes.map((node) => `${theme}: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
      );
  }
  return faults;
}

async function chooseTheme(page: Page, theme: string): Promise<void> {
  await runCommand(page, 'Preferences: Color Theme');
  await quickInput(page).fill(theme);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
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
