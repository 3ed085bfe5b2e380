/** A parameter as settings: its switch, and its grid where it has one. */
import type { RefinedParameter } from './parameter';
import type { SettingField } from './settingField';

export function parameterFields(parameter: RefinedParameter, section: string): readonly SettingField[] {
  const { key, label, help, option, optionHelp, grid, paramsOfM } = parameter;
  const on: SettingField = {
    key,
    kind: 'switch',
    default: false,
    section,
    label,
    help,
    ...(grid === undefined && { option, optionHelp }),
    ...(paramsOfM !== undefined && { paramsOfM: [paramsOfM.on] }),
  };
  if (grid === undefined) return [on];
  return [
    on,
    {
      key: `${key}Grid`,
      kind: 'grid',
      default: grid.default,
      range: grid.range,
      section,
      label: grid.label,
      help: grid.help,
      option,
      optionHelp,
      of: key,
      ...(paramsOfM?.grid !== undefined && { paramsOfM: paramsOfM.grid }),
    },
  ];
}
