/** Where a refinement is to run: asked where there is a choice, and then what the place asks itself. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../shared/problem';
import type { JobPlace, JobRunner } from '../jobs/runs/jobRunner';
import { jobRunners } from '../jobs/runs/jobRunners';
import { openForm } from './formPanel';
import { placeForm } from './forms/placeForm';

/** What was answered last, by place: the next form starts with it. */
const lastAnswers = new Map<string, Readonly<Record<string, string>>>();

interface Choice extends vscode.QuickPickItem {
  readonly runner?: JobRunner;
  readonly place?: JobPlace;
}

/** What is to be refined. */
export interface Launch {
  readonly extensionUri: vscode.Uri;
  /** Absolute path. */
  readonly population: string;
  /** Of the population. */
  readonly name: string;
  /** Does it. */
  readonly start: (runner: JobRunner) => Promise<void>;
}

/** Starts it at once, or when the form that the place needs is submitted; not at all where nothing is chosen. Throws Problem. */
export async function startSomewhere(launch: Launch, runners = jobRunners): Promise<void> {
  const choices = await choicesOf(launch.population, runners);
  const chosen =
    choices.length === 1
      ? choices[0]
      : await vscode.window.showQuickPick(choices, { placeHolder: 'Where is it to run?' });
  if (chosen?.runner !== undefined) await launch.start(chosen.runner);
  if (chosen?.place !== undefined) await startAt(chosen.place, launch);
}

async function choicesOf(population: string, runners: readonly JobRunner[]): Promise<readonly Choice[]> {
  const choices: Choice[] = [];
  const userPlaces = vscode.workspace.getConfiguration('murmuration').get('lanes', '');
  for (const runner of runners) {
    if (runner.places === undefined) choices.push({ label: runner.label, runner });
    else
      for (const place of await runner.places(population, userPlaces))
        choices.push({
          label: place.label,
          ...(place.problem === null
            ? { description: place.description }
            : { description: 'cannot be used', detail: place.problem }),
          place,
        });
  }
  return choices;
}

async function startAt(place: JobPlace, { extensionUri, population, name, start }: Launch): Promise<void> {
  if (place.problem !== null) throw new Problem(place.problem);
  if (place.questions.length === 0) return start(place.runner({}));
  const last = lastAnswers.get(place.label) ?? {};
  const form = placeForm(place, { title: `Refine ${name}`, last }, async (answers) => {
    lastAnswers.set(place.label, answers);
    await start(place.runner(answers));
  });
  openForm(extensionUri, form, vscode.Uri.file(path.dirname(population)));
}
