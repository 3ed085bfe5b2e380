/** Compare with Another Version: resolution, movement and parameters of two versions, in a tab. */
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import { argumentsOf } from '../../commands/arguments';
import { diffVersions as comparing } from '../../commands/diffVersions';
import { comparisonHtml } from '../../jobs/report/comparisonHtml';
import type { VersionComparison } from '../../../shared/records/comparison';
import { versionRows } from '../versionNodes';
import { chooseVersion } from './chooseVersion';
import { runWithProgress, type Command } from './command';

export const diffVersions: Command = async (services, target) => {
  const chosen = await chooseVersion(services, target, 'Compare which version?', () => true);
  if (chosen === undefined) return;
  const { population, species, row } = chosen;
  const rows = await versionRows(population, population, species).get();
  const others = rows.filter(({ version }) => version !== row.version);
  if (others.length === 0)
    throw new Problem(`${species.name} has no other version`, {
      remedy: 'every refinement that improves it makes one',
    });
  const picked = await vscode.window.showQuickPick(
    others.map(({ label, description = '', version }) => ({ label, description, version })),
    { placeHolder: `Compare ${row.label.replace(/^V/, 'v')} with which one?` },
  );
  if (picked === undefined) return;
  // Rows are the newest first.
  const [to, from] = rows.flatMap(({ version }) =>
    version === row.version || version === picked.version ? [version] : [],
  );
  const compared = await runWithProgress<VersionComparison>(
    services,
    `Comparing versions of ${species.name}`,
    argumentsOf(comparing, { population, species: species.guid, from, to }),
  );
  const panel = vscode.window.createWebviewPanel(
    'murmuration.comparison',
    `${species.name}: version ${compared.from.number} and version ${compared.to.number}`,
    vscode.ViewColumn.Active,
    // It has none, and forbids them itself; tests look into it with theirs.
    { enableScripts: true, localResourceRoots: [] },
  );
  panel.iconPath = vscode.Uri.joinPath(services.extensionUri, 'resources', 'icon.png');
  panel.webview.html = comparisonHtml(compared);
};
