/** New Lane, Import Lane, Show Lanes and Test Lane: what `murmur lane` does. */
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import { argumentsOf } from '../../commands/arguments';
import { laneCreate } from '../../commands/laneCreate';
import { laneImport } from '../../commands/laneImport';
import { laneTest, laneTestLines } from '../../commands/laneTest';
import { laneFolders, listLanes, type FoundLane } from '../../jobs/lanes/readLane';
import { placeOfLane } from '../../jobs/runs/runners/slurm';
import type { LaneReport } from '../../jobs/lanes/testLane';
import { askPlace, userPlaces } from '../choosePlace';
import { openForm, type Form } from '../formPanel';
import { checkForm } from '../forms/checkForm';
import { describeForm, fileFilters, formArguments, type FormCommand } from '../forms/commandForm';
import type { FormWork } from '../forms/form';
import type { Answers } from '../forms/placeForm';
import { choosePopulation, folderOf, type Command, type Services } from './command';

interface Written {
  readonly name: string;
  readonly json: string;
  readonly script: string;
  /** What of the files that it came from has no place in a lane. */
  readonly notes?: readonly string[];
}

export const newLane = laneForm(laneCreate);
export const importLane = laneForm(laneImport);

export const showLanes: Command = async (services, target) => {
  const found = await chooseLane(services, target, 'Open which lane?');
  if (found !== undefined) await openLane(found.lane.file);
};

export const testLane: Command = async (services, target) => {
  const found = await chooseLane(services, target, 'Test which lane?');
  if (found === undefined) return;
  const { population, lane } = found;
  const place = placeOfLane(lane);
  if (place.problem !== null) throw new Problem(place.problem);
  const test = async (answers: Answers, { say, token }: FormWork): Promise<void> => {
    const set = Object.entries(answers).map(([name, value]) => `${name}=${value}`);
    const asked = argumentsOf(laneTest, { name: lane.name, set, population, lanes: userPlaces() });
    const report = await services.engine.run<LaneReport>(asked, token, say);
    const content = `${laneTestLines(report).join('\n')}\n`;
    const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
    await vscode.window.showTextDocument(document, { preview: true });
  };
  const words = { title: 'Test Lane', submitLabel: 'Test', busyLabel: 'Submitting a job of a few seconds…' };
  if (place.questions.length > 0) askPlace(services, { place, population }, words, test);
  else
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Testing ${place.label}`, cancellable: true },
      (progress, token) => test({}, { say: (message) => progress.report({ message }), token }),
    );
};

/** A form that writes a lane, whose files are opened then. */
function laneForm(command: FormCommand): Command {
  return async (services, target) => {
    const project = await choosePopulation(services, target);
    if (project === undefined) return;
    const about = { population: project.path, species: null, sources: [] };
    const form: Form = {
      description: describeForm(command, about),
      check: checkForm(command, about, (args) => services.engine.run(args)),
      filters: (field) => fileFilters(command, field),
      submit: async (values) => {
        const args = formArguments(command, values, about, { lanes: userPlaces() });
        const { name, json, notes = [] } = await services.engine.run<Written>(args);
        await openLane(json);
        if (notes.length > 0) void vscode.window.showWarningMessage(`Lane ${name}: ${notes.join('; ')}`);
      },
    };
    openForm(services.extensionUri, form, folderOf(project.path));
  };
}

/** Undefined where none was chosen. Throws Problem where there is none. */
async function chooseLane(
  services: Services,
  target: unknown,
  placeHolder: string,
): Promise<{ readonly population: string; readonly lane: FoundLane } | undefined> {
  const project = await choosePopulation(services, target);
  if (project === undefined) return undefined;
  const folders = laneFolders(project.path, userPlaces());
  const lanes = await listLanes(folders);
  if (lanes.length === 0)
    throw new Problem(`there is no lane in ${folders.join(' or ')}`, {
      remedy: 'make one with New Lane or Import Lane',
    });
  const picked = await vscode.window.showQuickPick(
    lanes.map((lane) => ({
      label: lane.name,
      description: lane.lane?.description ?? 'cannot be used',
      detail: lane.problem?.replace(`${lane.file}: `, '') ?? vscode.workspace.asRelativePath(lane.file),
      lane,
    })),
    { placeHolder },
  );
  return picked === undefined ? undefined : { population: project.path, lane: picked.lane };
}

/** Both files, what it asks in front. */
async function openLane(json: string): Promise<void> {
  for (const file of [json.replace(/\.json$/, '.sh'), json])
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}
