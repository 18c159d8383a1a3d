import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { meaningOf } from './open-file.js';
/** The splits of a folder of PNGs. */
export const PNG_SPLITS = ['train', 'test'];
/** Left out without a word: what systems and tools put into folders by themselves. The guide names them. */
const IGNORED = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.gitkeep|\.ipynb_checkpoints)$/;
/** Lists what lies in `<root>/<split>/<label>/`. A split that is not there has nothing. */
export function listPngs(root) {
    const images = [];
    const faults = [];
    const empty = [];
    for (const split of PNG_SPLITS) {
        for (const label of namesIn(root, split, faults)) {
            const folder = `${split}/${label}`;
            const [imagesBefore, faultsBefore] = [images.length, faults.length];
            for (const name of namesIn(root, folder, faults)) {
                const place = `${folder}/${name}`;
                if (name.toLowerCase().endsWith('.png'))
                    images.push(place);
                else
                    faults.push({ place, message: `Unexpected "${join(root, place)}": expected only PNG files there` });
            }
            if (images.length === imagesBefore && faults.length === faultsBefore)
                empty.push(folder);
        }
    }
    return { images: images.sort(), faults, empty };
}
/**
 * Logical name -> path of all that decides what loading the folder does. What is not an image has a path that cannot be read,
 * so that it counts as absent whatever its content: that it is there is what matters.
 */
export function pngFiles(root) {
    const { images, faults, empty } = listPngs(root);
    const others = [...faults.map(({ place }) => place), ...empty];
    return Object.fromEntries([
        ...images.map((name) => [name, join(root, name)]),
        ...others.map((name) => [`${name}/`, `${join(root, name)}/`]),
    ]);
}
/** Names in a folder below the root, sorted by code unit, but those that are left out; others that are no use are faults. */
function namesIn(root, folder, faults) {
    const path = join(root, folder);
    let entries;
    try {
        entries = readdirSync(path, { encoding: 'buffer' });
    }
    catch (error) {
        const fault = folderFault(path, folder, error);
        if (fault !== undefined)
            faults.push(fault);
        return [];
    }
    const names = [];
    for (const entry of entries) {
        const name = entry.toString('utf8');
        if (!Buffer.from(name, 'utf8').equals(entry))
            faults.push(unnameable(root, folder, entry));
        else if (name.startsWith('.') && !IGNORED.test(name))
            faults.push(hidden(root, `${folder}/${name}`));
        else if (!IGNORED.test(name))
            names.push(name);
    }
    return names.sort();
}
function folderFault(path, place, error) {
    const { code } = error;
    const isSplit = !place.includes('/');
    if (code === 'ENOTDIR') {
        const expected = isSplit ? 'a folder' : 'a folder of images for each class';
        return { place, message: `Unexpected file "${path}": expected ${expected}` };
    }
    const { reason, hint } = meaningOf(path, error);
    // A split that nobody has made is told with what to put there.
    if (isSplit && code === 'ENOENT' && hint === undefined)
        return undefined;
    return { place, message: `Cannot list the folder "${path}": ${reason}`, ...(hint !== undefined && { hint }) };
}
function unnameable(root, folder, entry) {
    const shown = entry.toString('latin1').replaceAll(/[^\x20-\x7e]/g, (byte) => {
        return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
    });
    return {
        place: `${folder}/${shown}`,
        message: `Cannot read "${join(root, folder)}/${shown}": its name is not UTF-8`,
        hint: 'Rename it. Archives of older systems have such names; "convmv" turns all of them into UTF-8.',
    };
}
function hidden(root, place) {
    return {
        place,
        message: `Unexpected hidden "${join(root, place)}": expected only PNG files in folders of classes`,
        hint: 'Remove it, or give it a name that does not begin with a dot.',
    };
}
