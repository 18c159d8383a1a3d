import { StageFailure } from '../core/failure.js';
import { asError, attemptStep } from './attempts.js';
import { breather } from './breather.js';
import { inputDigests, OpenInputs, openInputs, producersOf } from './inputs.js';
import { Slots } from './slots.js';
/** How often what a step reads may be found damaged or changed, and the step be done again, before the disk is blamed. */
const HEALS = 3;
/**
 * Does exactly what the plan says and returns what became of each step, by id, in plan order. It throws for bugs of the
 * engine only: a step that fails is a result, and what does not need it goes on, unless the policy of the step is to stop:
 * then nothing more is started, and what runs is let to end, because its result will be of use; Ctrl-C remains.
 *
 * Every step waits for the steps it takes artifacts from, then
 *
 * 1. gets its key, now that the content of its inputs is known;
 * 2. looks the key up, and is done when there is a record whose outputs are all whole;
 * 3. waits for its cores, in plan order;
 * 4. takes the lease of its key; when another process has it, gives the cores back, waits for that one and goes to 2;
 * 5. opens its inputs; one that is damaged by now sends its producer back to 1, and then the step itself;
 * 6. runs, as often and as long as its policy says, and commits its outputs;
 * 7. finds that what it has read was whole all the time, and commits its record; else it goes to 5.
 *
 * Because keys are made of content, a step whose inputs come out with the same bytes as before is reused (early cut-off).
 */
