/** What a place asks before a job goes there, as a form: the variables of a lane. */
import type { FieldValue, FormField, FormValues } from '../../../shared/protocol/form';
import { problems } from '../../commands/formValues';
import type { JobPlace, PlaceQuestion } from '../../jobs/runs/jobRunner';
import { checkFields } from './fieldChecks';
import type { Form, FormWork } from './form';

export interface PlaceFormAbout {
  /** What the job is about: `Refine tiny`. */
  readonly title: string;
  readonly submitLabel?: string;
  readonly busyLabel?: string;
  /** As given the last time, by name. */
  readonly last: Answers;
}

export type Answers = Readonly<Record<string, string>>;

/** @param submit gets an answer to every question */
export function placeForm(
  place: JobPlace,
  { title, submitLabel = 'Submit', busyLabel = 'Submitting the job…', last }: PlaceFormAbout,
  submit: (answers: Answers, work: FormWork) => Promise<void>,
): Form {
  const { questions } = place;
  const sections = [{ title: 'Job', fields: questions.map(controlOf) }];
  return {
    description: {
      title: `${title}: ${place.label}`,
      intro: place.description,
      submitLabel,
      busyLabel,
      sections,
      initial: Object.fromEntries(questions.map((question) => [question.name, startOf(question, last)])),
    },
    check: async (values) => ({
      errors: { ...answerErrors(place, values), ...checkFields(sections, values) },
      notes: {},
    }),
    filters: () => ({}),
    submit: async (values, work) => submit(answersOf(questions, values), work),
  };
}

function controlOf(question: PlaceQuestion): FormField {
  const { name, label, help } = question;
  const named = { name, label, ...(help !== undefined && { help }) };
  switch (question.kind) {
    case 'number': {
      const { least, most, whole } = question;
      return {
        ...named,
        kind: 'number',
        rule: { least, most, required: true, ...(whole === true && { whole }) },
      };
    }
    case 'choice':
      return {
        ...named,
        kind: 'choice',
        options: question.choices.map((value) => ({ value, label: value })),
      };
    case 'switch':
      return { ...named, kind: 'check' };
    default:
      return { ...named, kind: 'text', short: true };
  }
}

/** An answer of a lane that has changed since may not do any more: the check says so. */
function startOf(question: PlaceQuestion, last: Answers): FieldValue {
  const text = last[question.name] ?? question.default;
  return question.kind === 'switch' ? text === 'true' : text;
}

function answerErrors(place: JobPlace, values: FormValues): Readonly<Record<string, string>> {
  const answers = answersOf(place.questions, values);
  return problems(
    Object.fromEntries(
      place.questions.map((question) => [question.name, place.check(question, answers[question.name])]),
    ),
  );
}

function answersOf(questions: readonly PlaceQuestion[], values: FormValues): Answers {
  return Object.fromEntries(
    questions.map((question) => [question.name, String(values[question.name] ?? question.default).trim()]),
  );
}
