import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import { Cancelled, isExpected, StageFailure } from '../../engine/core/failure.js';
import { HttpFailure, request } from './http.js';
/** Tries for one address, as long as each one brings the download further. */
const MOST_TRIES = 5;
/**
 * Downloads a file to `path`: address after address, as `<path>.part`, from where an earlier download ended. The file takes
 * its name only when its size and digest are right.
 *
 * @throws StageFailure if no address gives the file, or it cannot be written
 * @throws Cancelled when interrupted; the next call goes on from there
 */
export async function download(file, path, options) {
    const troubles = new Set();
    for (const url of file.urls) {
        for (let tries = 1; tries <= MOST_TRIES; tries++) {
            const trouble = await tryOnce(url, { file, path, options });
            if (trouble === undefined)
                return;
            troubles.add(`${url}: ${trouble.message}`);
            options.onTrouble(`${url}: ${trouble.message}`);
            if (!trouble.again)
                break;
        }
    }
    const kept = await sizeOf(`${path}.part`);
    const resume = kept > 0 ? ` The next try continues after the ${kept} bytes that are there.` : '';
    throw new StageFailure(`Cannot download "${file.name}": ${[...troubles].join('; ')}`, {
        hint: `Try again later, name a mirror with --mirror, or put the file at "${path}" yourself.${resume}`,
    });
}
/**
 * What is wrong with the file at `path`: its size or its digest. Undefined when nothing is.
 *
 * @throws an Error when it is not there, or the signal is aborted
 */
export async function faultOf(path, { bytes, digest }, signal) {
    const { size } = await stat(path);
    if (size !== bytes)
        return `expected ${bytes} bytes, found ${size}`;
    const [algorithm = ''] = digest.split(':');
    const hash = createHash(algorithm);
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 }))
        hash.update(chunk);
    const found = `${algorithm}:${hash.digest('hex')}`;
    return found === digest ? undefined : `expected ${digest}, found ${found}`;
}
async function tryOnce(url, { file, path, options }) {
    const { signal } = options;
    const part = `${path}.part`;
    await checkPart(part);
    const before = await sizeOf(part);
    try {
        if (before < file.bytes)
            await transfer(url, { file, part, before, options });
        // Hashed as it lies on the disk: another process may have written to it.
        const fault = await faultOf(part, file, signal);
        if (fault === undefined) {
            await stored(path, rename(part, path));
            return undefined;
        }
        await stored(part, rm(part));
        // The first bytes may be those of another address: from the beginning it may go well.
        return { message: fault, again: before > 0 };
    }
    catch (error) {
        if (signal.aborted)
            throw new Cancelled(`Interrupted while downloading "${file.name}"`, { cause: error });
        if (isExpected(error))
            throw error;
        return { message: reasonOf(error), again: (await sizeOf(part)) > before };
    }
}
/** A named pipe in the place of the part would keep us waiting for somebody who reads from it. */
async function checkPart(part) {
    const stat = await lstat(part).catch(() => undefined);
    if (stat === undefined || stat.isFile())
        return;
    throw new StageFailure(`Cannot write "${part}": something else than a file has its name`, { hint: 'Remove it.' });
}
/** Appends what the address gives to the part; a server that cannot go on there begins again. */
async function transfer(url, { file, part, before, options }) {
    const answer = await request(url, { start: before, ...options });
    const start = answer.statusCode === 206 ? before : 0;
    const tell = (done) => options.onProgress({ file: file.name, done, total: file.bytes });
    let done = start;
    try {
        checkAnswer(answer.headers, { start, bytes: file.bytes });
        const handle = await stored(part, open(part, start === 0 ? 'w' : 'a'));
        try {
            tell(done);
            for await (const chunk of answer) {
                done += chunk.length;
                if (done > file.bytes)
                    throw new HttpFailure(`expected ${file.bytes} bytes, the server sends more`);
                await stored(part, handle.appendFile(chunk));
                tell(done);
            }
            await stored(part, handle.sync());
        }
        finally {
            await handle.close();
        }
    }
    finally {
        answer.destroy();
    }
    if (done < file.bytes)
        throw new HttpFailure(`the connection ended after ${done} of ${file.bytes} bytes`);
}
/** Looks at what the server says of the file before its bytes are waited for. */
function checkAnswer(headers, { start, bytes }) {
    const range = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? ''))?.[1];
    if (start > 0 && Number(range) !== start) {
        throw new HttpFailure(`asked for the bytes from ${start} on, the server gives them from ${range ?? '?'} on`);
    }
    const length = headers['content-length'];
    if (length === undefined || start + Number(length) === bytes)
        return;
    throw new HttpFailure(`expected ${bytes} bytes, the server has ${start + Number(length)}`);
}
/** A full disk or a missing right is no matter of the address. */
async function stored(path, work) {
    try {
        return await work;
    }
    catch (error) {
        throw new StageFailure(`Cannot write "${path}": ${error.message}`, { cause: error });
    }
}
/** 0 when there is no such file. */
async function sizeOf(path) {
    try {
        return (await stat(path)).size;
    }
    catch {
        return 0;
    }
}
function reasonOf(error) {
    const { message, code, errors } = error;
    if (code === 'ECONNRESET' && !(error instanceof HttpFailure))
        return 'the connection broke';
    // Node tries several addresses of a host and joins their errors without a message.
    return message || errors?.[0]?.message || code || 'no connection';
}