export async function execute(plan, world) {
    const execution = new Execution(plan, world);
    return execution.finish();
}
class Execution {
    #plan;
    #world;
    #slots;
    #breathe = breather();
    #ranks;
    /** By step id: resolves when the step has settled for the first time. */
    #settling = new Map();
    /** By step id. A step that had to be made anew settles again. */
    #settled = new Map();
    /** Steps of the same key are done once. */
    #attempts = new Map();
    #healing = new Map();
    /** Aborted when nothing more is to be started: the run was interrupted, or the step `#stoppedBy` failed. */
    #halt = new AbortController();
    #stoppedBy;
    /** The other processes this one has waited for. */
    #awaited = new Set();
    constructor(plan, world) {
        this.#plan = plan;
        this.#world = world;
        this.#slots = new Slots(world.cores);
        this.#ranks = new Map(plan.steps.map((step, rank) => [step.id, rank]));
    }
    async finish() {
        const { signal } = this.#world;
        const stop = () => this.#startNothing();
        if (signal.aborted)
            stop();
        signal.addEventListener('abort', stop);
        try {
            for (const step of this.#plan.steps)
                this.#settling.set(step.id, this.#settle(step));
            await Promise.all(this.#settling.values());
        }
        finally {
            signal.removeEventListener('abort', stop);
        }
        return new Map(this.#plan.steps.map((step) => [step.id, this.#resultOf(step.id)]));
    }
    async #settle(step) {
        for (const id of producersOf(step))
            await this.#settling.get(id);
        this.#settled.set(step.id, await this.#done(step));
    }
    /** Takes a step whose producers have settled to its end, and tells it. */
    async #done(step) {
        let result;
        try {
            result = await this.#reach(step);
        }
        catch (error) {
            result = this.#world.signal.aborted ? { action: 'cancelled' } : { action: 'failed', error: asError(error) };
        }
        const at = this.#world.now();
        switch (result.action) {
            case 'reused':
            case 'finished':
                this.#world.report({ type: result.action, step: step.id, at, record: result.record });
                break;
            case 'failed':
                this.#world.report({ type: 'failed', step: step.id, at, error: result.error });
                if (step.policy.failure === 'stop')
                    this.#stop(step);
                break;
            case 'skipped':
                this.#world.report({ type: 'skipped', step: step.id, at, because: result.because });
                break;
            case 'cancelled':
                this.#world.report({ type: 'cancelled', step: step.id, at });
                break;
        }
        return result;
    }
    #startNothing() {
        this.#halt.abort();
        this.#slots.close();
    }
    #stop(step) {
        if (this.#halt.signal.aborted)
            return;
        this.#stoppedBy = step.id;
        this.#notice(`No further step is started, because ${step.id} says "failure: stop"; what runs is let to end`);
        this.#startNothing();
    }
    /** What becomes of a step that is not started any more. */
    #unstarted() {
        if (this.#world.signal.aborted || this.#stoppedBy === undefined)
            return { action: 'cancelled' };
        return { action: 'skipped', because: this.#stoppedBy };
    }
    async #reach(step) {
        for (let heals = 0; heals <= HEALS; heals += 1) {
            const hindered = this.#hindered(step);
            if (hindered !== undefined)
                return hindered;
            await this.#breathe();
            if (this.#world.signal.aborted)
                return { action: 'cancelled' };
            const { key, fingerprint } = this.#keyOf(step);
            const same = this.#attempts.get(key);
            const attempt = same ?? this.#attempt(step, key, fingerprint);
            if (same === undefined)
                this.#attempts.set(key, attempt);
            const result = await attempt;
            if (result === undefined) {
                if (this.#attempts.get(key) === attempt)
                    this.#attempts.delete(key);
            }
            else {
                // The other step of this key did the work.
                return same !== undefined && result.action === 'finished'
                    ? { action: 'reused', key, record: result.record }
                    : result;
            }
        }
        return {
            action: 'failed',
            error: changedAgain(step),
        };
    }
    /** Why a step cannot be reached because of the steps before it. */
    #hindered(step) {
        for (const id of producersOf(step)) {
            const result = this.#resultOf(id);
            if (result.action === 'failed')
                return { action: 'skipped', because: id };
            if (result.action === 'skipped' || result.action === 'cancelled')
                return result;
        }
        return undefined;
    }
    async #attempt(step, key, fingerprint) {
        const { leases } = this.#world.store;
        for (let touches = 0; touches <= HEALS;) {
            const found = await this.#lookUp(step, key, fingerprint);
            if ('record' in found)
                return { action: 'reused', key, record: found.record };
            const tried = await this.#try(step, { key, fingerprint, ...found });
            if ('action' in tried)
                return tried;
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
            if (this.#halt.signal.aborted)
                return this.#unstarted();
        }
        return { action: 'failed', error: changedAgain(step), key, reasons: [] };
    }
    /**
     * Runs a step when its cores are free and no other process is at it. Whatever hinders it, cores and lease are given back
     * first: a producer that must be made anew needs some, and who waits for a process must not keep others waiting.
     */
    async #try(step, work) {
        const { cores, store } = this.#world;
        const needed = step.stage.numeric ? Math.min(Math.max(1, this.#plan.runtime.threads), cores) : 1;
        if (!(await this.#slots.take(this.#rankOf(step.id), needed)))
            return this.#unstarted();
        try {
            const lease = await store.leases.take(work.key);
            if (!('release' in lease))
                return lease;
            try {
                // Another process may have been faster since the key was looked up.
                const done = work.reasons.some(({ why }) => why === 'forced') ? undefined : await this.#find(step, work.key);
                if (done !== undefined && 'record' in done)
                    return { action: 'reused', key: work.key, record: done.record };
                const opened = await openInputs(step, this.#recordOf, store.blobs);
                return opened instanceof OpenInputs ? await this.#run(step, work, opened) : opened;
            }
            finally {
                lease.release();
            }
        }
        finally {
            this.#slots.give(needed);
        }
    }
    /** Says once of every other run that this one waits for it. */
    #tellWait(step, holder) {
        const name = `${holder.pid} on ${holder.host}`;
        if (this.#awaited.has(name))
            return;
        this.#awaited.add(name);
        this.#notice(`Waiting for run ${name}, which is at ${step.id}: its results are used here`);
    }
    /** The record of a key when all it names is whole, or why the step must run. */
    async #lookUp(step, key, fingerprint) {
        if (this.#world.forced?.has(step.id) && !this.#settled.has(step.id))
            return { reasons: [{ why: 'forced' }] };
        const found = await this.#find(step, key);
        if (found === undefined)
            return { reasons: this.#world.reasonsFor(step, key, fingerprint) };
        if ('record' in found)
            return found;
        this.#notice(`The result of ${step.id} is lost or damaged (${found.lost.join(', ')}): it is made anew`);
        return { reasons: found.lost.map((output) => ({ why: 'output-lost', output })) };
    }
    /** The record of a key when all it names is whole, the outputs that are not, or undefined when there is no record. */
    async #find(step, key) {
        const { store } = this.#world;
        const record = store.actions.use(key);
        if (record === undefined)
            return undefined;
        const lost = [];
        for (const port of Object.keys(step.stage.outputsOf?.(step.params) ?? step.stage.outputs)) {
            const ref = record.outputs[port];
            if (ref === undefined || (await store.blobs.open(ref)) === undefined)
                lost.push(port);
        }
        return lost.length === 0 ? { record } : { lost };
    }
    /** Makes the producer of a lost artifact settle anew, once for all the steps that miss it. */
    async #heal(lost, record) {
        if (this.#recordOf(lost) !== record)
            return; // Made anew already.
        let healing = this.#healing.get(lost.step);
        if (healing === undefined) {
            healing = this.#makeAnew(lost.step, record.key).finally(() => this.#healing.delete(lost.step));
            this.#healing.set(lost.step, healing);
        }
        return healing;
    }
    async #makeAnew(id, key) {
        const step = this.#plan.steps[this.#rankOf(id)];
        if (step === undefined)
            throw new Error(`Internal error: no step ${id} in the plan`);
        this.#attempts.delete(key);
        this.#settled.set(id, await this.#done(step));
    }
    async #run(step, work, opened) {
        const { key, fingerprint, reasons } = work;
        if (this.#halt.signal.aborted)
            return this.#unstarted();
        const startedAt = this.#world.now();
        this.#world.report({ type: 'started', step: step.id, at: startedAt, reasons });
        const facts = fingerprint.runtime;
        const runtime = { ...this.#plan.runtime, ...(facts && { facts }) };
        const options = { fingerprint, runtime, halt: this.#halt.signal, startedAt };
        const attempted = await attemptStep(step, opened, options, this.#world);
        if ('lost' in attempted || 'touched' in attempted)
            return this.#again(step, attempted);
        const attempts = attempted.attempts.length === 0 ? {} : { attempts: attempted.attempts };
        try {
            if ('error' in attempted)
                throw attempted.error;
            const { outputs, metrics, warnings, usedFiles } = attempted.made;
            // First whether one was added or removed: the stage then names other files than those it has used.
            if (step.stage.files !== undefined && this.#keyOf(step).key !== key)
                throw new StageFailure(`A file that ${step.id} reads was changed while it ran`, {
                    hint: 'Run again when the file is complete.',
                });
            usedFiles.check(step, fingerprint);
            const record = {
                format: 1,
                key,
                fingerprint,
                outputs,
                metrics,
                ...(warnings.length > 0 && { warnings }),
                startedAt: new Date(startedAt).toISOString(),
                durationMs: this.#world.now() - startedAt,
                host: this.#world.host,
                checked: true,
            };
            await this.#world.store.actions.put(record);
            return { action: 'finished', key, record, reasons, ...attempts };
        }
        catch (error) {
            // Whatever an interrupted step throws, it throws because it was interrupted.
            if (this.#world.signal.aborted)
                return { action: 'cancelled' };
            const durationMs = this.#world.now() - startedAt;
            return { action: 'failed', error: asError(error), key, reasons, ...attempts, durationMs };
        }
    }
    /** Tells that a step runs again because of what it has read, whatever it has made of that. */
    #again(step, change) {
        const what = 'lost' in change ? `${change.lost.step}.${change.lost.port}` : change.touched;
        this.#notice(`${step.id} runs again, because ${what} was changed while ${step.id} read it`);
        return change;
    }
    #keyOf(step) {
        return this.#world.keyOf(step, inputDigests(step, this.#recordOf));
    }
    #recordOf = (link) => {
        const result = this.#resultOf(link.step);
        if (result.action === 'reused' || result.action === 'finished')
            return result.record;
        throw new Error(`Internal error: ${link.step} has no result`);
    };
    #resultOf(id) {
        const result = this.#settled.get(id);
        if (result === undefined)
            throw new Error(`Internal error: ${id} comes too late in the plan, or is not in it`);
        return result;
    }
    #rankOf(id) {
        return this.#ranks.get(id) ?? 0;
    }
    #notice(message) {
        this.#world.report({ type: 'notice', at: this.#world.now(), message });
    }
}
function changedAgain({ id }) {
    return new StageFailure(`What ${id} reads was damaged or changed again and again`, {
        hint: 'Check the disk, and whether another program writes into the store; then run again.',
    });
}
