/** What is wrong in a project or series XML file, in sentences, with what would fix it. */
import type { Finding, Fix } from '../finding';
import { nearest } from '../labels/dictionary';
import type { Param } from '../../formats/params/param';
import { checkParam, rangeText, type ParamTrouble } from './paramCheck';
import type { XmlReference } from './references';
import type { XmlIndex } from './xmlIndex';
import { foundParams, schemaFor, type FoundParam } from './xmlParams';

export type XmlCode =
  | ParamTrouble['code']
  | 'malformed'
  | 'unknown-param'
  | 'duplicate-param'
  | 'uneven-lists'
  | 'guid-mismatch'
  | 'missing-file';

type XmlFinding = Finding<XmlCode>;

/** Everything that the file itself tells, in its order. */
export function xmlFindings(index: XmlIndex): readonly XmlFinding[] {
  if (schemaFor(index) === undefined) return [];
  const params = foundParams(index);
  const found = [
    ...malformed(index),
    ...params.flatMap((param) => unknown(param)),
    ...params.flatMap((param) => unreadable(param)),
    ...duplicates(params),
    ...unevenLists(index),
  ];
  return found.sort((a, b) => a.line - b.line || a.start - b.start);
}

/** What was found where a reference leads: null for nothing, its GUID where it has one. */
export type Target = { readonly guid?: string } | null;

/** @param targets one for each reference */
export function referenceFindings(
  references: readonly XmlReference[],
  targets: readonly Target[],
): readonly XmlFinding[] {
  return references.flatMap((reference, i): readonly XmlFinding[] => {
    const target = targets[i];
    const { line, start, end } = reference;
    if (target === null) {
      if (!reference.mustExist) return [];
      const message = `There is no ${reference.path} where this leads.`;
      return [{ code: 'missing-file', severity: 'warning', line, start, end, message, fixes: [] }];
    }
    const { guid } = reference;
    if (guid === undefined || target.guid === undefined || guid.value.toLowerCase() === target.guid)
      return [];
    const place = { line: guid.line, start: guid.start, end: guid.end };
    const fix = { title: `Change to ${target.guid}`, edits: [{ ...place, text: target.guid }] };
    const message = `${reference.path} has the GUID ${target.guid}; M opens no population in which they differ.`;
    return [{ code: 'guid-mismatch', severity: 'error', ...place, message, fixes: [fix] }];
  });
}

function malformed({ malformed: trouble }: XmlIndex): readonly XmlFinding[] {
  return trouble === undefined ? [] : [{ code: 'malformed', severity: 'error', ...trouble, fixes: [] }];
}

function unknown({ name, param, place, schema, spelling }: FoundParam): readonly XmlFinding[] {
  if (param !== undefined) return [];
  const known = spelling === 'Param' ? schema.params : schema.attributes;
  const near = nearest(name, Object.keys(known ?? {}));
  const what = spelling === 'Param' ? 'parameter' : 'attribute';
  const lost = `${name} is no ${what} we know here; M drops it when it writes the file.`;
  if (near === undefined)
    return [{ code: 'unknown-param', severity: 'information', ...place, message: lost, fixes: [] }];
  const fix = { title: `Change to ${near}`, edits: [{ ...place, text: near }] };
  const message = `${lost} Did you mean ${near}?`;
  return [{ code: 'unknown-param', severity: 'warning', ...place, message, fixes: [fix] }];
}

function unreadable({ name, param, value }: FoundParam): readonly XmlFinding[] {
  const trouble = param === undefined ? undefined : checkParam(param, value.value);
  if (param === undefined || trouble === undefined) return [];
  const place = { line: value.line, start: value.valueStart, end: value.valueEnd };
  const better = 'better' in trouble ? trouble.better : undefined;
  const fixes: readonly Fix[] =
    better === undefined ? [] : [{ title: `Change to ${better}`, edits: [{ ...place, text: better }] }];
  const severity = severities[trouble.code];
  return [{ code: trouble.code, severity, ...place, message: sentence(name, param, trouble), fixes }];
}

const severities: Readonly<Record<ParamTrouble['code'], XmlFinding['severity']>> = {
  exponent: 'error',
  'not-a-boolean': 'error',
  'not-a-number': 'error',
  'wrong-count': 'error',
  'out-of-range': 'warning',
  'old-count': 'information',
};

function sentence(name: string, param: Param, trouble: ParamTrouble): string {
  const taken = `M would take ${param.missing === '' ? 'none' : param.missing} instead and say nothing.`;
  switch (trouble.code) {
    case 'exponent':
      return `${name} is a decimal, which takes no exponent: ${taken}`;
    case 'not-a-boolean':
      return `${name} is True or False: ${taken}`;
    case 'wrong-count':
      return `${name} is ${trouble.expected} numbers, not ${trouble.got}: ${taken}`;
    case 'old-count':
      return `${name} of ${trouble.got} numbers is Warp 1’s: Warp 2 and M take ${param.missing} instead.`;
    case 'out-of-range':
      return `${name} should be ${rangeText(param) ?? ''}${param.unit === '' ? '' : ` ${param.unit}`}.`;
    default:
      return `${name} is ${param.kind === 'integer' ? 'a whole number' : 'a number'}: ${taken}`;
  }
}

function duplicates(params: readonly FoundParam[]): readonly XmlFinding[] {
  return params.flatMap(({ name, owner, spelling, place, item }, i) => {
    const first = params.findIndex((other) => other.owner === owner && other.name === name);
    if (spelling !== 'Param' || first === i) return [];
    const message = `${name} stands here a second time; only the first one counts.`;
    const { line, start, endLine, end } = item;
    const fixes = [{ title: 'Remove this one', edits: [{ line, start, endLine, end, text: '' }] }];
    return [{ code: 'duplicate-param', severity: 'warning', ...place, message, fixes }] as const;
  });
}

const perTilt = [
  'Angles',
  'Dose',
  'UseTilt',
  'AxisAngle',
  'AxisOffsetX',
  'AxisOffsetY',
  'MoviePath',
  'FOVFraction',
];

/** Lists with one line per tilt have to be of one length. */
function unevenLists({ elements }: XmlIndex): readonly XmlFinding[] {
  const lists = elements.filter(
    ({ name, parent, textLines }) => parent === 0 && textLines > 0 && perTilt.includes(name),
  );
  const angles = lists.find(({ name }) => name === 'Angles');
  if (angles === undefined) return [];
  return lists
    .filter(({ textLines }) => textLines !== angles.textLines)
    .map(({ name, line, start, textLines }) => ({
      code: 'uneven-lists',
      severity: 'error',
      line,
      start,
      end: start + name.length + 1,
      message: `${name} has ${textLines} lines, but there are ${angles.textLines} tilt angles.`,
      fixes: [],
    }));
}
