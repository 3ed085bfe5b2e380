/** Settings as arguments of `murmur refine`, and as a line for the shell. */
import { settingFields, type RefinementSettings, type SettingField } from './fields';

/** Everything that is not as `murmur refine` has it by itself; what is switched off is left out. */
export function settingsArguments(settings: RefinementSettings): string[] {
  return ['refine', ...settingFields.flatMap((field) => argumentOf(field, settings))];
}

function argumentOf(field: SettingField, settings: RefinementSettings): string[] {
  const { option, key } = field;
  if (option === undefined || field.unavailable !== undefined) return [];
  if (field.of !== undefined && settings[field.of] !== true) return [];
  const name = `--${option}`;
  const value = settings[key];
  switch (key) {
    case 'firstResolutionPercent':
      return [name, String(settings.firstResolutionPercent / 100)];
    case 'prior':
      return value === true ? [] : ['--no-prior'];
    case 'memory':
      return settings.memory === 0 ? [] : [name, String(value)];
    default:
      if (typeof value === 'boolean') return value ? [name] : [];
      return value === '' ? [] : [name, String(value)];
  }
}

/** For a POSIX shell: whatever it might take apart is in single quotes. */
export function shellLine(program: string, args: readonly string[]): string {
  return [program, ...args].map(quoted).join(' ');
}

function quoted(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
