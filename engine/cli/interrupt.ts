import { traces, whyHangupIsIgnored } from './hangup.ts';
import { EXIT } from './output.ts';

/** Interruption of a run from outside. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Interrupts it from inside. */
  stop(): void;
  /** The exit code of a run that was interrupted. */
  code(): number;
  done(): void;
}

/**
 * Turns Ctrl-C, SIGTERM and a closing terminal into a signal for the run: the first one cancels it, a second Ctrl-C or
 * SIGTERM ends the process at once. A closing terminal sends SIGHUP twice, from the shell and from the system, so a second
 * SIGHUP does nothing.
 *
 * @param onIgnored called with the reason why the run continues, when SIGHUP comes and the run was started to ignore it
 */
export function onInterrupt(onIgnored: (why: string) => void = () => undefined): Interrupt {
  const controller = new AbortController();
  let code: number = EXIT.interrupted;
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  const why = whyHangupIsIgnored(traces());
  let told = false;
  const hangup = (): void => {
    if (why === undefined && !controller.signal.aborted) {
      code = EXIT.hungUp;
      controller.abort();
    }
    if (why === undefined || told) return;
    told = true;
    onIgnored(why);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', hangup);
  return {
    signal: controller.signal,
    stop: () => controller.abort(),
    code: () => code,
    done: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      // The second one may come after the end of the run, and would end the process before it has cleaned up.
      if (code !== EXIT.hungUp) process.off('SIGHUP', hangup);
    },
  };
}

/** Lets the process continue after its terminal closes, if it was started that way, whatever its command. */
export function ignoreHangup(): void {
  if (whyHangupIsIgnored(traces()) !== undefined) process.on('SIGHUP', () => undefined);
}
