/** The extension as VS Code for the Web gets it: over HTTP, into the browser's own extension host. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { extensionFolder } from './workbench';

/** A path that VS Code's server has nothing at. */
const folder = '/extension-under-test';

/**
 * Names the extension in the settings that the page of VS Code carries, and answers for its files; to be called before the
 * page is loaded.
 */
export async function installWebExtension(page: Page): Promise<void> {
  await page.context().route(
    (url) => url.pathname.startsWith(folder),
    async (route) => {
      const name = decodeURIComponent(new URL(route.request().url()).pathname.slice(folder.length));
      const file = path.join(extensionFolder(), path.normalize(name));
      const found = existsSync(file) && statSync(file).isFile();
      await route.fulfill(found ? { path: file } : { status: 404 });
    },
  );
  await page.route(
    (url) => url.pathname === '/' && url.searchParams.has('folder'),
    async (route) => {
      const response = await route.fetch();
      const extension = { scheme: 'http', authority: new URL(route.request().url()).host, path: folder };
      const html = (await response.text()).replace(
        /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
        (_, start: string, settings: string) => {
          const configuration = JSON.parse(settings.replaceAll('&quot;', '"')) as Record<string, object>;
          configuration.developmentOptions = { ...configuration.developmentOptions, extensions: [extension] };
          return `${start}${JSON.stringify(configuration).replaceAll('"', '&quot;')}"`;
        },
      );
      await route.fulfill({ response, body: html });
    },
  );
}
