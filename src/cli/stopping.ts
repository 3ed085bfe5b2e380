/** What ends a refinement from outside: its user, or whoever runs its job and will start it again. */
import { Problem } from '../../shared/problem';
import { stoppedCode } from '../jobs/runs/stoppedCode';

/** Ended before it was done, and to be started again. */
export class Stopped extends Problem {
  readonly exitCode = stoppedCode;

  constructor(by: NodeJS.Signals) {
    super(`ended by ${by} before it was done`, { remedy: 'the same command goes on from there' });
  }
}

/** Work that has not ended by itself after so long is cut off, ms: schedulers kill after half a minute. */
const usualPatience = 15_000;

/** Sent by schedulers and by `kill`; a second one changes nothing. */
const stops = ['SIGTERM', 'SIGUSR1'] as const;

/**
 * @param cutOff says last words before the process ends, where the work doesn't end by itself: files are as a crash leaves them,
 *   which the next start puts in order
 */
export function interruption(
  cutOff: (error: Stopped) => void,
  patience = usualPatience,
): {
  readonly signal: AbortSignal;
  /** From here on signals do what they do by themselves. */
  dispose(): void;
} {
  const controller = new AbortController();
  const cancel = (): void =>
    controller.abort(new Problem('cancelled', { remedy: 'files are as the last finished round left them' }));
  let timer: NodeJS.Timeout | undefined;
  const stop = (by: NodeJS.Signals): void => {
    if (timer !== undefined) return;
    const error = new Stopped(by);
    controller.abort(error);
    timer = setTimeout(() => {
      cutOff(error);
      process.exit(error.exitCode);
    }, patience);
  };
  process.once('SIGINT', cancel);
  for (const name of stops) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      process.off('SIGINT', cancel);
      for (const name of stops) process.off(name, stop);
    },
  };
}
