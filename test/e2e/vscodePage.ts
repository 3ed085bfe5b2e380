/** What a person does in VS Code's window, in the words of this extension's tests. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { errors, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { until } from '../support/until';

export async function showMurmuration(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Murmuration' }).waitFor();
  // Unlike a click on the tab this never hides what a window that is opened again shows by itself.
  await runCommand(page, 'View: Show Murmuration');
  await page.getByRole('button', { name: 'Project Section' }).waitFor();
}

/** Waits until a window is there, and its extension host. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Murmuration' }).waitFor();
}

/** Rows of the explorer and of the refinements; the name starts with the label. */
export function treeRow(page: Page, label: string): Locator {
  return page
    .locator('.monaco-list-row[role=treeitem]')
    .filter({ has: page.locator('.label-name', { hasText: exactly(label) }) });
}

export async function rowDescription(page: Page, label: string): Promise<string> {
  return (await treeRow(page, label).first().locator('.label-description').allInnerTexts()).join(' ');
}

/** Waits until a row of a tree says it. */
export function rowSays(page: Page, label: string, what: RegExp): Promise<void> {
  return until(`the row ${label} says ${what}`, async () => what.test(await rowDescription(page, label)));
}

/** Shows the rows below one. */
export async function expand(page: Page, label: string): Promise<void> {
  const row = treeRow(page, label).first();
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
  await until(`${label} is expanded`, async () => (await row.getAttribute('aria-expanded')) === 'true');
}

export async function contextMenu(page: Page, label: string, entry: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: entry });
  let opened = -Infinity;
  // A menu takes a click for the end of the one that opened it for a moment, and may miss the pointer while it opens.
  await until(`${entry} is in focus`, async () => {
    const items = await item.evaluateAll((found) =>
      found.map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect();
        return {
          inFocus: each.matches(':focus'),
          isDisabled: each.closest('.disabled') !== null,
          middle: [x + width / 2, y + height / 2] as const,
        };
      }),
    );
    const shown = items.at(0);
    if (shown?.inFocus === true) return true;
    await page.mouse.move(0, 0);
    // Opened before the window knew that its folder is trusted, it stays as it was.
    if (shown?.isDisabled === true) await page.keyboard.press('Escape');
    else if (shown !== undefined) await page.mouse.move(...shown.middle);
    else if (performance.now() - opened > starting) {
      await treeRow(page, label).first().click({ button: 'right' });
      opened = performance.now();
    }
    return false;
  });
  await item.press('Enter');
  await item.waitFor({ state: 'hidden' });
}

export async function runCommand(page: Page, title: string): Promise<void> {
  await ask(page, `>${title}`, exactly(title));
}

/** Opens a file in the editor that is for it. */
export async function openFile(page: Page, file: string): Promise<void> {
  const content = page.locator('iframe.webview.ready:visible, .editor-instance:visible .view-line');
  const nothing = page.getByText('The file is not displayed in the text editor');
  await ask(page, file, exactly(path.basename(file)));
  await page
    .getByRole('tab', { name: path.basename(file) })
    .first()
    .waitFor();
  await content.or(nothing).first().waitFor();
  // A window that is starting may not know the editors of extensions yet, and has nothing to show of what is no text.
  const editors = page.locator('.quick-input-list .monaco-list-row');
  while (await nothing.isVisible()) {
    await runCommand(page, 'View: Reopen Editor With...');
    await editors.filter({ hasText: 'Text Editor' }).first().waitFor();
    const ours = editors.filter({ hasText: 'Murmuration' }).first();
    if (await ours.isVisible()) {
      await ours.click();
      await nothing.waitFor({ state: 'hidden' });
    } else await page.keyboard.press('Escape');
  }
}

/** Opens a file as text. */
export async function openText(page: Page, file: string): Promise<void> {
  await openFile(page, file);
  const tab = page.getByRole('tab', { name: path.basename(file), selected: true });
  await tab.first().waitFor();
  await page
    .locator(`.editor-instance:visible [data-uri$="${encodeURI(path.basename(file))}"] .view-line`)
    .first()
    .waitFor();
}

/** How long a window that is starting may leave a key unheard, or not know a command yet, ms. */
const starting = 2000;

