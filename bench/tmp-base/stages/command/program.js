import { spawn } from 'node:child_process';
import { Cancelled, StageFailure } from '../../engine/core/failure.js';
/** How long a program may take to end after SIGTERM. Shorter than the engine's own patience with the step's process. */
const GRACE_MS = 1000;
/** How long to wait for the last output after a program has ended. */
const DRAIN_MS = 200;
const TAIL_BYTES = 8192;
const TAIL_LINES = 20;
const LONGEST_LINE = 1000;
/**
 * Runs a program to its end, in a process group of its own. Whatever it has started is killed with it, when it ends, when the
 * signal is aborted and when this process ends.
 *
 * @param program.args of `program.file`, started without a shell
 * @param onLine called with every line of its standard error
 * @throws StageFailure when it cannot be started, ends with another exit code than 0, or is killed; Cancelled when the signal
 * was aborted
 */
export async function runProgram(program, { signal, onLine }) {
    const { file, args, env } = program;
    const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const tail = new Tail();
    child.stdout.on('data', (piece) => tail.add(piece));
    child.stderr.on('data', (piece) => tail.add(piece));
    eachLine(child.stderr, onLine);
    let killing;
    const stop = () => {
        killGroup(child, 'SIGTERM');
        killing = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const killNow = () => killGroup(child, 'SIGKILL');
    process.once('exit', killNow);
    if (signal.aborted)
        stop();
    else
        signal.addEventListener('abort', stop, { once: true });
    try {
        const end = await ended(child);
        if (signal.aborted)
            throw new Cancelled('The run was interrupted');
        check(end, { shown: [file, ...args].join(' '), program: file, tail });
    }
    finally {
        // Also what it has left running: nobody else would end it.
        killNow();
        clearTimeout(killing);
        signal.removeEventListener('abort', stop);
        process.removeListener('exit', killNow);
    }
}
function ended(child) {
    return new Promise((resolve) => {
        child.once('error', (error) => resolve({ code: null, signal: null, error }));
        child.once('close', (code, signal) => resolve({ code, signal }));
        // A program that it has left running may hold the pipes open: what it has printed itself is there by then.
        child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), DRAIN_MS));
    });
}
function killGroup({ pid }, signal) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, signal);
    }
    catch {
        // It has ended, and all it started with it.
    }
}
function check(end, { shown, program, tail }) {
    if (end.code === 0)
        return;
    const what = shown.length > 200 ? `${shown.slice(0, 197)}...` : shown;
    const printed = tail.text();
    const output = printed === '' ? '\nIt printed nothing.' : `\nIts last output was:\n${printed}`;
    if (end.error?.code === 'ENOENT')
        throw new StageFailure(`Cannot start "${program}": there is no such program`, {
            hint: 'Install it, correct its name, or give its path; PATH is the one of the shell in which you started Assay.',
            cause: end.error,
        });
    if (end.error !== undefined)
        throw new StageFailure(`Cannot start "${program}": ${end.error.message}`, {
            hint: 'Check that the file is a program that you may run (chmod +x).',
            cause: end.error,
        });
    if (end.signal !== null)
        throw new StageFailure(`"${what}" was ended by ${end.signal}${output}`, {
            ...(end.signal === 'SIGKILL' && { hint: 'Most often the system has run out of memory: `dmesg` tells.' }),
        });
    throw new StageFailure(`"${what}" ended with exit code ${end.code}${output}`);
}
/** The last lines of what a program prints, however much that is. */
class Tail {
    #pieces = [];
    #size = 0;
    add(piece) {
        this.#pieces.push(piece);
        this.#size += piece.length;
        while (this.#pieces.length > 1 && this.#size - (this.#pieces[0]?.length ?? 0) >= TAIL_BYTES)
            this.#size -= this.#pieces.shift()?.length ?? 0;
    }
    text() {
        const all = Buffer.concat(this.#pieces).subarray(-TAIL_BYTES).toString('utf8').trimEnd();
        return all.split('\n').slice(-TAIL_LINES).join('\n');
    }
}
function eachLine(stream, onLine) {
    let rest = '';
    stream.on('data', (piece) => {
        const lines = (rest + piece.toString('utf8')).split('\n');
        // A program may print a gigabyte without a line break.
        rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
        for (const line of lines)
            onLine(line.slice(0, LONGEST_LINE));
    });
    stream.on('end', () => {
        if (rest !== '')
            onLine(rest);
    });
}
