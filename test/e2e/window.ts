/** The window of a suite: tests share it while they pass; after one that failed the next has a new one on a new folder. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { useSuiteFolder, type InFolder } from '../support/temporaryFolder';
import { Workbench, type WorkbenchOptions } from './workbench';

export interface WindowOptions {
  /** Puts into a folder what a test starts from. */
  readonly fill: (folder: string) => void | Promise<void>;
  /** Waits until the window is what a test starts from. */
  readonly ready: (page: Page) => Promise<void>;
  /** @param inSuite joins names to a folder of the suite that is not open */
  readonly workbench?: (inSuite: InFolder) => WorkbenchOptions;
  readonly beforeLoading?: (page: Page) => Promise<void>;
  /** The tests are the steps of one walk: after one that failed, the later ones are not tried. */
  readonly isWalk?: boolean;
}

export interface SuiteWindow {
  readonly page: Page;
  readonly workbench: Workbench;
  /** Joins names to the open folder. */
  readonly file: InFolder;
  /** Ends VS Code, does something, and opens the same folder in a new one. */
  readonly restart: (meanwhile: () => Promise<void>) => Promise<void>;
}

/** With this every test has a window and a folder of its own: shows that none needs what another one left. */
const isAlwaysNew = process.env.MURMURATION_NEW_WINDOWS === '1';

/** Call inside `describe`. */
export function useWindow(options: WindowOptions): SuiteWindow {
  const inSuite = useSuiteFolder();
  const faults: string[] = [];
  let workbench: Workbench | undefined;
  let page: Page | null = null;
  let count = 0;
  let failedStep: string | null = null;
  const file = (...names: string[]): string => inSuite(String(count), 'project', ...names);
  const start = async (): Promise<void> => {
    workbench = await Workbench.start(options.workbench?.(inSuite));
  };
  const running = (): Workbench => {
    assert.ok(workbench !== undefined, 'VS Code is not running');
    return workbench;
  };
  const open = async (): Promise<void> => {
    const opened = await running().open(file(), undefined, options.beforeLoading);
    noteFaults(opened, faults);
    page = opened;
    try {
      await options.ready(opened);
    } catch (error) {
      await opened.screenshot({ path: screenshotOf(`window ${count}`) });
      throw error;
    }
  };

  before(start);
  beforeEach(async function () {
    if (failedStep !== null) {
      console.log(`      not tried, since "${failedStep}" failed:`);
      this.skip();
    }
    if (page !== null) return;
    count++;
    mkdirSync(file(), { recursive: true });
    await options.fill(file());
    await open();
  });
  afterEach(async function () {
    const { currentTest: test } = this;
    const hasFailed = test?.state === 'failed';
    if (hasFailed && page !== null) await page.screenshot({ path: screenshotOf(test.fullTitle()) });
    if (hasFailed && options.isWalk === true) failedStep ??= test.title;
    if (!hasFailed && (!isAlwaysNew || options.isWalk === true)) return;
    await page?.close();
    page = null;
  });
  after(async () => {
    // Without one where the suite is skipped.
    await workbench?.stop();
    assert.deepEqual(faults, [], 'what its own pages did wrong');
  });

  return {
    get page() {
      assert.ok(page !== null, 'no window is open');
      return page;
    },
    get workbench() {
      return running();
    },
    file,
    async restart(meanwhile) {
      await running().stop();
      await meanwhile();
      await start();
      await open();
    },
  };
}

/** Errors that a page of the extension doesn't catch, and what its own policy refuses. */
function noteFaults(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => {
    if (/\/dist\/webview\//.test(error.stack ?? '')) faults.push(error.stack ?? error.message);
  });
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
}

function screenshotOf(title: string): string {
  return path.join('test-results', `failed ${title.replace(/[^\w ]/g, '').slice(0, 100)}.png`);
}
