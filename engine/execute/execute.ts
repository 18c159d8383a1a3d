import type { Digest } from '../core/digest.ts';
import type { Link, Plan, PlannedStep, Resources } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../core/record.ts';
import { outputsOf } from '../plan/bind.ts';
import { keyOf } from '../plan/fingerprint.ts';
import { lookup, type Answer } from '../plan/lookup.ts';
import { kindOf } from '../plan/planned-actions.ts';
import type { Holder } from '../store/store.ts';
import { asError, attemptStep } from './attempts.ts';
import { breather } from './breather.ts';
import { commit, type Keyed, type Work } from './commit.ts';
import { Elsewhere } from './elsewhere.ts';
import { executorFor, type Executors } from './executor.ts';
import { inputDigests, movedInput, OpenInputs, openInputs, producersOf } from './inputs.ts';
import type { Lost, Touched } from './inputs.ts';
import type { Execution as StepExecution, StepResult } from '../core/result.ts';
import { needsOf, within } from './resources.ts';
import { Slots } from './slots.ts';
import { changedAgain, endOf, whyUnsaved } from './step-end.ts';
import type { World } from './world.ts';

/** How often a step is redone because something that it reads was damaged or changed, before the disk is blamed. */
const HEALS = 3;

/**
 * Does exactly what the plan says and returns what became of each step, by id, in plan order. Throws only for bugs in the engine:
 * a failed step is a result. Steps that do not need it continue, unless its policy is to stop: then nothing more starts, and steps
 * already running finish, because their results are kept; Ctrl-C stops these, too.
 *
 * Every step waits for the steps that it needs, then
 *
 * 1. gets its key, now that the content of its inputs is known;
 * 2. looks up the key, and is done if there is a record whose outputs are all intact; downloads what is missing if the remote cache
 *    has it;
 * 3. waits until its executor has what it needs, in plan order;
 * 4. takes the lease of its key; if another process has it, gives back what it took, waits for that process and goes to 2;
 * 5. opens its inputs; a damaged input sends its producer back to 1, and then the step itself;
 * 6. runs, as often and as long as its policy allows, and commits its outputs;
 * 7. checks that what it has read was intact all the time, and commits its record; else it goes to 5.
 *
 * Because keys are made from content, a step whose inputs have the same bytes as before is reused (early cut-off).
 */
export async function execute(plan: Plan, world: World): Promise<ReadonlyMap<string, StepResult>> {
  const execution = new Execution(plan, world);
  return execution.finish();
}

/** A key that this run looks up or runs, or has. `undefined` if an input was lost: try again. */
type Attempt = Promise<StepResult | undefined>;

class Execution {
  readonly #plan: Plan;
  readonly #world: World;
  readonly #executors: Executors;
  /** By capacity, because executors may share one. */
  readonly #slots: ReadonlyMap<Resources, Slots>;
  readonly #elsewhere: Elsewhere | undefined;
  readonly #breathe = breather();
  readonly #ranks: ReadonlyMap<string, number>;
  /** By step id: resolves when the step has settled for the first time. */
  readonly #settling = new Map<string, Promise<void>>();
  /** By step id. A step whose result was lost settles again. */
  readonly #settled = new Map<string, StepResult>();
  /** Steps with the same key are done once. */
  readonly #attempts = new Map<Digest, Attempt>();
  readonly #healing = new Map<string, Promise<void>>();
  /** Aborted when nothing more may start: the run was interrupted, or the step `#stoppedBy` failed. */
  readonly #halt = new AbortController();
  #stoppedBy: string | undefined;
  /** The other processes this one has waited for. */
  readonly #awaited = new Set<string>();

