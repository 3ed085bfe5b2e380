/** One thing that was looked at on this computer, and what to do about it. */
export interface DoctorItem {
  /** - error: nothing can be refined as it is; - warning: some of it will fail, or be slow */
  readonly level: 'ok' | 'warning' | 'error';
  readonly about: string;
  readonly says: string;
  readonly remedy?: string;
}

export function ok(about: string, says: string): DoctorItem {
  return { level: 'ok', about, says };
}

export function warning(about: string, says: string, remedy: string): DoctorItem {
  return { level: 'warning', about, says, remedy };
}

export function error(about: string, says: string, remedy: string): DoctorItem {
  return { level: 'error', about, says, remedy };
}

/** `1.5 GB` */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 10e9 ? 1 : 0)} GB`;
}
