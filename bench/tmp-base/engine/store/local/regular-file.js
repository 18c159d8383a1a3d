// A store may have been written by a stranger, or be damaged: in the place of any file there may be a pipe that nobody ever
// writes to, a device that never ends, or a link that leads elsewhere. Whoever opens such a file does it here.
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { codeOf } from './atomic.js';
/** How a file of the store is opened: not through a link, and without waiting where there is a pipe. */
export const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** What is in the place of a file cannot be one of Assay's. `wrong` says why and continues after its name. */
export class NotOurs extends Error {
    name = 'NotOurs';
    wrong;
    constructor(path, wrong) {
        super(`${path} ${wrong}`);
        this.wrong = wrong;
    }
}
/**
 * Opens a regular file of at most `most` bytes for the length of `use`, which gets its facts from before it was read.
 *
 * @throws NotOurs for a link, a folder, a pipe, a device, or a larger file; the system's error when it cannot be opened
 */
export function withRegular(path, most, use) {
    let file;
    try {
        file = openSync(path, READ);
    }
    catch (error) {
        throw explained(path, error);
    }
    try {
        const stat = fstatSync(file, { bigint: true });
        if (!stat.isFile())
            throw new NotOurs(path, `is ${kindOf(stat)}, not a file`);
        if (stat.size > most)
            throw new NotOurs(path, `has ${stat.size} bytes; expected at most ${most}`);
        return use(file, stat);
    }
    finally {
        closeSync(file);
    }
}
/** As `withRegular`: the content of a file. */
export function readRegular(path, most) {
    return withRegular(path, most, (file, stat) => readAll(path, file, { size: Number(stat.size), most }));
}
/** All that is in an open file that had `size` bytes when it was opened; one that grows past `most` is refused. */
export function readAll(path, file, { size, most }) {
    // There is room for one byte more: so the end need not be asked for.
    let bytes = Buffer.allocUnsafe(size + 1);
    let length = 0;
    for (;;) {
        const count = readSync(file, bytes, length, bytes.length - length, null);
        length += count;
        if (length > most)
            throw new NotOurs(path, `grows past ${most} bytes`);
        if (count === 0 || (length === size && count === size))
            return bytes.subarray(0, length);
        if (length === bytes.length)
            bytes = Buffer.concat([bytes], Math.min(2 * length, most) + 1);
    }
}
/** Adds text to the end of a regular file in one write; the file is made, with this mode, when there is none. */
export function appendRegular(path, text, mode) {
    const file = openSync(path, APPEND, mode);
    try {
        const stat = fstatSync(file);
        if (!stat.isFile())
            throw new NotOurs(path, `is ${kindOf(stat)}, not a file`);
        writeSync(file, text);
    }
    finally {
        closeSync(file);
    }
}
/** What something is that is no file. */
export function kindOf(stat) {
    if (stat.isDirectory())
        return 'a folder';
    return stat.isSymbolicLink() ? 'a symbolic link' : 'a device or pipe';
}
/** Opening says it in the system's words where there is a link, a socket, or a device without a driver. */
function explained(path, error) {
    const code = codeOf(error);
    if (code === 'ELOOP' || code === 'EMLINK')
        return new NotOurs(path, 'is a symbolic link, not a file');
    return code === 'ENXIO' || code === 'ENODEV' ? new NotOurs(path, 'is a device or pipe, not a file') : error;
}
