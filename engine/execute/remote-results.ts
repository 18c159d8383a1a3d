import type { Digest } from '../core/digest.ts';
import { showDuration } from '../core/duration.ts';
import { isExpected } from '../core/failure.ts';
import type { PlannedStep } from '../core/plan.ts';
import type { ArtifactRef, Fingerprint, StepRecord } from '../core/record.ts';
import { checkpointFingerprint, lastingCheckpoints, reachable } from '../plan/checkpoint-key.ts';
import { fits, missingOf } from '../plan/elsewhere.ts';
import { keyOf } from '../plan/fingerprint.ts';
import type { Amount, RemoteCache } from '../store/remote/remote-cache.ts';
import { Turns } from '../store/remote/turns.ts';
import type { Store } from '../store/store.ts';

/** How many results are uploaded at once. */
const UPLOADS = 2;
/** How long a run waits for uploads after its last step, in ms. */
const WAIT_MS = 30_000;
/** A download may take as long as making the result took, and at least so long, in ms. */
const LEAST_MS = 30_000;

/** How a run uses a remote cache. */
export interface RemoteUse {
  /** Whether results are uploaded. */
  readonly push: boolean;
  readonly tell: (message: string) => void;
}

/**
 * The results of other machines, for a run or a plan. Trouble with the remote cache is told once and costs time: then nothing is
 * there. Downloads are verified before anything in the store refers to them.
 */
export class RemoteResults {
  readonly #cache: RemoteCache;
  readonly #store: Store;
  readonly #use: RemoteUse;
  /** Records that were found, by key: a run plans with them and then uses them. */
  readonly #found = new Map<Digest, StepRecord>();
  /** Downloads under way: two results may contain the same object. */
  readonly #downloads = new Map<Digest, Promise<boolean | undefined>>();
  readonly #turns = new Turns(UPLOADS);
  readonly #uploads = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  /** Ends uploads for which nobody waits any longer. */
  readonly #patience = new AbortController();
  readonly #told = new Set<string>();
  #fetched: Amount & { readonly results: number } = { results: 0, objects: 0, bytes: 0 };
  #pushed: Amount & { readonly results: number } = { results: 0, objects: 0, bytes: 0 };
  /** What a background upload has thrown that is a bug. */
  #bug: unknown;

  constructor(cache: RemoteCache, store: Store, use: RemoteUse) {
    this.#cache = cache;
    this.#store = store;
    this.#use = use;
  }

  /** The address of the cache, for messages. */
  get name(): string {
    return this.#cache.name;
  }