  constructor(plan: Plan, world: World) {
    this.#plan = plan;
    this.#world = world;
    this.#executors = world.executorsOf(plan);
    const capacities = [this.#executors.here.capacity, this.#executors.process.capacity];
    this.#slots = new Map([...new Set(capacities)].map((capacity) => [capacity, new Slots(capacity)]));
    this.#ranks = new Map(plan.steps.map((step, rank) => [step.id, rank]));
    const delegate = world.delegateOf?.(plan, {
      hasResult: (id) => isMade(this.#settled.get(id)),
      reasonsOf: (id, fingerprint) => this.#whyMissing(this.#stepOf(id), fingerprint),
    });
    this.#elsewhere =
      delegate &&
      new Elsewhere(delegate, {
        find: (step, keyed) => this.#find(step, keyed),
        whyMissing: (step, fingerprint) => this.#whyMissing(step, fingerprint),
      });
  }

  async finish(): Promise<ReadonlyMap<string, StepResult>> {
    const { signal } = this.#world;
    const stop = (): void => this.#startNothing();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      for (const step of this.#plan.steps) this.#settling.set(step.id, this.#settle(step));
      await Promise.all(this.#settling.values());
    } finally {
      signal.removeEventListener('abort', stop);
      await this.#elsewhere?.delegate.close();
    }
    return new Map(this.#plan.steps.map((step) => [step.id, this.#resultOf(step.id)]));
  }

  async #settle(step: PlannedStep): Promise<void> {
    for (const id of producersOf(step)) await this.#settling.get(id);
    this.#settled.set(step.id, await this.#finishStep(step));
  }

  /** Completes a step whose producers have settled, and reports it. */
  async #finishStep(step: PlannedStep): Promise<StepResult> {
    let result: StepResult;
    try {
      result = await this.#resultFor(step);
    } catch (error) {
      result = this.#world.signal.aborted ? { action: 'cancelled' } : { action: 'failed', error: asError(error) };
    }
    // Also what a delegate has made.
    if (result.action === 'finished') this.#world.remote?.offer(step, result.record);
    this.#world.report({ ...endOf(result), step: step.id, at: this.#world.now() });
    if (result.action === 'failed' && step.policy.failure === 'stop') this.#stop(step);
    return result;
  }

  #startNothing(): void {
    this.#halt.abort();
    for (const slots of this.#slots.values()) slots.close();
    this.#elsewhere?.delegate.halt();
  }

  #stop(step: PlannedStep): void {
    if (this.#halt.signal.aborted) return;
    this.#stoppedBy = step.id;
    this.#notice(`No further step is started, because ${step.id} says "failure: stop"; what runs is let to end`);
    this.#startNothing();
  }

  /** What becomes of a step when nothing more may start. */
  #notStarted(): StepResult {
    if (this.#world.signal.aborted || this.#stoppedBy === undefined) return { action: 'cancelled' };
    return { action: 'skipped', because: this.#stoppedBy };
  }

  /** Does a step, and does it again if something that it reads was lost and has been made again. */
  async #resultFor(step: PlannedStep): Promise<StepResult> {
    for (let heals = 0; heals <= HEALS; heals += 1) {
      const blocked = this.#blockedBy(step);
      if (blocked !== undefined) return blocked;
      await this.#breathe();
      if (this.#world.signal.aborted) return { action: 'cancelled' };
      const { key, fingerprint } = this.#keyOf(step);
      const same = this.#attempts.get(key);
      const attempt = same ?? this.#attempt(step, key, fingerprint);
      if (same === undefined) this.#attempts.set(key, attempt);
      const result = await attempt;
      if (result === undefined) {
        if (this.#attempts.get(key) === attempt) this.#attempts.delete(key);
      } else {
        // The other step of this key did the work.
        return same !== undefined && result.action === 'finished'
          ? { action: 'reused', key, record: result.record }
          : result;
      }
    }
    return { action: 'failed', error: changedAgain(step) };
  }

  /** The result of a step that cannot run because of steps upstream. */
  #blockedBy(step: PlannedStep): StepResult | undefined {
    for (const id of producersOf(step)) {
      const result = this.#resultOf(id);
      if (result.action === 'failed') return { action: 'skipped', because: id };
      if (result.action === 'skipped' || result.action === 'cancelled') return result;
    }
    return undefined;
  }

  /** Finds the result of a key, or runs the step; undefined if an input was lost and has been made again. */
  async #attempt(step: PlannedStep, key: Digest, fingerprint: Fingerprint): Attempt {
    const { leases } = this.#world.store;
    const ridden = await this.#elsewhere?.ride(step, { key, fingerprint });
    if (ridden !== undefined) return ridden;
    for (let touches = 0; touches <= HEALS;) {
      const answer = await this.#lookUp(step, { key, fingerprint });
      if ('record' in answer) return { action: 'reused', key, record: answer.record };
      const work = { key, fingerprint, reasons: answer.why() };
      const elsewhere = this.#elsewhere;
      const tried = await (elsewhere === undefined ? this.#try(step, work) : this.#entrust(step, work, elsewhere));
      if (tried === undefined) return undefined;
      if ('action' in tried) return tried;
      if ('lost' in tried) {
        await this.#heal(tried.lost, tried.record);
        return undefined;
      }
      if ('touched' in tried) {
        touches += 1;
        continue;
      }
      this.#tellWait(step, tried);
      await leases.ended(key, tried, this.#halt.signal);
      if (this.#halt.signal.aborted) return this.#notStarted();
    }
    return { action: 'failed', error: changedAgain(step), key, reasons: [] };
  }

  /**
   * Runs a step once its executor has what it needs and no other process runs it. In any other case, gives back the capacity and
   * the lease first: a producer that must run again needs them, and a step that waits for a process must not block others.
   */
  async #try(step: PlannedStep, work: Work): Promise<StepResult | Lost | Touched | Holder> {
    const { capacity } = executorFor(step, this.#executors);
    const slots = this.#slots.get(capacity);
    const needs = within(needsOf(step, this.#plan.runtime.threads), capacity);
    const cores = await slots?.take(this.#rankOf(step.id), needs);
    if (slots === undefined || cores === undefined) return this.#notStarted();
    try {
      const lease = await this.#world.store.leases.take(work.key);
      if (!('release' in lease)) return lease;
      try {
        return await this.#tryAlone(step, work, { needs, cores });
      } finally {
        lease.release();
      }
    } finally {
      slots.give(needs, cores);
    }
  }

  /** Has a step made elsewhere; undefined if what its key is made of has changed there, and has been settled again. */
  async #entrust(step: PlannedStep, work: Work, elsewhere: Elsewhere): Promise<StepResult | Touched | undefined> {
    const result = await elsewhere.make(step, work);
    if (result === 'cancelled') return this.#notStarted();
    if (result !== undefined) return result;
    const moved = movedInput(step, this.#recordOf, this.#world.store.records);
    if (moved !== undefined) await this.#heal(moved.lost, moved.record);
    // With the same inputs, it is a file outside the store that has changed, and then the key does, too.
    return moved === undefined && this.#keyOf(step).key === work.key ? { touched: 'its result' } : undefined;
  }

  /** Why a step would have no result if it had none. */
  #whyMissing(step: PlannedStep, fingerprint: Fingerprint): readonly Reason[] {
    const question = { step, key: keyOf(fingerprint), fingerprint, record: undefined, has: () => false };
    const answer = lookup(question, { records: this.#world.store.records, earlier: (id) => this.#world.earlier(id) });
    return 'why' in answer ? answer.why() : [];
  }

  async #tryAlone(step: PlannedStep, work: Work, place: Place): Promise<StepResult | Lost | Touched> {
    // Another process may have run it since the lookup, perhaps on another machine.
    const forced = work.reasons.some(({ why }) => why === 'forced');
    if (!forced) await this.#world.store.records.reveal(work.key);
    const answer = forced ? undefined : await this.#find(step, work);
    if (answer !== undefined && 'record' in answer) return { action: 'reused', key: work.key, record: answer.record };
    const opened = await openInputs(step, this.#recordOf, this.#world.store.objects);
    return opened instanceof OpenInputs ? this.#run(step, work, { opened, ...place }) : opened;
  }

  /** Reports, once for each other run, that this one waits for it. */
  #tellWait(step: PlannedStep, holder: Holder): void {
    const name = `${holder.pid} on ${holder.host}`;
    if (this.#awaited.has(name)) return;
    this.#awaited.add(name);
    this.#notice(`Waiting for run ${name}, which is at ${step.id}: its results are used here`);
  }

  /** The verified result of a key, if there is one; none for a forced step the first time. Reports a lost result. */
  async #lookUp(step: PlannedStep, keyed: Keyed): Promise<Answer> {
    if (this.#world.forced?.has(step.id) && !this.#settled.has(step.id))
      return { lost: [], why: () => [{ why: 'forced' }] };
    const here = await this.#find(step, keyed);
    const isBrought = 'lost' in here && (await this.#world.remote?.bring(step, keyed.key)) === true;
    const answer = isBrought ? await this.#find(step, keyed) : here;
    if ('lost' in answer && answer.lost.length > 0)
      this.#notice(`The result of ${step.id} is lost or damaged (${answer.lost.join(', ')}): Assay will make it again`);
    return answer;
  }

  async #find(step: PlannedStep, { key, fingerprint }: Keyed): Promise<Answer> {
    const { records, objects } = this.#world.store;
    const record = records.use(key);
    const whole = new Set<unknown>();
    // The first time. What a step reads is verified in any case, and if it is lost, its producer is looked up again.
    const presumed = this.#world.presumed?.has(step.id) === true && !this.#settled.has(step.id);
    for (const port of Object.keys(outputsOf(step.stage, step.params))) {
      const ref = record?.outputs[port];
      if (ref === undefined) continue;
      if (presumed ? objects.has(ref) : (await objects.open(ref)) !== undefined) whole.add(ref);
    }
    const question = { step, key, fingerprint, record, has: (ref: ArtifactRef) => whole.has(ref) };
    return lookup(question, { records, earlier: (id) => this.#world.earlier(id) });
  }

  /** Makes the producer of a lost artifact settle again, once for all steps that miss it. */
  async #heal(lost: Link, record: StepRecord): Promise<void> {
    if (this.#recordOf(lost) !== record) return; // It is there again.
    let healing = this.#healing.get(lost.step);
    if (healing === undefined) {
      healing = this.#settleAgain(lost.step, record.key).finally(() => this.#healing.delete(lost.step));
      this.#healing.set(lost.step, healing);
    }
    return healing;
  }

  async #settleAgain(id: string, key: Digest): Promise<void> {
    this.#attempts.delete(key);
    this.#settled.set(id, await this.#finishStep(this.#stepOf(id)));
  }

  #stepOf(id: string): PlannedStep {
    const step = this.#plan.steps[this.#rankOf(id)];
    if (step === undefined) throw new Error(`Internal error: no step ${id} in the plan`);
    return step;
  }

  async #run(
    step: PlannedStep,
    work: Work,
    { opened, needs, cores }: Place & { readonly opened: OpenInputs },
  ): Promise<StepResult | Lost | Touched> {
    if (this.#halt.signal.aborted) return this.#notStarted();
    const { key, fingerprint, reasons } = work;
    const startedAt = this.#world.now();
    this.#world.report({ type: 'started', step: step.id, at: startedAt, reasons, slots: cores });
    if (!this.#world.forced?.has(step.id)) await this.#world.remote?.bringCheckpoint(step, fingerprint);
    const attempted = await attemptStep(
      step,
      opened,
      {
        fingerprint,
        runtime: { ...this.#plan.runtime, ...(fingerprint.runtime && { facts: fingerprint.runtime }) },
        halt: this.#halt.signal,
        startedAt,
        executor: executorFor(step, this.#executors),
        needs,
      },
      this.#world,
    );
    if ('lost' in attempted || 'touched' in attempted) return this.#tellChange(step, attempted);
    const kind = kindOf(step, { reasons, ...(attempted.from && { from: attempted.from }) });
    const execution: StepExecution = { startedAt, slots: cores, kind };
    const attempts = attempted.attempts.length === 0 ? {} : { attempts: attempted.attempts };
    try {
      if ('error' in attempted) throw attempted.error;
      const keyNow = (): Digest => this.#keyOf(step).key;
      const record = await commit(step, attempted.made, { ...work, startedAt, keyNow }, this.#world);
      return { action: 'finished', key, record, reasons, execution, ...attempts };
    } catch (error) {
      // Whatever an interrupted step throws, it throws because of the interruption.
      if (this.#world.signal.aborted) {
        this.#notice(whyUnsaved(step, asError(error)));
        return { action: 'cancelled' };
      }
      const durationMs = this.#world.now() - startedAt;
      return { action: 'failed', error: asError(error), key, reasons, execution, ...attempts, durationMs };
    }
  }

  /** Reports that a step runs again because of what it has read, whatever it has made from that. */
  #tellChange(step: PlannedStep, change: Lost | Touched): Lost | Touched {
    const what = 'lost' in change ? `${change.lost.step}.${change.lost.port}` : change.touched;
    this.#notice(`${step.id} runs again, because ${what} was changed while ${step.id} read it`);
    return change;
  }

  #keyOf(step: PlannedStep): ReturnType<World['keyOf']> {
    return this.#world.keyOf(step, inputDigests(step, this.#recordOf));
  }

  readonly #recordOf = (link: Link): StepRecord => {
    const result = this.#resultOf(link.step);
    if (result.action === 'reused' || result.action === 'finished') return result.record;
    throw new Error(`Internal error: ${link.step} has no result`);
  };

  #resultOf(id: string): StepResult {
    const result = this.#settled.get(id);
    if (result === undefined) throw new Error(`Internal error: ${id} comes too late in the plan, or is not in it`);
    return result;
  }

  #rankOf(id: string): number {
    return this.#ranks.get(id) ?? 0;
  }

  #notice(message: string | undefined): void {
    if (message !== undefined) this.#world.report({ type: 'notice', at: this.#world.now(), message });
  }
}

/** What a step takes of its executor. */
interface Place {
  readonly needs: Resources;
  readonly cores: readonly number[];
}

function isMade(result: StepResult | undefined): boolean {
  return result?.action === 'reused' || result?.action === 'finished';
}
