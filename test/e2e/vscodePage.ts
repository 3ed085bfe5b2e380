/** What a person does in VS Code's window, in the words of this extension's tests. */
import type { FrameLocator, Locator, Page } from 'playwright-core';

export async function showMurmuration(page: Page): Promise<void> {
  const section = page.getByRole('button', { name: 'Project Section' });
  const activity = page.getByRole('tab', { name: 'Murmuration' });
  await activity.waitFor({ timeout: 60_000 });
  // A window that is opened again shows what it showed before, sooner or later, and a click then would hide it.
  for (let attempt = 1; ; attempt++) {
    const isShown = await section.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (isShown) return;
    if (attempt === 10) throw new Error('Murmuration’s side bar does not stay open');
    await activity.click();
  }
}

/** Rows of the explorer and of the refinements; the name starts with the label. */
export function treeRow(page: Page, label: string): Locator {
  return page
    .locator('.monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(label) }) });
}

export async function rowDescription(page: Page, label: string): Promise<string> {
  return (await treeRow(page, label).first().locator('.label-description').allInnerTexts()).join(' ');
}

export async function contextMenu(page: Page, label: string, entry: string): Promise<void> {
  await treeRow(page, label).first().click({ button: 'right' });
  const item = page.getByRole('menuitem', { name: entry });
  await item.hover();
  // A menu takes clicks right after it opened for the end of the one that opened it.
  await page.waitForTimeout(250);
  await item.click();
  await item.waitFor({ state: 'hidden' });
}

export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await quickInput(page).fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
}

/** The one box at the top: command palette, questions, and VS Code's own file dialog. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible input').first();
}

/** Types a path into the file dialog and accepts it. */
export async function chooseFile(page: Page, path: string, accept: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:visible', {
    has: page.getByRole('button', { name: accept }),
  });
  await widget.waitFor();
  const input = widget.locator('input').first();
  // The dialog lists its first folder before it listens to what is typed.
  await widget.locator('.monaco-list-row').first().waitFor();
  for (let attempt = 1; ; attempt++) {
    await input.fill(path);
    await page.waitForTimeout(200);
    await widget.getByRole('button', { name: accept }).click();
    try {
      await widget.waitFor({ state: 'hidden', timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

export async function pick(page: Page, label: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
}

/** The document inside the webview that is on top. */
export function webview(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready:visible').last().contentFrame().frameLocator('#active-frame');
}

export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notification-toast', { hasText: text });
}

export async function clearNotifications(page: Page): Promise<void> {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

function exactly(label: string): RegExp {
  return new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

/** Opens a file of the folder by its name. @param shown what is there once it is open */
export async function openByName(
  page: Page,
  name: string,
  shown = '.editor-instance:visible .view-line',
): Promise<void> {
  await page.keyboard.press('Control+P');
  await quickInput(page).fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name }).first().waitFor();
  await page.locator(shown).first().waitFor({ timeout: 20_000 });
}

/** Puts the cursor on a line of the editor in front, from 1. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await quickInput(page).fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page
    .locator('.line-numbers.active-line-number', { hasText: String(line) })
    .first()
    .waitFor();
}

/** With its button: a key that comes while a window still starts goes nowhere. */
export async function closeTab(page: Page, name: string | RegExp): Promise<void> {
  const tab = page.getByRole('tab', { name });
  await tab.hover();
  await tab.getByRole('button', { name: /^Close/ }).click();
  await tab.waitFor({ state: 'hidden' });
}