  /** What has been moved so far. */
  get traffic(): { readonly fetched: Amount & { results: number }; readonly pushed: Amount & { results: number } } {
    return { fetched: this.#fetched, pushed: this.#pushed };
  }

  /** The record of a key, if the cache has one that can be believed. */
  async find(key: Digest): Promise<StepRecord | undefined> {
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const record = await this.#attempt(() => this.#cache.find(key, this.#stopping.signal));
    if (record !== undefined) this.#found.set(key, record);
    return record;
  }

  /** Whether the cache says that it has an object. */
  async has(ref: ArtifactRef): Promise<boolean> {
    return (await this.#attempt(() => this.#cache.has(ref, this.#stopping.signal))) === true;
  }

  /**
   * Brings what is missing of the result of a key: objects, or all of it. Returns whether the store has the whole result now.
   */
  async bring(step: PlannedStep, key: Digest): Promise<boolean> {
    const local = this.#store.records.get(key);
    const record = local ?? (await this.find(key));
    if (record === undefined) return false;
    if (!fits(record, step)) {
      this.#tellOnce(`${this.#cache.name}: the record ${key} is not that of a result of ${step.id}. It is not used`);
      return false;
    }
    const amount = await this.#download(step, record, { isNew: local === undefined });
    if (amount !== undefined) this.#fetched = sum(this.#fetched, amount);
    return amount !== undefined;
  }

  /** Brings the checkpoint from which a step that must run can continue, if there is none here. */
  async bringCheckpoint(step: PlannedStep, fingerprint: Fingerprint): Promise<void> {
    if (step.stage.extends === undefined) return;
    const key = keyOf(checkpointFingerprint(step, fingerprint));
    if (this.#store.records.get(key) !== undefined) return;
    const record = await this.find(key);
    const [furthest] = reachable(record, Number(step.params[step.stage.extends]));
    if (record === undefined || furthest === undefined) return;
    await this.#download(step, { ...record, outputs: { [furthest.name]: furthest.ref } }, { isNew: true });
  }

  /** Uploads a new result, some time later. `step` and `fingerprint` lead to its checkpoints. */
  offer(step: PlannedStep, record: StepRecord): void {
    if (!this.#use.push) return;
    const upload = this.#turns
      .run(() => this.#upload(step, record))
      .catch((error: unknown) => void (this.#bug ??= error))
      .finally(() => this.#uploads.delete(upload));
    this.#uploads.add(upload);
  }

  /** Ends everything at once: the run was interrupted. */
  stop(): void {
    this.#stopping.abort();
  }

  /**
   * Waits for uploads, at most for half a minute.
   *
   * @param rest what to do about results that were not uploaded
   */
  async finish(rest: string): Promise<void> {
    const late = setTimeout(() => this.#patience.abort(), WAIT_MS);
    if (this.#uploads.size > 0)
      await Promise.race([Promise.all(this.#uploads), aborted(this.#patience.signal), aborted(this.#stopping.signal)]);
    clearTimeout(late);
    const unfinished = this.#uploads.size;
    if (unfinished > 0 && !this.#stopping.signal.aborted)
      this.#use.tell(
        `${this.#cache.name}: ${unfinished} of the results are not uploaded yet, ${showDuration(WAIT_MS)} after the last step. ${rest}`,
      );
    this.#patience.abort();
    if (this.#bug !== undefined) throw this.#bug;
  }

  /** Downloads what is missing of a record and keeps the record; returns how much that was, undefined when it failed. */
  async #download(
    step: PlannedStep,
    record: StepRecord,
    { isNew }: { readonly isNew: boolean },
  ): Promise<Amount | undefined> {
    const { objects, records } = this.#store;
    const missing = missingOf(record, (ref) => objects.has(ref));
    const most = Math.max(LEAST_MS, record.durationMs);
    const late = AbortSignal.timeout(most);
    const fetched = await Promise.all(
      missing.map((ref) => this.#fetch(ref, AbortSignal.any([this.#stopping.signal, late]))),
    );
    if (late.aborted && !this.#stopping.signal.aborted)
      this.#tellOnce(
        `${this.#cache.name}: the result of ${step.id} did not arrive within ${showDuration(most)}, so Assay makes it`,
      );
    if (!fetched.every((each) => each === true)) return undefined;
    const kept = !isNew || (await this.#attempt(() => records.put(record).then(() => true)));
    return kept === true ? { objects: missing.length, bytes: bytesOf(missing) } : undefined;
  }

  #fetch(ref: ArtifactRef, signal: AbortSignal): Promise<boolean | undefined> {
    const running = this.#downloads.get(ref.digest);
    if (running !== undefined) return running;
    const download = this.#attempt(() => this.#cache.fetch(ref, this.#store, signal), signal).finally(() =>
      this.#downloads.delete(ref.digest),
    );
    this.#downloads.set(ref.digest, download);
    return download;
  }

  async #upload(step: PlannedStep, record: StepRecord): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, this.#patience.signal]);
    const amount = await this.#attempt(() => this.#cache.push(record, this.#store, signal), signal);
    if (amount === undefined) return;
    this.#pushed = sum(this.#pushed, amount);
    const checkpoints = lastingCheckpoints(this.#store.records, step, record.fingerprint);
    if (checkpoints !== undefined)
      await this.#attempt(() => this.#cache.push(checkpoints, this.#store, signal), signal);
  }

  /** Does something with the cache; undefined when that does not work, which is told once. */
  async #attempt<T>(request: () => Promise<T>, signal: AbortSignal = this.#stopping.signal): Promise<T | undefined> {
    try {
      return await request();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isExpected(error)) throw error;
      const hint = 'hint' in error && error.hint !== undefined ? ` ${error.hint}` : '';
      this.#tellOnce(`${error.message}.${hint} The run continues without that`);
      return undefined;
    }
  }

  #tellOnce(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#use.tell(message);
  }
}

function bytesOf(refs: readonly ArtifactRef[]): number {
  return refs.reduce((total, { bytes }) => total + bytes, 0);
}

function sum(total: Amount & { readonly results: number }, more: Amount): Amount & { readonly results: number } {
  return { results: total.results + 1, objects: total.objects + more.objects, bytes: total.bytes + more.bytes };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
