/** The solution that IMOD's tiltalign logs (taSolution.log): a row per view. */
import { Problem } from '../../shared/problem';
import { parseNumber } from './xmlNumbers';

export interface AlignedView {
  /** From 1. */
  readonly view: number;
  /** Tilt axis from the image's Y and tilt, degrees. */
  readonly rotation: number;
  readonly tilt: number;
  readonly magnification: number;
  /** Mean distance of the fiducials from where the solution has them, nm. */
  readonly residual: number;
}

/** Throws Problem with the line for rows that do not fit the heading, and for logs without a solution. */
export function parseTiltalignLog(text: string, where: string): readonly AlignedView[] {
  const lines = text.split('\n');
  const heading = lines.findIndex((line) => /^\s*view\s+rotation\s+tilt\s/.test(line));
  if (heading < 0) throw new Problem('it has no table of views, rotations and tilts', { where });
  const labels = lines[heading].trim().split(/\s+/);
  const at = (label: string): number => labels.indexOf(label);
  const views: AlignedView[] = [];
  for (let i = heading + 1; i < lines.length && lines[i].trim() !== ''; i++) {
    const values = lines[i].trim().split(/\s+/).map(parseNumber);
    const number = (label: string): number => {
      const value = values[at(label)];
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`${label} is missing or no number`, { where: `${where}:${i + 1}` });
      return value;
    };
    if (values.length !== labels.length)
      throw new Problem(`expected ${labels.length} values, got ${values.length}`, {
        where: `${where}:${i + 1}`,
        remedy: 'the file may be truncated',
      });
    views.push({
      view: number('view'),
      rotation: number('rotation'),
      tilt: number('tilt'),
      magnification: number('mag'),
      residual: number('resid-nm'),
    });
  }
  if (views.length === 0) throw new Problem('its table of views is empty', { where });
  return views;
}
