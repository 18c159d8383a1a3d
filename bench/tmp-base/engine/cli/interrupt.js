import { traces, whyOutlive } from './hangup.js';
import { EXIT } from './output.js';
/**
 * Ctrl-C, termination and a terminal that goes away, as a signal for the run: the first one cancels it, a second Ctrl-C or
 * SIGTERM ends the process at once. SIGHUP comes twice when a terminal goes, from the shell and from the system, so a second
 * one does nothing.
 *
 * @param outlived told why the run goes on when SIGHUP comes and it was started to outlive its terminal
 */
export function onInterrupt(outlived = () => undefined) {
    const controller = new AbortController();
    let code = EXIT.interrupted;
    const stop = () => {
        if (controller.signal.aborted)
            process.exit(EXIT.interrupted);
        controller.abort();
    };
    const why = whyOutlive(traces());
    let told = false;
    const hangup = () => {
        if (why === undefined && !controller.signal.aborted) {
            code = EXIT.hungUp;
            controller.abort();
        }
        if (why === undefined || told)
            return;
        told = true;
        outlived(why);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', hangup);
    return {
        signal: controller.signal,
        code: () => code,
        done: () => {
            process.off('SIGINT', stop);
            process.off('SIGTERM', stop);
            process.off('SIGHUP', hangup);
        },
    };
}
/** Lets a process that was started to outlive its terminal do so, whatever command it does. */
export function outliveTerminal() {
    if (whyOutlive(traces()) !== undefined)
        process.on('SIGHUP', () => undefined);
}
