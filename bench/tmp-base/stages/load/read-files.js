import { StageFailure } from '../../engine/core/failure.js';
import { damagedGzip, PackingFault, unpackBytes } from './gzip.js';
import { locate } from './layout.js';
import { readOnce } from './open-file.js';
import { readTarGz } from './tar.js';
import { readZip } from './zip.js';
/**
 * Reads every file of the layout, from wherever it lies, and says which bytes it has used.
 *
 * @param hint what to do about the missing file of that name
 * @throws StageFailure if a file is missing, cannot be read, or its packing is damaged
 */
export async function readFiles(layout, hint, reading) {
    const contents = new Map();
    const packed = [];
    let archive = '';
    for (const name of layout.names) {
        const place = locate(layout, name);
        if (place === undefined)
            throw missing(layout, name, hint(name));
        if (place.packed) {
            archive = place.path;
            packed.push(name);
        }
        else {
            contents.set(name, await unpacked({ file: place.path, bytes: await readOnce(place.path, reading) }, reading));
        }
    }
    // A name in an archive may have .gz behind it. The archive is read once for all.
    if (packed.length > 0) {
        const isZip = archive.endsWith('.zip');
        const found = isZip
            ? await readZip(archive, [...packed, ...packed.map((name) => `${name}.gz`)], reading)
            : await readTarGz(archive, packed, reading);
        for (const name of packed) {
            const bytes = found.get(name) ?? found.get(`${name}.gz`);
            if (bytes === undefined) {
                throw new StageFailure(`Cannot find "${name}" in the archive "${archive}"`, { hint: hint(name) });
            }
            contents.set(name, await unpacked({ file: `${archive}: ${name}`, bytes }, reading));
        }
    }
    return (name) => {
        const content = contents.get(name);
        if (content === undefined)
            throw new Error(`Internal error: "${name}" is not in the layout`);
        return content;
    };
}
function missing({ root, archive }, name, hint) {
    const names = [name, `${name}.gz`, ...(archive === undefined ? [] : [archive])].map((each) => `"${each}"`);
    return new StageFailure(`Cannot find ${names.slice(0, -1).join(', ')} or ${names.at(-1)} in "${root}"`, { hint });
}
/** Mirrors serve packed files under the plain name, browsers unpack what is called .gz: looks at the content, not at the name. */
async function unpacked({ file, bytes }, reading) {
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b)
        return { file, bytes };
    try {
        return { file, bytes: await unpackBytes('gzip', bytes, file, reading) };
    }
    catch (error) {
        if (!(error instanceof PackingFault))
            throw error;
        throw damagedGzip(file, { at: error.at, of: bytes.length, head: bytes, error });
    }
}
