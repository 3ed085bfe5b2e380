/** The form of a refinement, filled in for one that is done soon. */
import type { FrameLocator, Page } from 'playwright-core';
import { until } from '../support/until';
import { contextMenu, webview } from './vscodePage';

/** Image warp and poses with one sub-iteration. @returns the form, for what else is to be asked; it is not submitted */
export async function openShortRefinement(
  page: Page,
  population: string,
  rounds: number,
): Promise<FrameLocator> {
  await contextMenu(page, population, 'Refine...');
  const form = webview(page);
  await form.getByRole('button', { name: 'Step 1: image warp + poses' }).click();
  const subIterations = form.getByRole('textbox', { name: 'Sub-iterations per round' });
  await until('the preset is there', async () => (await subIterations.inputValue()) === '4');
  await subIterations.fill('1');
  await form.getByRole('textbox', { name: 'Maximum rounds' }).fill(String(rounds));
  return form;
}