/** Types into the box at the top and takes an answer that it offers, with the keyboard: rows move while answers come. */
async function ask(page: Page, question: string, answer: RegExp): Promise<void> {
  const input = quickInput(page);
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: answer }) });
  const typed = page.locator('.quick-input-widget:visible input');
  const texts = (): Promise<readonly string[]> =>
    typed.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  let asked = -Infinity;
  await until(`${question} is answered`, async () => {
    const isLate = performance.now() - asked > starting;
    // Asked without waiting: a box that closes just now is none.
    const [text] = await texts();
    if (text !== undefined) {
      if (text !== question) await unlessGone(input.fill(question, { timeout: starting }));
      if (await row.and(page.locator('.focused')).isVisible()) return true;
      if (await row.first().isVisible()) await unlessGone(input.press('ArrowDown', { timeout: starting }));
      // An open box does not learn of commands that come.
      else if (isLate) await page.keyboard.press('Escape');
    } else if (isLate) {
      await page.keyboard.press('F1');
      asked = performance.now();
    }
    return false;
  });
  await input.press('Enter');
  // A box that is about to close would be taken for the next one.
  await until(`${question} is taken`, async () => !(await texts()).includes(question));
}

/** What is meant for a box that closes just now is asked again. */
async function unlessGone(act: Promise<void>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!(error instanceof errors.TimeoutError)) throw error;
  });
}

/** The one box at the top: command palette, questions, and VS Code's own file dialog. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible input').first();
}

/** Takes one of the answers that are offered. */
export async function pick(page: Page, label: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
}

/**
 * Types a path into the file dialog and accepts it.
 * @param file a file that is there or is to be, or a folder with a slash at its end
 */
export async function chooseFile(page: Page, file: string, accept: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:visible', {
    has: page.getByRole('button', { name: accept }),
  });
  const rows = widget.locator('.monaco-list-row');
  // The dialog lists its first folder before it listens to what is typed.
  await rows.first().waitFor();
  await widget.locator('input').first().fill(file);
  // It looks the path up, and until then takes the folder that it had before for the one to choose in.
  const folder = file.endsWith('/') ? file : path.dirname(file);
  let names: readonly string[] = [];
  const isShown = async (): Promise<boolean> => {
    names = (await rows.locator('.quick-input-list-row:first-child .label-name').allInnerTexts()).filter(
      (name) => name !== '..',
    );
    const isListed = names.every((name) => existsSync(path.join(folder, name)));
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return isListed && (folders.length === 0 || names.length > 0);
  };
  await until(() => `for ${file} the dialog lists ${names.join(', ')}`, isShown);
  await widget.getByRole('button', { name: accept }).click();
  await widget.waitFor({ state: 'hidden' });
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
  await page.locator('.notification-toast').first().waitFor({ state: 'detached' });
}

/** Closes every tab. */
export async function closeAllEditors(page: Page): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
}

function exactly(label: string): RegExp {
  return new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

/** Puts the cursor on a line of the editor in front, from 1. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await ask(page, `:${line}`, new RegExp(`\\b${line}\\b`));
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

/** Takes the pointer off whatever it rests on, and waits until the hints about that are gone. */
export async function restPointer(page: Page): Promise<void> {
  await page.mouse.move(800, 790);
  await until('hints are gone', async () => {
    const hints = page.locator('.monaco-hover:visible, .context-view .hover-contents:visible');
    return (await hints.count()) === 0;
  });
}

/** Whether the storage of VS Code has the state of a page, for when its window is opened again; it is written from time to time. */
export function isKept(page: Page, state: RegExp): Promise<boolean> {
  return page.evaluate(async (pattern) => {
    const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error(request.error?.message)));
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      const values: unknown[] = [];
      for (const store of database.objectStoreNames)
        values.push(...(await done(database.transaction(store).objectStore(store).getAll())));
      database.close();
      if (new RegExp(pattern).test(JSON.stringify(values))) return true;
    }
    return false;
  }, state.source);
}

/**
 * Rests the pointer on a text until what is said of it is there: one that is drawn again under the pointer, as colors come
 * in, takes its hover away.
 */
export async function hoverSays(page: Page, text: Locator, said: string | RegExp): Promise<void> {
  const explained = page.locator('.monaco-hover:visible').getByText(said).first();
  let at = 4;
  await until(
    () => `the hover says ${said}`,
    async () => {
      if (await explained.isVisible()) return true;
      at = 9 - at;
      await text.hover({ position: { x: at, y: 5 } });
      return false;
    },
  );
}
