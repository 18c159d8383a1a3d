import { opendirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './atomic.js';
import { isUnreadable, patientlySync, Unreadable } from './unreadable.js';
/**
 * The files `<folder>/ab/<62 hex digits><ending>`, and whatever else lies beside them, one at a time: a million of them
 * need no more memory than one.
 *
 * @throws Unreadable when a folder cannot be listed and nobody wants to hear of it
 */
export function* walk(folder, ending, onUnreadable = raise) {
    for (const fan of entriesOf(folder, onUnreadable)) {
        const path = join(folder, fan.name);
        if (!fan.isDirectory || !/^[0-9a-f]{2}$/.test(fan.name)) {
            yield { path, hex: undefined };
            continue;
        }
        for (const { name } of entriesOf(path, onUnreadable)) {
            const rest = name.endsWith(ending) ? name.slice(0, name.length - ending.length) : '';
            yield { path: join(path, name), hex: /^[0-9a-f]{62}$/.test(rest) ? fan.name + rest : undefined };
        }
    }
}
/** What is in a folder, in the order of the file system; nothing when there is no such folder. */
function* entriesOf(path, onUnreadable) {
    let folder;
    try {
        folder = patientlySync(() => opendirSync(path, { bufferSize: 256 }));
    }
    catch (error) {
        if (isUnreadable(error))
            return onUnreadable(new Unreadable(`the folder ${path}`, path, error));
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
            return;
        throw error;
    }
    try {
        for (let entry = folder.readSync(); entry !== null; entry = folder.readSync())
            yield { name: entry.name, isDirectory: entry.isDirectory() };
    }
    finally {
        folder.closeSync();
    }
}
function raise(error) {
    throw error;
}
