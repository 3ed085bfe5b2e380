/** Settings as a command for people, who copy it into scripts: nothing here is run by it. */
import { shellLine } from '../runs/shellWords';
import { settingFields, type RefinementSettings, type SettingField } from './fields';

/** For a POSIX shell. */
export function commandLine(settings: RefinementSettings): string {
  return shellLine(['murmur', ...settingsArguments(settings)]);
}

/** Everything that is not as `murmur refine` has it by itself; what is switched off is left out. */
export function settingsArguments(settings: RefinementSettings): string[] {
  return ['refine', ...settingFields.flatMap((field) => argumentOf(field, settings))];
}

function argumentOf(field: SettingField, settings: RefinementSettings): string[] {
  const { option, key } = field;
  const values: Readonly<Record<string, unknown>> = { ...settings };
  if (option === undefined || field.unavailable !== undefined) return [];
  if (field.of !== undefined && values[field.of] !== true) return [];
  const name = `--${option}`;
  const value = values[key];
  // A grid is also what switches its parameter on.
  if (value === field.default && field.kind !== 'grid') return [];
  if (field.kind === 'switch') return [value === true ? name : `--no-${option}`];
  if (field.kind === 'number')
    return [name, String(Number((Number(value) * (field.optionFactor ?? 1)).toPrecision(12)))];
  return [name, String(value)];
}
