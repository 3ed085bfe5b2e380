/** A setting of a refinement, as its form, its settings file, their schema and the command line show and check it. */
export type SettingValue = string | number | boolean;

interface FieldBase {
  /** In a `*.refine.json`. */
  readonly key: string;
  readonly section: string;
  readonly label: string;
  readonly help: string;
  /** Of `murmur refine`, without dashes. */
  readonly option?: string;
  /** What the option does; without a default, which is told beside it. */
  readonly optionHelp?: string;
  /** M's Params of a population's LastRefinementOptions; a grid has one an axis. */
  readonly paramsOfM?: readonly string[];
  /** Why the engine cannot do it yet; its control is there, and disabled. */
  readonly unavailable?: string;
  /** Of no use while this other switch is off. */
  readonly of?: string;
}

export interface SwitchField extends FieldBase {
  readonly kind: 'switch';
  readonly default: boolean;
}

export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  /** The option and what is computed with are this much of what is typed: 0.01 for a percentage. */
  readonly optionFactor?: number;
}

export interface GridField extends FieldBase {
  readonly kind: 'grid';
  readonly default: string;
  /** Least and most nodes along each axis. */
  readonly range: readonly (readonly [number, number])[];
}

export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly default: string;
}

export type SettingField = SwitchField | NumberField | GridField | TextField;
