/** Where a refinement is to run: asked where there is a choice, and then what the place asks itself. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../shared/problem';
import type { JobPlace, JobRunner } from '../jobs/runs/jobRunner';
import { jobRunners } from '../jobs/runs/jobRunners';
import { openForm } from './formPanel';
import type { FormWork } from './forms/form';
import { placeForm, type Answers, type PlaceFormAbout } from './forms/placeForm';

interface Choice extends vscode.QuickPickItem {
  readonly runner?: JobRunner;
  readonly place?: JobPlace;
}

/** What a form about a place needs of its window. */
export interface PlaceWindow {
  readonly extensionUri: vscode.Uri;
  /** Of this folder: keeps what was answered last, for the next form. */
  readonly memory: vscode.Memento;
}

/** What is to be refined. */
export interface Launch {
  /** Absolute path. */
  readonly population: string;
  /** Of the population. */
  readonly name: string;
  /** Does it. */
  readonly start: (runner: JobRunner) => Promise<void>;
}

/** Starts it at once, or when the form that the place needs is submitted; not at all where nothing is chosen. Throws Problem. */
export async function startSomewhere(
  window: PlaceWindow,
  launch: Launch,
  runners = jobRunners,
): Promise<void> {
  const choices = await choicesOf(launch.population, runners);
  const chosen =
    choices.length === 1
      ? choices[0]
      : await vscode.window.showQuickPick(choices, { placeHolder: 'Where is it to run?' });
  if (chosen?.runner !== undefined) await launch.start(chosen.runner);
  if (chosen?.place !== undefined) await startAt(window, chosen.place, launch);
}

/** The user's own folder of lanes; empty for the usual one. */
export function userPlaces(): string {
  return vscode.workspace.getConfiguration('murmuration').get('lanes', '');
}

/** Asks what a place asks; the next form of the place starts with the answers. @param population beside which it starts */
export function askPlace(
  { extensionUri, memory }: PlaceWindow,
  { place, population }: { readonly place: JobPlace; readonly population: string },
  about: Omit<PlaceFormAbout, 'last'>,
  submit: (answers: Answers, work: FormWork) => Promise<void>,
): void {
  const key = `answers of ${place.label}`;
  const last = memory.get<Answers>(key, {});
  const form = placeForm(place, { ...about, last }, async (answers, work) => {
    await memory.update(key, answers);
    await submit(answers, work);
  });
  openForm(extensionUri, form, vscode.Uri.file(path.dirname(population)));
}

async function choicesOf(population: string, runners: readonly JobRunner[]): Promise<readonly Choice[]> {
  const choices: Choice[] = [];
  for (const runner of runners) {
    if (runner.places === undefined) choices.push({ label: runner.label, runner });
    else
      for (const place of await runner.places(population, userPlaces()))
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

async function startAt(
  window: PlaceWindow,
  place: JobPlace,
  { population, name, start }: Launch,
): Promise<void> {
  if (place.problem !== null) throw new Problem(place.problem);
  if (place.questions.length === 0) return start(place.runner({}));
  askPlace(window, { place, population }, { title: `Refine ${name}` }, async (answers) =>
    start(place.runner(answers)),
  );
}
