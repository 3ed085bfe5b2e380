/** The JSON schema of `*.refine.json`, from the table of settings: completion, hovers and checks in the text editor. */
import { settingFields, type SettingField } from './fields';

export function settingsSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of a refinement (murmur refine --settings)',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(settingFields.map((field) => [field.key, property(field)])),
    },
  };
}

function property(field: SettingField): object {
  const option = field.option === undefined ? '' : ` (--${field.option})`;
  const description = `${field.label}${option}. ${field.help}${field.unavailable === undefined ? '' : ` ${field.unavailable}`}`;
  const common = { description, default: field.default };
  switch (field.kind) {
    case 'switch':
      return field.unavailable === undefined ? { type: 'boolean', ...common } : { const: false, ...common };
    case 'number':
      return {
        type: field.whole ? 'integer' : 'number',
        minimum: field.least,
        maximum: field.most,
        ...common,
      };
    case 'grid':
      return {
        type: 'string',
        pattern: `^${field.range.map(() => '\\s*\\d+\\s*').join('[x×X*]')}$`,
        ...common,
      };
    default:
      return { type: 'string', ...common };
  }
}
