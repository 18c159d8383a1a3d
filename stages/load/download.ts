import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import { Cancelled, isExpected, StageFailure } from '../../engine/core/failure.ts';
import type { RemoteFile } from './downloads.ts';
import { HttpFailure, request } from './http.ts';

/** How often one address is tried, as long as each try advances the download. */
const MOST_TRIES = 5;

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Assay gives up a server that is silent for so long. */
  readonly silenceMs: number;
  /** Called as bytes arrive: how many there are, of how many. */
  readonly onProgress: (progress: { readonly file: string; readonly done: number; readonly total: number }) => void;
  /** Called with what went wrong, before another try. */
  readonly onTrouble: (message: string) => void;
}

/** Why one try failed. */
interface Trouble {
  readonly message: string;
  /** Whether the same address is worth another try. */
  readonly again: boolean;
}

/**
 * Downloads a file to `path`, from one address after the other, as `<path>.part`, from where an earlier download ended. The file
 * gets its name only when its size and digest are right.
 *
 * @throws StageFailure if no address gives the file, or it cannot be written
 * @throws Cancelled when interrupted; the next call continues from there
 */
export async function download(file: RemoteFile, path: string, options: DownloadOptions): Promise<void> {
  const troubles = new Set<string>();
  for (const url of file.urls) {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const trouble = await tryOnce(url, { file, path, options });
      if (trouble === undefined) return;
      troubles.add(`${url}: ${trouble.message}`);
      options.onTrouble(`${url}: ${trouble.message}`);
      if (!trouble.again) break;
    }
  }
  const kept = await sizeOf(`${path}.part`);
  const resume = kept > 0 ? ` The next try continues after the ${kept} bytes that are there.` : '';
  throw new StageFailure(`Cannot download "${file.name}": ${[...troubles].join('; ')}`, {
    hint: `Try again later, name a mirror with --mirror, or put the file at "${path}" yourself.${resume}`,
  });
}

/**
 * What is wrong with the file at `path`, its size or its digest; undefined if nothing is.
 *
 * @throws Error when it does not exist, or the signal is aborted
 */
export async function faultOf(
  path: string,
  { bytes, digest }: RemoteFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { size } = await stat(path);
  if (size !== bytes) return `expected ${bytes} bytes, found ${size}`;
  const [algorithm = ''] = digest.split(':');
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  const found = `${algorithm}:${hash.digest('hex')}`;
  return found === digest ? undefined : `expected ${digest}, found ${found}`;
}

interface Try {
  readonly file: RemoteFile;
  readonly path: string;
  readonly options: DownloadOptions;
}

async function tryOnce(url: string, { file, path, options }: Try): Promise<Trouble | undefined> {
  const { signal } = options;
  const part = `${path}.part`;
  await checkPart(part);
  const before = await sizeOf(part);
  try {
    if (before < file.bytes) await transfer(url, { file, part, before, options });
    // Hashed as it is on the disk, because another process may have written to it.
    const fault = await faultOf(part, file, signal);
    if (fault === undefined) {
      await stored(path, rename(part, path));
      return undefined;
    }
    await stored(part, rm(part));
    // The first bytes may come from another address; starting over may succeed.
    return { message: fault, again: before > 0 };
  } catch (error) {
    if (signal.aborted) throw new Cancelled(`Interrupted while downloading "${file.name}"`, { cause: error });
    if (isExpected(error)) throw error;
    return { message: reasonOf(error), again: (await sizeOf(part)) > before };
  }
}

/** If the part were a named pipe, opening it would wait for a reader. */
async function checkPart(part: string): Promise<void> {
  const stat = await lstat(part).catch(() => undefined);
  if (stat === undefined || stat.isFile()) return;
  throw new StageFailure(`Cannot write "${part}": it exists and is not a file`, { hint: 'Remove it.' });
}

/** Appends what the address sends to the part. If the server cannot continue there, it starts over. */
async function transfer(
  url: string,
  { file, part, before, options }: Omit<Try, 'path'> & { readonly part: string; readonly before: number },
): Promise<void> {
  const answer = await request(url, { start: before, ...options });
  const start = answer.statusCode === 206 ? before : 0;
  const tell = (done: number): void => options.onProgress({ file: file.name, done, total: file.bytes });
  let done = start;
  try {
    checkAnswer(answer.headers, { start, bytes: file.bytes });
    const handle = await stored(part, open(part, start === 0 ? 'w' : 'a'));
    try {
      tell(done);
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        done += chunk.length;
        if (done > file.bytes) throw new HttpFailure(`expected ${file.bytes} bytes, the server sends more`);
        await stored(part, handle.appendFile(chunk));
        tell(done);
      }
      await stored(part, handle.sync());
    } finally {
      await handle.close();
    }
  } finally {
    answer.destroy();
  }
  if (done < file.bytes) throw new HttpFailure(`the connection ended after ${done} of ${file.bytes} bytes`);
}

/** Checks what the server says about the file before its bytes arrive. */
function checkAnswer(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  { start, bytes }: { readonly start: number; readonly bytes: number },
): void {
  const range = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? ''))?.[1];
  if (start > 0 && Number(range) !== start) {
    throw new HttpFailure(`asked for the bytes from ${start} on, the server gives them from ${range ?? '?'} on`);
  }
  const length = headers['content-length'];
  if (length === undefined || start + Number(length) === bytes) return;
  throw new HttpFailure(`expected ${bytes} bytes, the server has ${start + Number(length)}`);
}

/** A full disk or a missing permission is not the fault of the address. */
async function stored<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StageFailure(`Cannot write "${path}": ${(error as Error).message}`, { cause: error });
  }
}

/** 0 when there is no such file. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

function reasonOf(error: unknown): string {
  const { message, code, errors } = error as Error & { readonly code?: string; readonly errors?: readonly Error[] };
  if (code === 'ECONNRESET' && !(error instanceof HttpFailure)) return 'the connection broke';
  // Node tries several addresses of a host and joins their errors without a message.
  return message || errors?.[0]?.message || code || 'no connection';
}
