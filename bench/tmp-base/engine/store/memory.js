import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfBytes, hexOf } from '../core/digest.js';
import { wrongWith } from './local/record-file.js';
import { Notices } from './store.js';
/** A store that is gone with the process. Only what a step opens is written, to `folder`, which must exist. */
export function memoryStore(folder) {
    const blobs = new Map();
    const records = new Map();
    let scratches = 0;
    async function put(path) {
        if (!lstatSync(path).isFile())
            throw new Error(`Cannot store ${path}: it is not a file`);
        const content = readFileSync(path);
        const digest = digestOfBytes(content);
        blobs.set(digest, content);
        return { digest, bytes: content.length };
    }
    async function open({ digest }) {
        const content = blobs.get(digest);
        if (content === undefined)
            return undefined;
        const path = join(folder, hexOf(digest));
        writeFileSync(path, content);
        return path;
    }
    function get(key) {
        const text = records.get(key);
        return text === undefined ? undefined : JSON.parse(text);
    }
    return {
        notices: new Notices(),
        blobs: {
            put,
            async putForNow(path) {
                const known = new Set(blobs.keys());
                const { digest, bytes } = await put(path);
                return { digest, bytes, remove: () => void (known.has(digest) || blobs.delete(digest)) };
            },
            take: put,
            open,
            async watch(ref) {
                const path = await open(ref);
                if (path === undefined)
                    return undefined;
                // The content itself is out of reach of whoever changes the file.
                return { path, changed: async () => (isWhole(path, ref.digest) ? undefined : 'touched') };
            },
            has: (ref) => blobs.get(ref.digest)?.length === ref.bytes,
        },
        actions: {
            get,
            use: get,
            async put(record) {
                const wrong = wrongWith(record, record.key);
                if (wrong !== undefined)
                    throw new Error(`Internal error: the record ${wrong}`);
                records.set(record.key, JSON.stringify(record));
            },
        },
        // Nobody else sees this store, and within a run a key is executed once anyway.
        leases: {
            take: async () => ({ release: () => undefined }),
            ended: async () => undefined,
        },
        async withScratch(run) {
            scratches += 1;
            const path = join(folder, `scratch-${scratches}`);
            mkdirSync(path);
            try {
                return await run(path);
            }
            finally {
                rmSync(path, { recursive: true, force: true });
            }
        },
        async close() { },
    };
}
function isWhole(path, digest) {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && digestOfBytes(readFileSync(path)) === digest;
}
