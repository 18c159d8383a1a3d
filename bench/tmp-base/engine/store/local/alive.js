// Who a process is, and whether it still runs. A pid means something only inside one PID namespace, until the machine is
// started again, and until the kernel gives it to another process. So a process is named by host, boot, namespace, pid and
// start time, and only a process of the same host, boot and namespace can be looked for. Of every other one only its
// heartbeat tells: the owner file that it touches every ten seconds (temporary.ts).
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, platform } from 'node:os';
let own;
/** The name of this process. */
export function thisProcess() {
    if (own !== undefined)
        return own;
    const started = startOf(process.pid);
    own = { pid: process.pid, host: hostname(), ...(started !== undefined && { started }), ...place() };
    return own;
}
function place() {
    if (platform() !== 'linux')
        return {};
    try {
        const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
        return { boot, space: ['pid', 'time'].map(namespace).join(' ') };
    }
    catch {
        // A container without /proc: nobody can tell where it is, so it is nowhere that another process is.
        return { boot: randomUUID() };
    }
}
function namespace(kind) {
    try {
        return readlinkSync(`/proc/self/ns/${kind}`);
    }
    catch (error) {
        if (kind === 'pid')
            throw error;
        return ''; // Kernels before 5.6 have one clock for all.
    }
}
/** Eight hex digits for the host, boot and namespace of this process. */
export function placeTag() {
    const { host, boot = '', space = '' } = thisProcess();
    return createHash('sha256')
        .update(JSON.stringify([host, boot, space]))
        .digest('hex')
        .slice(0, 8);
}
/** What has become of a process, as far as this one can see. */
export function fateOf({ pid, host, started, boot, space }) {
    const here = thisProcess();
    if (host !== here.host || boot !== here.boot || space !== here.space)
        return 'unseen';
    return isAlive(pid, started) ? 'alive' : 'gone';
}
/**
 * When a process of this PID namespace started, in the kernel's clock ticks, where the system tells it (Linux), else
 * undefined.
 */
export function startOf(pid) {
    if (pid === process.pid)
        return statOf('self')[START];
    // The mounted /proc may be that of another namespace, where this pid is somebody else's.
    return statOf('self')[0] === String(process.pid) ? statOf(String(pid))[START] : undefined;
}
/** Where the start time is among the fields of `stat`. */
const START = 20;
/** The fields of a process's `stat` without the program's name: the pid, then from the state on. */
function statOf(pid) {
    try {
        // The name of the program is in parentheses and may itself contain spaces and parentheses.
        const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
        return [text.slice(0, text.indexOf(' ')), ...text.slice(text.lastIndexOf(')') + 2).split(' ')];
    }
    catch {
        return [];
    }
}
/** Whether a process of this PID namespace is running. `started` tells it from a later one with the same pid. */
export function isAlive(pid, started) {
    if (!Number.isSafeInteger(pid) || pid <= 0)
        return false;
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // EPERM: there is such a process, and it belongs to somebody else.
        if (error.code !== 'EPERM')
            return false;
    }
    return started === undefined || (startOf(pid) ?? started) === started;
}
