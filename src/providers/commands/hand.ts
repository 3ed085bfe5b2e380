/** Check Hand and Flip Hand of a data source, and Flip Hand of single series. */
import * as vscode from 'vscode';
import type { HandSlope } from '../../../shared/records/hand';
import { handText } from '../../../shared/report/handText';
import { argumentsOf } from '../../commands/arguments';
import { checkHand as checking } from '../../commands/checkHand';
import { flipHand as flipping } from '../../commands/flipHand';
import { chooseDataSource } from './chooseDataSource';
import { isNode, runWithProgress, type Command } from './command';

interface Checked {
  readonly series: readonly { readonly series: string; readonly hand: HandSlope }[];
  readonly together: HandSlope;
}

export const checkHand: Command = async (services, target) => {
  const source = await chooseDataSource(services, target);
  if (source === undefined) return;
  const { series, together } = await runWithProgress<Checked>(
    services,
    `Checking the hand of ${source.name}`,
    argumentsOf(checking, { population: source.population, source: source.id }),
  );
  for (const { series: name, hand } of series) services.log.info(`${name}: ${handText(hand)}`);
  const wrong = series.filter(({ hand }) => hand.verdict === 'wrong').map((one) => one.series);
  const message = `Hand of ${source.name}: ${handText(together)}.`;
  if (wrong.length === 0 && together.verdict !== 'wrong') {
    void vscode.window.showInformationMessage(message);
    return;
  }
  const which = wrong.length === 0 ? '' : ` Wrong by itself in ${wrong.join(', ')}.`;
  const flip = wrong.length === 0 || wrong.length === series.length ? 'Flip All' : 'Flip These';
  if ((await vscode.window.showWarningMessage(message + which, flip)) === undefined) return;
  await flipSeries(services, source, flip === 'Flip All' ? [] : wrong);
};

export const flipHand: Command = async (services, target) => {
  const source = await chooseDataSource(services, target);
  if (source === undefined) return;
  const series = isNode(target) && target.series !== undefined ? [target.series] : [];
  const what = series.length === 0 ? `all series of ${source.name}` : series[0];
  const answer = await vscode.window.showWarningMessage(
    `Turn the hand of ${what}?`,
    {
      modal: true,
      detail: 'The defocus falls with height where it rose (AreAnglesInverted). A version is kept.',
    },
    'Flip Hand',
  );
  if (answer === 'Flip Hand') await flipSeries(services, source, series);
};

async function flipSeries(
  services: Parameters<Command>[0],
  source: { readonly population: string; readonly id: string },
  series: readonly string[],
): Promise<void> {
  const of = { population: source.population, source: source.id, ...(series.length > 0 && { series }) };
  await runWithProgress<unknown>(services, 'Turning the hand', argumentsOf(flipping, of));
  await services.projects.refresh();
}
