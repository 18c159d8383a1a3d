import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, install, writeNew } from '../store/local/atomic.js';
/** No number of a run is longer. */
const MOST_BYTES = 20;
/**
 * Lets `latest` in an experiment's folder point at a run, unless it points at a later one already. It is a convenience:
 * where it cannot be made, the run is as good, and a notice says what to do. Only what a run can have put there is replaced.
 */
export async function pointLatest(store, parent, number) {
    const latest = join(parent, 'latest');
    if (latestOf(latest) > number)
        return;
    try {
        const other = strangeAt(latest);
        if (other === undefined)
            await replace(store, latest, number);
        else
            store.notices.tell(`${latest} is ${other}, so it was left as it is and does not point at run ${number}. ` +
                'Move it away: the next run makes the link again');
    }
    catch (error) {
        store.notices.tell(`Cannot let ${latest} point at run ${number} (${codeOf(error) ?? String(error)}). The run itself is complete; ` +
            'check that you may write in that folder: the next run tries again');
    }
}
async function replace(store, latest, number) {
    const temporary = await store.temporary.name();
    try {
        await symlink(String(number), temporary, 'dir');
    }
    catch {
        // Windows wants a privilege for it, some file systems have no links: a text file that holds the number then.
        await writeNew(temporary, `${number}\n`, 0o644);
    }
    await install(temporary, latest);
}
/** What is in the place of `latest`, where no run has put it. */
function strangeAt(latest) {
    const stat = lstatSync(latest, { throwIfNoEntry: false });
    if (stat === undefined || stat.isSymbolicLink() || numberIn(latest, stat) > 0)
        return undefined;
    if (stat.isDirectory())
        return 'a folder';
    return stat.isFile() ? 'a file of another kind' : 'no file and no link';
}
/** The number in `latest`, which may be that of a run that is gone; 0 where it says nothing of use. */
export function latestOf(latest) {
    try {
        return numberIn(latest, lstatSync(latest));
    }
    catch {
        return 0; // Nothing there, or nothing that can be read.
    }
}
function numberIn(latest, stat) {
    if (!stat.isSymbolicLink() && (!stat.isFile() || stat.size > MOST_BYTES))
        return 0;
    const text = stat.isSymbolicLink() ? readlinkSync(latest) : readFileSync(latest, 'utf8');
    return Number(/^[1-9]\d{0,14}$/.exec(text.trim())?.[0] ?? 0);
}
