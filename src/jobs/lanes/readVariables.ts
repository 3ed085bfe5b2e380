/** What a lane asks, from its JSON: `{ "name": "hours", "type": "number", "label": "Time limit (h)", "default": 24 }`. */
import { Problem } from '../../../shared/problem';
import type { PlaceQuestion } from '../runs/jobRunner';
import { answerProblem } from './laneValues';
import { ownPlaceholders } from './lane';

const members = ['name', 'label', 'help', 'type', 'default', 'choices', 'least', 'most', 'whole', 'required'];

/** Throws Problem that names the variable. */
export function readVariables(list: unknown, where: string): readonly PlaceQuestion[] {
  if (!Array.isArray(list)) throw new Problem('"variables" is no list', { where });
  const read = list.map((one: unknown) => readVariable(one, where));
  for (const [i, { name }] of read.entries())
    if (read.findIndex((other) => other.name === name) < i)
      throw new Problem(`there are two variables "${name}"`, { where });
  return read;
}

function readVariable(value: unknown, where: string): PlaceQuestion {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const { name } = given;
  if (typeof name !== 'string' || !/^[A-Za-z_]\w*$/.test(name))
    throw new Problem('a variable has no name of letters, digits and _', { where });
  const wrong = (what: string): Problem => new Problem(`variable "${name}": ${what}`, { where });
  if (Object.hasOwn(ownPlaceholders, name)) throw wrong('the name has a meaning already');
  const [other] = Object.keys(given).filter((key) => !members.includes(key));
  if (other !== undefined) throw wrong(`"${other}" has no meaning here; it has ${members.join(', ')}`);
  const { label = name, help, type = given['choices'] === undefined ? 'text' : 'choice' } = given;
  if (typeof label !== 'string' || (help !== undefined && typeof help !== 'string'))
    throw wrong('"label" or "help" is no text');
  const question = questionOf(
    { ...given, type },
    { name, label, ...(help !== undefined && { help }) },
    wrong,
  );
  // What is to be typed has no default.
  const problem = answerProblem(question, question.default);
  if (problem !== null && !(question.kind === 'text' && question.default === ''))
    throw wrong(`the default "${question.default}" cannot be taken: ${problem}`);
  return question;
}

function questionOf(
  given: Readonly<Record<string, unknown>>,
  named: { readonly name: string; readonly label: string; readonly help?: string },
  wrong: (what: string) => Problem,
): PlaceQuestion {
  const { type, choices, least = 0, most = 1e9, whole, required } = given;
  const start = given['default'];
  if (start !== undefined && !['string', 'number', 'boolean'].includes(typeof start))
    throw wrong('"default" is neither text nor number');
  const text = start === undefined ? undefined : String(start as string | number | boolean);
  switch (type) {
    case 'number':
      if (typeof least !== 'number' || typeof most !== 'number')
        throw wrong('"least" or "most" is no number');
      return {
        ...named,
        kind: 'number',
        default: text ?? String(least),
        least,
        most,
        ...(whole === true && { whole }),
      };
    case 'choice': {
      if (!Array.isArray(choices) || choices.length === 0 || !choices.every((one) => typeof one === 'string'))
        throw wrong('"choices" is no list of texts');
      const offered = choices as readonly string[];
      return { ...named, kind: 'choice', choices: offered, default: text ?? offered[0] };
    }
    case 'switch':
      return { ...named, kind: 'switch', default: text ?? 'false' };
    case 'text':
      return { ...named, kind: 'text', default: text ?? '', ...(required === true && { required }) };
    default:
      throw wrong(`"type" is not text, number, choice or switch`);
  }
}
