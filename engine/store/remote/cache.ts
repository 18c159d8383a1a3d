import { join } from 'node:path';
import { digestOf, hexOf, type Digest } from '../../core/digest.ts';
import { StageFailure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RemoteSettings } from '../../core/remote.ts';
import type { ArtifactRef, StepRecord } from '../../core/record.ts';
import { wrongWithForeign } from '../check-record.ts';
import type { Store } from '../store.ts';
import { encodeFile } from './encoding.ts';
import { readEntry, writeEntry, type Kind } from './entry.ts';
import { readText } from './exchange.ts';
import { RemoteFailure } from './failure.ts';
import { fileContent, textContent, type RemoteFiles, type RemotePath } from './files.ts';
import { receive } from './receive.ts';
import type { Amount, RemoteCache } from './remote-cache.ts';
import type { Signer } from './signature.ts';

/** Far more than a record with ten thousand outputs, or a run with a hundred thousand steps, has. */
const LARGEST: Readonly<Record<Kind, number>> = { record: 64 * 1024 * 1024, run: 256 * 1024 * 1024 };

/** What a remote cache needs beside its files. */
export interface RemoteOptions extends Pick<RemoteSettings, 'trust' | 'compression'> {
  readonly signer: Signer | undefined;
  /** Told what was found on the server that is not what it should be. */
  readonly tell: (message: string) => void;
}

/** A remote cache on a server for files: objects under `cas/`, records and runs under `ac/`. */
export class FileCache implements RemoteCache {
  readonly name: string;
  readonly #files: RemoteFiles;
  readonly #options: RemoteOptions;
  /** What the server has other bytes of: they are uploaded again, although it has something. */
  readonly #damaged = new Set<Digest>();

  constructor(files: RemoteFiles, options: RemoteOptions) {
    this.name = files.name;
    this.#files = files;
    this.#options = options;
  }

  async find(key: Digest, signal: AbortSignal): Promise<StepRecord | undefined> {
    const body = await this.#findEntry('record', key, signal);
    if (body === undefined) return undefined;
    const wrong = wrongOf(body, key);
    if (wrong === undefined) return body as unknown as StepRecord;
    this.#disbelieve('record', key, wrong);
    return undefined;
  }

  async has(ref: ArtifactRef, signal: AbortSignal): Promise<boolean> {
    if (this.#damaged.has(ref.digest)) return false;
    const found = await this.#files.look(placeOf(ref), signal);
    return found !== undefined && (found.bytes ?? ref.bytes) === ref.bytes;
  }

  async fetch(ref: ArtifactRef, into: Store, signal: AbortSignal): Promise<boolean> {
    if (this.#damaged.has(ref.digest)) return false;
    try {
      await into.objects.receive(ref, async (path) => {
        const found = await this.#files.read(placeOf(ref), (bytes) => receive(bytes, path, ref), signal);
        if (found === undefined) throw new Missing();
      });
      return true;
    } catch (error) {
      if (error instanceof Missing) return false;
      if (!(error instanceof RemoteFailure) || error.fault !== 'damaged') throw error;
      this.#damaged.add(ref.digest);
      this.#options.tell(`${this.name}: object ${ref.digest} ${error.message}. It is not used`);
      return false;
    }
  }

  async push(record: StepRecord, from: Store, signal: AbortSignal): Promise<Amount> {
    const refs = new Map(Object.values(record.outputs).map((ref) => [ref.digest, ref]));
    const pushed = await Promise.all([...refs.values()].map((ref) => this.#pushObject(ref, from, signal)));
    await this.#pushEntry('record', record.key, record as unknown as JsonObject, signal);
    const objects = pushed.filter((bytes) => bytes !== undefined);
    return { objects: objects.length, bytes: objects.reduce((sum, bytes) => sum + bytes, 0) };
  }

  async findRun(name: string, signal: AbortSignal): Promise<JsonObject | undefined> {
    const body = await this.#findEntry('run', runKey(name), signal);
    if (body === undefined || body['name'] === name) return body;
    this.#disbelieve('run', name, `is called ${JSON.stringify(body['name'])}`);
    return undefined;
  }

  async pushRun(name: string, run: JsonObject, signal: AbortSignal): Promise<void> {
    await this.#pushEntry('run', runKey(name), { ...run, name }, signal);
  }

  close(): void {
    this.#files.close();
  }

  /** Uploads an object that the server lacks. Returns its size, or undefined when it was there. */
  async #pushObject(ref: ArtifactRef, from: Store, signal: AbortSignal): Promise<number | undefined> {
    if (await this.has(ref, signal)) return undefined;
    const path = await from.objects.open(ref);
    if (path === undefined)
      throw new StageFailure(`The object ${ref.digest} is lost or damaged here, so it cannot be uploaded`, {
        hint: 'Run the experiment again: it makes what is lost.',
      });
    const name = placeOf(ref);
    const { compression } = this.#options;
    if (compression === 'none') await this.#files.write(name, fileContent(path, ref), signal);
    else
      await from.withScratch(async (folder) => {
        const encoded = join(folder, 'encoded');
        const made = await encodeFile(path, encoded, compression);
        await this.#files.write(
          name,
          fileContent(encoded, { ...made, encoded: { as: compression, wholeBytes: ref.bytes } }),
          signal,
        );
      });
    this.#damaged.delete(ref.digest);
    return ref.bytes;
  }

  async #findEntry(kind: Kind, key: Digest, signal: AbortSignal): Promise<JsonObject | undefined> {
    const text = await this.#files.read(`ac/${hexOf(key)}`, (bytes) => readText(bytes, LARGEST[kind]), signal);
    if (text === undefined) return undefined;
    const body = readEntry(kind, text, this.#options.trust);
    if (typeof body !== 'string') return body;
    this.#disbelieve(kind, key, body);
    return undefined;
  }

  #pushEntry(kind: Kind, key: Digest, body: JsonObject, signal: AbortSignal): Promise<void> {
    const text = writeEntry(kind, body, this.#options.signer);
    return this.#files.write(`ac/${hexOf(key)}`, textContent(text), signal);
  }

  #disbelieve(kind: Kind, name: string, wrong: string): void {
    this.#options.tell(`${this.name}: the ${kind} ${name} ${wrong}. It is not used`);
  }
}

/** The server does not have an object. */
class Missing extends Error {}

function placeOf({ digest }: ArtifactRef): RemotePath {
  return `cas/${hexOf(digest)}`;
}

/** Where a run of this name is kept. */
function runKey(name: string): Digest {
  return digestOf('remote run', name);
}

function wrongOf(record: JsonObject, key: Digest): string | undefined {
  try {
    return wrongWithForeign(record, key);
  } catch {
    return 'contains something other than canonical JSON'; // Half a character, or endless nesting.
  }
}
